// A score that cannot be printed anew beside what was released: it stands, and the rest goes on; and a
// release that was made too early.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct ScoreBesideEarlierTests {
  private static let money = """
    \(surveyHead("money", "Money"))
    questions:
      - id: age
        ask: How old are you?
        type: choose_one
        role: age_band
        choices:
          - 1 young: Under 50
          - 2 old: 50 and over
      - id: warm
        ask: Is your home warm?
        type: yes_no
      - id: pay
        ask: Does anybody take money from you?
        type: choose_one
        choices:
          - 1 none: Nobody
          - 2 some: Some of it
          - 3 all: All of it
    indicators:
      - id: warm_homes
        label: Warm homes
        show: percent
        count: warm = yes
        out_of: answered(warm)
        by: [age_band]
      - id: taken
        label: Money taken
        show: score
        of: if(pay = all, 100, if(pay = some, 50, 0))
        by: [age_band]
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {warm: yes, pay: none}
      totals:
        taken: {score: 0}
    """

  private static func record(
    _ programme: Programme, _ people: [(Int, age: String, pay: String)]
  ) async throws {
    for (count, age, pay) in people {
      for person in 0..<count {
        let answers: JSONObject = [
          "age": .string(age), "pay": .string(pay), "warm": person % 2 == 0 ? "yes" : "no",
        ]
        _ = try await programme.engagement.record(
          Programme.response(answers: answers, consent: ["analyse"]), survey: "money",
          as: programme.researcher, origin: .http)
      }
    }
  }

  private static func release(_ programme: Programme) async throws -> JSONObject {
    try await programme.engagement.release(
      survey: "money", as: programme.coordinator, origin: .cli)
  }

  private static func total(_ release: JSONObject, _ indicator: String) -> JSONValue? {
    release["findings"]?.array?.first { $0["indicator"]?.string == indicator }?["total"]
  }

  @Test func `a score that falls to a few people stands, and percentages go on`() async throws {
    try await withProgramme(modules: ["money": Self.money]) { programme in
      try await Self.record(
        programme,
        [(40, "young", "none"), (24, "young", "some"), (40, "old", "none"), (24, "old", "some")])
      let first = try await Self.release(programme)
      let printed = try #require(Self.total(first, "taken")?["value"]?.number)
      // Three of those who join make a third amount, of which nobody may know how many gave it.
      try await Self.record(
        programme, [(30, "old", "none"), (14, "young", "some"), (3, "old", "all")])
      let second = try await Self.release(programme)
      #expect(Self.total(second, "warm_homes")?["base"] == 175)
      let now = Self.total(second, "taken")
      #expect(now?["value"]?.number == printed || now?["base"] == 175)
    }
  }

  @Test func `R15 a survey that was released too early has its figures when enough have answered`()
    async throws
  {
    try await withProgramme(modules: ["money": Self.money]) { programme in
      try await Self.record(programme, [(3, "young", "none"), (2, "old", "some")])
      let early = try await Self.release(programme)
      #expect(Self.total(early, "warm_homes")?["flags"] == ["suppressed"])
      try await Self.record(programme, [(60, "young", "none"), (60, "old", "some")])
      let second = try await Self.release(programme)
      #expect(Self.total(second, "warm_homes")?["base"] == 125)
      #expect(Self.total(second, "warm_homes")?["value"]?.number == 50)
      let rows = second["findings"]?[0]?["rows"]?.array ?? []
      #expect(rows.prefix(2).allSatisfy { $0["value"] != .null })
    }
  }
}
