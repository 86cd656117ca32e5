// `one_per`: of several responses about one thing the latest counts, whatever order they are read in.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestRandomness
import TestSupport
import Testing

@Suite struct LatestResponsesTests {
  private static let survey = """
    hark: 1
    module: returns
    version: 1.0.0
    title: Returns
    about_this_survey: Made up for tests.
    unit: organisation
    one_per: [group, month]
    consent: {basis: role}
    questions:
      - id: club
        ask: Which club?
        type: choose_one
        role: group
        choices: [1 tea: Tea, 2 walks: Walks]
      - {id: month, ask: Which month?, type: month}
      - {id: full, ask: Are you full?, type: yes_no}
    indicators:
      - {id: is_full, label: Clubs that are full, show: percent, count: full = yes, out_of: answered(full)}
    """

  private struct Return {
    let id: UUID
    let club: String
    let month: String?
    let day: Int
    let received: Int
  }

  private func superseded(_ returns: [Return], _ survey: Survey) throws -> Set<UUID> {
    let day = try #require(CalendarDay("2026-10-01"))
    var latest = LatestResponses<UUID>(survey)
    for item in returns {
      var answers: JSONObject = ["club": .string(item.club)]
      answers["month"] = item.month.map { .string($0) }
      let sheet = Interview(survey, today: day).judge(consent: [:], answers: answers).sheet
      latest.add(item.id, sheet, day: item.day, received: item.received)
    }
    return latest.superseded
  }

  @Test func `of one day the one that came in last counts, and of one moment the highest id`()
    throws
  {
    let survey = try #require(ModuleLoader.load(files: ["survey.yaml": Self.survey]).module).survey
    let ids = try (0..<7).map { number in
      try #require(UUID(uuidString: "00000000-0000-4000-8000-00000000000\(number)"))
    }
    let returns = [
      Return(id: ids[5], club: "tea", month: "2026-09", day: 3, received: 10),
      // A later day wins over a later arrival.
      Return(id: ids[0], club: "tea", month: "2026-09", day: 4, received: 1),
      Return(id: ids[1], club: "tea", month: "2026-09", day: 4, received: 5),
      Return(id: ids[2], club: "tea", month: "2026-09", day: 4, received: 5),
      // Another club, another month, and no month: nothing to be held against.
      Return(id: ids[3], club: "walks", month: "2026-09", day: 1, received: 1),
      Return(id: ids[4], club: "tea", month: "2026-08", day: 1, received: 1),
      Return(id: ids[6], club: "tea", month: nil, day: 9, received: 9),
    ]
    var generator = SeededGenerator(seed: 22)
    for _ in 0..<50 {
      let order = returns.shuffled(using: &generator)
      #expect(try superseded(order, survey) == [ids[5], ids[0], ids[1]])
    }
  }

  @Test func `a return that is sent again on the same day takes the place of the first`()
    async throws
  {
    try await withProgramme(modules: ["returns": Self.survey]) { programme in
      func send(_ full: String) async throws {
        let body: JSONObject = [
          "id": .string(UUID().uuidString.lowercased()), "answered_on": "2026-10-01",
          "answers": ["club": "tea", "month": "2026-09", "full": .string(full)],
        ]
        _ = try await programme.engagement.record(
          body, survey: "returns", as: programme.researcher, origin: .http)
      }
      for full in ["yes", "yes", "no", "yes", "no"] { try await send(full) }
      let release = try await programme.engagement.release(
        survey: "returns", as: programme.coordinator, origin: .cli)
      let total = release["findings"]?[0]?["total"]
      #expect(total?["base"] == 1 && total?["count"] == 0)
      // The others are kept.
      let list = try await programme.engagement.responses(
        survey: "returns", after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.count == 5)
    }
  }
}
