// `finest_place`: no figure is about a smaller place, and who named one is counted in the place around it.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct FinestPlaceTests {
  private static let survey = """
    hark: 1
    module: homes
    version: 1.0.0
    title: Homes
    about_this_survey: Made up for tests.
    population: people in a test
    consent: {wording: consent-test@1, scopes: [analyse], keep_months: 24}
    disclosure: {finest_place: district}
    questions:
      - {id: home, ask: Where do you live?, type: place, role: place}
      - {id: warm, ask: Is it warm?, type: yes_no}
    indicators:
      - {id: is_warm, label: People who are warm, show: percent, count: warm = yes, out_of: answered(warm), by: [place]}
    """

  private static let places = [
    PlaceRecord(code: "E10", name: "The county", kind: "county"),
    PlaceRecord(code: "E07", name: "The district", kind: "district", parent: "E10"),
    PlaceRecord(code: "E05A", name: "North ward", kind: "ward", parent: "E07"),
    PlaceRecord(code: "E05B", name: "South ward", kind: "ward", parent: "E07"),
    PlaceRecord(code: "E05C", name: "A ward of no district", kind: "ward"),
    // Wards that lie in one another.
    PlaceRecord(code: "E05X", name: "Round", kind: "ward", parent: "E05Y"),
    PlaceRecord(code: "E05Y", name: "And round", kind: "ward", parent: "E05X"),
  ]

  @Test func `who names a smaller place is counted in the district around it`() async throws {
    try await withProgramme(modules: ["homes": Self.survey]) { programme in
      let administrator = programme.partnership.principal(.administrator)
      try await programme.database.application.transaction(as: administrator) { connection in
        try PlaceQueries.importOfficial(Self.places, on: connection)
        try PlaceQueries.importLocal(
          [PlaceRecord(code: "quay", name: "The quay", kind: "neighbourhood", parent: "E05A")],
          on: connection)
      }
      for (place, count) in [
        ("E07", 20), ("E05A", 10), ("E05B", 12), ("quay", 8), ("E10", 30), ("E05C", 20),
        ("E05X", 10),
      ] {
        for _ in 0..<count {
          let body = Programme.response(
            answers: ["home": .string(place), "warm": "yes"], consent: ["analyse"])
          _ = try await programme.engagement.record(
            body, survey: "homes", as: programme.researcher, origin: .http)
        }
      }
      let release = try await programme.engagement.release(
        survey: "homes", as: programme.coordinator, origin: .cli)
      let rows = release["findings"]?[0]?["rows"]?.array ?? []
      #expect(
        rows.map { $0["group"]?["place"]?["label"]?.string } == [
          "The district", "The county", "Not stated",
        ])
      #expect(rows.map { $0["base"] } == [50, 30, 30])
      let text = JSONValue.object(release).text()
      for name in ["E05", "quay", "ward"] { #expect(!text.contains(name)) }
    }
  }
}
