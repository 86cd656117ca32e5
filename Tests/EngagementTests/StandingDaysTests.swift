// The days of those who stand are the release's: names of places and benchmarks do not tell who left.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct StandingDaysTests {
  private static let survey = """
    \(surveyHead("warm-rooms", "Wards"))
    questions:
      - {id: home, ask: Where?, type: place, role: place}
      - {id: well, ask: Are you well?, type: yes_no}
    indicators:
      - {id: is_well, label: Well, show: percent, count: well = yes, out_of: answered(well), better: higher, by: [place]}
    benchmarks:
      - {indicator: is_well, area: E92000001, period: 2022, population: people in a test, question: "Are you well?", choices: ["Yes", "No"], value: 20, source: made up}
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {well: yes}
    """

  private static let places = [
    PlaceRecord(
      code: "W1", name: "Ward Old", kind: "ward",
      validTo: PostgresDate(year: 2026, month: 6, day: 30)),
    PlaceRecord(code: "W2", name: "Ward New", kind: "ward"),
  ]

  private static func record(
    _ programme: Programme, _ count: Int, _ home: String, on day: String
  ) async throws -> UUID {
    var id = UUID()
    for person in 0..<count {
      id = UUID()
      var body = Programme.response(
        id, answers: ["home": .string(home), "well": person % 2 == 0 ? "yes" : "no"],
        consent: ["analyse"])
      body["answered_on"] = .string(day)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
    }
    return id
  }

  @Test
  func `labels and benchmarks do not tell whether the one who left had answered first or last`()
    async throws
  {
    var printed: [JSONValue] = []
    for leaving in 0..<4 {
      try await withProgramme(modules: ["warm-rooms": Self.survey]) { programme in
        let administrator = programme.partnership.principal(.administrator)
        try await programme.database.application.transaction(as: administrator) { connection in
          _ = try PlaceQueries.importOfficial(Self.places, on: connection)
        }
        let first = try await Self.record(programme, 1, "W2", on: "2023-06-02")
        let last = try await Self.record(programme, 1, "W2", on: "2026-07-09")
        let usual = try await Self.record(programme, 60, "W2", on: "2026-05-06")
        _ = try await Self.record(programme, 60, "W1", on: "2026-05-06")
        let before = JSONValue.object(try await programme.release())
        let rows = before["findings"]?[0]?["rows"]
        #expect(rows?[0]?["group"]?["place"]?["label"] == "Ward Old (until 30 June 2026)")
        #expect(before["findings"]?[0]?["benchmarks"]?[0]?["comparison"] == "better")
        if leaving > 0 { try await programme.takeBack([first, last, usual][leaving - 1]) }
        _ = try await Self.record(programme, 60, "W1", on: "2026-05-06")
        printed.append(.object(try await programme.release()))
      }
    }
    #expect(printed[0]["findings"]?[0]?["total"]?["base"] == 180)
    for other in printed.dropFirst() {
      #expect(ReleaseTwins.difference(printed[0], other) == nil)
    }
  }
}
