// Figures of the items of people's lists: counted from the stored answers, protected by people, and
// read in every format.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct ItemReleaseTests {
  private static let goals = """
    \(surveyHead("own-goals", "Own goals", scopes: "analyse, quote, analyse_sensitive"))
    questions:
      - id: age
        ask: How old are you?
        type: choose_one
        role: age_band
        choices:
          - 1 young: Under 50
          - 2 old: 50 and over
      - id: goals
        ask: What did you want to do?
        type: repeat
        up_to: 40
        questions:
          - {id: goal, ask: What was it?, type: text, personal: may_identify}
          - id: reached
            ask: Can you do it now?
            type: choose_one
            choices:
              - 1 fully: Fully
              - 2 partly: Partly
              - 3 not_yet: Not yet
              - 4 no_matter: It no longer matters
    indicators:
      - id: goals_reached
        label: Goals that were reached
        show: percent
        each: goals
        count: reached = fully
        out_of: reached in [fully, partly, not_yet]
        better: higher
        by: [age_band]
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {goals: [{goal: walk, reached: fully}, {goal: swim, reached: not_yet}]}
      totals:
        goals_reached: {count: 1, out_of: 2, percent: 50, people: 1}
    """

  private func record(
    _ programme: Programme, age: String, _ reached: [String], survey: String = "own-goals",
    goal: String = "a walk to the shop"
  ) async throws -> UUID {
    let id = UUID()
    _ = try await programme.engagement.record(
      Programme.response(
        id,
        answers: [
          "age": .string(age),
          "goals": .array(reached.map { ["goal": .string(goal), "reached": .string($0)] }),
        ]), survey: survey, as: programme.researcher, origin: .http)
    return id
  }

  private func release(_ programme: Programme) async throws -> JSONObject {
    try await programme.engagement.release(
      survey: "own-goals", as: programme.coordinator, origin: .cli)
  }

  /// 80 people of two goals each and 20 of one, reached in a pattern.
  private func fill(_ programme: Programme) async throws -> (reached: Int, items: Int) {
    var (reached, items) = (0, 0)
    for person in 0..<100 {
      let answers =
        person < 80
        ? [person % 2 == 0 ? "fully" : "partly", person % 3 == 0 ? "fully" : "not_yet"]
        : [person % 2 == 0 ? "fully" : "no_matter"]
      _ = try await record(programme, age: person % 2 == 0 ? "young" : "old", answers)
      reached += answers.count { $0 == "fully" }
      items += answers.count { $0 != "no_matter" }
    }
    return (reached, items)
  }

  @Test func `items are counted out of items, with the base in items and in people`() async throws {
    try await withProgramme(modules: ["own-goals": Self.goals]) { programme in
      let (reached, items) = try await fill(programme)
      let release = try await release(programme)
      let finding = try #require(release["findings"]?[0])
      #expect(finding["show"] == "percent_of_items" && finding["by"] == ["age_band"])
      // 10 of the 100 people have no goal that still matters.
      let total = try #require(finding["total"])
      #expect(total["base"] == 90 && total["count"] == .null && total["flags"] == [])
      #expect(abs((total["items"]?.number ?? 0) - Double(items)) <= 2.5)
      let share = Double(reached) * 100 / Double(items)
      #expect(abs((total["value"]?.number ?? -99) - share) <= 2.5)
      #expect(total["value"]?.number?.truncatingRemainder(dividingBy: 5) == 0)
      #expect((total["low"]?.number ?? 100) < share && share < (total["high"]?.number ?? 0))
      let document = try ReleaseDocument(json: .object(release))
      #expect(document.table().contains("Items of people's lists are counted"))
      #expect(ReleaseDocument.csvColumns.contains("items"))
      #expect(document.csv.contains("goals_reached,Goals that were reached,percent_of_items"))
      let read = try await programme.engagement.findings(
        survey: "own-goals", FindingsChoice(indicator: "goals_reached"), as: programme.commissioner)
      #expect(read["findings"]?[0] == finding)
    }
  }

  @Test func `R15 a person with most of the items, or the few who reached any, hide the figure`()
    async throws
  {
    try await withProgramme(modules: ["own-goals": Self.goals]) { programme in
      for person in 0..<60 {
        _ = try await record(programme, age: "young", [person < 3 ? "fully" : "not_yet"])
      }
      let few = try await release(programme)["findings"]?[0]?["total"]
      #expect(few?["flags"] == ["suppressed"] && few?["value"] == .null && few?["items"] == nil)
    }
    try await withProgramme(modules: ["own-goals": Self.goals]) { programme in
      for person in 0..<40 {
        _ = try await record(
          programme, age: "young",
          person == 0
            ? Array(repeating: "fully", count: 40) : [person % 8 == 1 ? "fully" : "not_yet"])
      }
      let dominated = try await release(programme)["findings"]?[0]?["total"]
      #expect(dominated?["flags"] == ["suppressed"])
    }
  }

  @Test func `what a person takes back, and one mended item, count in the next release`()
    async throws
  {
    try await withProgramme(modules: ["own-goals": Self.goals]) { programme in
      _ = try await fill(programme)
      _ = try await release(programme)
      let id = try await record(programme, age: "young", ["fully"])
      // One person more: the release after next to it would show them.
      let refused = await problem { _ = try await release(programme) }
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
      try await programme.takeBack(id)
      _ = try await fill(programme)
      let next = try await release(programme)
      #expect(next["findings"]?[0]?["total"]?["base"] == 180)
    }
  }

  @Test func `counting gets of lists what was chosen and how long texts are, never a word`()
    async throws
  {
    try await withProgramme(modules: ["own-goals": Self.goals]) { programme in
      let id = try await record(programme, age: "old", ["fully", "partly"])
      // A word alone could be a code; the survey says that it is none.
      let short = try await record(programme, age: "old", ["fully"], goal: "shop")
      let gone = try await record(programme, age: "old", ["not_yet"])
      try await programme.takeBack(gone)
      func items(_ principal: Principal) async throws -> [UUID: String] {
        try await programme.database.application.transaction(
          as: principal, on: .analysis, readOnly: false
        ) { connection in
          var found: [UUID: String] = [:]
          try CountedItemQueries.stream(
            survey: "own-goals", lists: ["goals"], keys: ["goal", "reached"], words: ["goal"],
            on: connection
          ) { found[$0] = String(decoding: $1.bytes, as: UTF8.self) }
          return found
        }
      }
      let seen = try await items(programme.coordinator)
      #expect(Set(seen.keys) == [id, short])
      #expect(seen[short]?.contains("shop") == false)
      let text = try #require(seen[id])
      #expect(text.contains("fully") && text.contains("18") && !text.contains("shop"))
      #expect(try await items(programme.commissioner).isEmpty)
      // Of a record that waits until a lead has looked nothing is counted, its items neither.
      let raised = try await programme.engagement.raiseConcern(
        ["record": .string(id.uuidString), "note": "A test."], as: programme.steward, origin: .cli)
      _ = try await programme.engagement.acknowledgeConcern(
        raised["id"]?.string ?? "", ["keep_hold": true], as: programme.steward, origin: .cli)
      #expect(try await Set(items(programme.coordinator).keys) == [short])
    }
  }

  @Test func `R15 two figures of one list with other bases are refused when the survey is read`() {
    let other = """
        - id: any_goal
          label: People with a goal
          show: percent
          count: count(goals) > 1
          out_of: answered(goals)
      tests:
      """
    let report = ModuleLoader.load(files: [
      "survey.yaml": Self.goals.replacing("tests:", with: other),
      "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    #expect(report.module == nil)
    #expect(report.problems.contains { $0.code == "S036" }, "\(report.problems)")
  }
}
