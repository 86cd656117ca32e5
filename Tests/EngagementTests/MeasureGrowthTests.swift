// Two releases of a measure: what those who joined or left in between put in cannot be worked out.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct MeasureGrowthTests {
  private static let debts = """
    \(surveyHead("debts", "Debts"))
    questions:
      - id: age
        ask: How old are you?
        type: choose_one
        role: age_band
        choices:
          - 1 young: Under 50
          - 2 old: 50 and over
      - id: well
        ask: Are you well?
        type: yes_no
      - id: pounds
        ask: How much do you owe?
        type: whole_number
        min: 0
      - id: goals
        ask: What are your goals?
        type: repeat
        up_to: 100
        questions:
          - id: goal_now
            ask: Is it reached?
            type: choose_one
            choices:
              - 1 reached: "Yes"
              - 2 not_yet: "No"
    indicators:
      - id: owed
        label: Money owed
        show: total
        sum_of: pounds
        by: [age_band]
      - id: goals_reached
        label: Goals reached
        show: percent
        each: goals
        count: goal_now = reached
        out_of: answered(goal_now)
        by: [age_band]
      - id: people_well
        label: People who are well
        show: percent
        count: well = yes
        out_of: answered(well)
        by: [age_band]
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {pounds: 3}
      totals:
        owed: {total: 3}
    """

  /// What one of the releases printed of an indicator's figures.
  private static func values(_ release: JSONObject, _ indicator: String) -> [JSONValue?] {
    let finding = release["findings"]?.array?.first { $0["indicator"]?.string == indicator }
    return [finding?["total"]?["value"]] + (finding?["rows"]?.array ?? []).map { $0["value"] }
  }

  private static func isKept(_ release: JSONObject, _ indicator: String) -> Bool {
    let finding = release["findings"]?.array?.first { $0["indicator"]?.string == indicator }
    return finding?["total"]?["flags"]?.array?.contains("held_back") ?? false
  }

  private struct Survey {
    let programme: Programme

    func record(_ people: Int, _ age: String, _ answers: JSONObject) async throws -> [UUID] {
      var ids: [UUID] = []
      for person in 0..<people {
        let id = UUID()
        var own = answers
        own["age"] = .string(age)
        own["well"] = person % 2 == 0 ? "yes" : "no"
        _ = try await programme.engagement.record(
          Programme.response(id, answers: own, consent: ["analyse"]), survey: "debts",
          as: programme.researcher, origin: .http)
        ids.append(id)
      }
      return ids
    }

    /// People who owe so much on average, up to a tenth less and more: where all but a few gave the same
    /// number, or everybody one of a few, those few are not shown.
    func owing(_ people: Int, _ age: String, _ pounds: Double) async throws {
      for pair in 0..<people / 2 {
        let apart = (pounds * Double(pair % 8 + 1) / 80).rounded()
        for number in [pounds - apart, pounds + apart] {
          _ = try await record(1, age, ["pounds": .number(number)])
        }
      }
      _ = try await record(people % 2, age, ["pounds": .number(pounds)])
    }

    func release() async throws -> JSONObject {
      try await programme.engagement.release(
        survey: "debts", as: programme.coordinator, origin: .cli)
    }
  }

  private func withSurvey(_ body: @Sendable (Survey) async throws -> Void) async throws {
    try await withProgramme(modules: ["debts": Self.debts]) { programme in
      try await body(Survey(programme: programme))
    }
  }

  @Test func `R15 what one person who joined owes is not read off two totals`() async throws {
    try await withSurvey { survey in
      for age in ["young", "old"] { try await survey.owing(60, age, 100) }
      let first = try await survey.release()
      #expect(Self.values(first, "owed").first == 12_000)
      try await survey.owing(7, "young", 0)
      try await survey.owing(1, "young", 1_000)
      let second = try await survey.release()
      #expect(Self.values(second, "owed") == Self.values(first, "owed"))
      #expect(Self.isKept(second, "owed") && !Self.isKept(first, "owed"))
      // What counts people is new.
      let well = second["findings"]?.array?.first { $0["indicator"] == "people_well" }
      #expect(well?["total"]?["base"] == 130)
      // Thirty joined since it was printed, of whom one still stands out.
      try await survey.owing(22, "young", 0)
      let third = try await survey.release()
      #expect(Self.values(third, "owed") == Self.values(first, "owed"))
      #expect(Self.isKept(third, "owed"))
      // Among forty more the one is hidden: it is held against the release that printed it.
      try await survey.owing(40, "young", 100)
      let fourth = try await survey.release()
      #expect(Self.values(fourth, "owed").first == 17_000)
      #expect(!Self.isKept(fourth, "owed"))
    }
  }

  @Test func `R15 one person's list is not read off two shares of items`() async throws {
    try await withSurvey { survey in
      let (reached, open): (JSONValue, JSONValue) = (
        ["goal_now": "reached"], ["goal_now": "not_yet"]
      )
      for age in ["young", "old"] {
        _ = try await survey.record(60, age, ["goals": [reached, open]])
      }
      let first = try await survey.release()
      _ = try await survey.record(7, "young", ["goals": [reached]])
      let list = JSONValue.array([JSONValue](repeating: open, count: 37))
      _ = try await survey.record(1, "young", ["goals": list])
      let second = try await survey.release()
      #expect(Self.values(first, "goals_reached").first == 50)
      #expect(Self.values(second, "goals_reached") == Self.values(first, "goals_reached"))
      #expect(Self.isKept(second, "goals_reached"))
    }
  }

  @Test
  func `forty ordinary people who joined are counted, also when somebody's number was mended`()
    async throws
  {
    try await withSurvey { survey in
      for age in ["young", "old"] { try await survey.owing(60, age, 100) }
      let mended = try await survey.record(1, "young", ["pounds": 120])
      _ = try await survey.release()
      try await survey.owing(40, "young", 100)
      try await Self.mend(mended[0], to: 100, survey)
      let second = try await survey.release()
      #expect(Self.values(second, "owed").first == 16_100)
      #expect(!Self.isKept(second, "owed"))
    }
  }

  @Test func `R15 a large amount that is taken away is not read off two totals`() async throws {
    try await withSurvey { survey in
      for age in ["young", "old"] { try await survey.owing(60, age, 100) }
      let large = try await survey.record(1, "young", ["pounds": 3_000])
      let first = try await survey.release()
      #expect(Self.values(first, "owed").first == 15_000)
      try await survey.owing(40, "young", 10)
      try await Self.mend(large[0], to: 0, survey)
      let second = try await survey.release()
      #expect(Self.values(second, "owed") == Self.values(first, "owed"))
      #expect(Self.isKept(second, "owed"))
    }
  }

  @Test func `a measure is printed anew when everybody of a shown group has left`() async throws {
    try await withSurvey { survey in
      let gone =
        try await survey.record(40, "young", ["pounds": 90])
        + survey.record(40, "young", ["pounds": 110])
      try await survey.owing(80, "old", 100)
      let first = try await survey.release()
      #expect(Self.values(first, "owed").count == 4)
      for id in gone { try await survey.programme.takeBack(id) }
      let second = try await survey.release()
      #expect(!Self.isKept(second, "owed"))
      #expect(Self.values(second, "owed").first == 8_000)
      // Where only some leave a group, what they had would show.
      let some =
        try await survey.record(40, "young", ["pounds": 90])
        + survey.record(40, "young", ["pounds": 110])
      let third = try await survey.release()
      #expect(!Self.isKept(third, "owed"))
      for id in some.prefix(60) { try await survey.programme.takeBack(id) }
      let fourth = try await survey.release()
      #expect(Self.isKept(fourth, "owed") && Self.values(fourth, "owed").first == 16_000)
    }
  }

  private static func mend(_ id: UUID, to pounds: Double, _ survey: Survey) async throws {
    _ = try await survey.programme.engagement.edit(
      .response, id.uuidString, ["answers": ["pounds": .number(pounds)]], made: .any,
      addsAnswers: true, as: survey.programme.coordinator, origin: .http)
  }
}
