// A list with one question that can point at somebody: an export leaves that question out and nothing
// else, says so, and comes in again.

import Foundation
import TestSupport
import Testing

@Suite struct PartlyPersonalListTests {
  private static let survey = """
    hark: 1
    module: goals
    version: 1.0.0
    title: Goals
    about_this_survey: Made up for tests.
    consent: {wording: consent-conversation@1, scopes: [analyse], keep_months: 24}
    questions:
      - {id: safe, ask: Safe?, type: yes_no}
      - {id: story, ask: Story?, type: text, personal: may_identify}
      - id: goals
        ask: Which goals?
        type: repeat
        questions:
          - {id: goal, ask: Which?, type: text, personal: may_identify}
          - {id: cost, ask: Cost?, type: whole_number}
      - {id: goalcost, type: calculate, value: sum(goals.cost)}
      - {id: told, type: calculate, value: length(story) + 0 * goalcost}
    tests:
      people:
        - name: somebody
          consent: [analyse]
          every_choice: yes
          answers: {safe: yes, story: Mine, goals: [{goal: A bench, cost: 3}]}
          values: {goalcost: 3, told: 4}

    """

  private func withGoals(
    _ body: ([String: String], URL) async throws -> Void
  ) async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let surveys = folder.appendingPathComponent("surveys")
        let module = surveys.appendingPathComponent("goals")
        try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
        try Data(Self.survey.utf8).write(to: module.appendingPathComponent("survey.yaml"))
        let shipped = checkout.appendingPathComponent("surveys").path
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
          "HARK_SURVEYS": "\(surveys.path):\(shipped)",
        ]
        _ = try await database.addPartnership(slug: "sample", accountName: "kim")
        let published = try await hark("survey", "publish", "goals", environment: settings)
        #expect(published.status == 0, "\(published.errors)")
        try await body(settings, folder)
      }
    }
  }

  @Test func `only the personal question of a list is left out, and that is said`() async throws {
    try await withGoals { settings, folder in
      for answers in [
        #"{"safe":"yes","story":"Mine","goals":[{"goal":"A bench","cost":3},{"goal":"A bus"}]}"#,
        #"{"safe":"no","story":"Theirs","goals":[]}"#,
      ] {
        let record = folder.appendingPathComponent("record.json")
        let consent = #"{"scopes":{"analyse":true},"form":"spoken"}"#
        try Data(#"{"consent":\#(consent),"answers":\#(answers)}"#.utf8)
          .write(to: record)
        let stored = try await hark(
          "response", "record", "goals", "--from", record.path, environment: settings)
        #expect(stored.status == 0, "\(stored.errors)")
      }

      func export(_ options: String...) async throws -> Outcome {
        try await hark(
          arguments: ["response", "export", "goals"] + options, environment: settings)
      }
      let table = try await export()
      let header = table.output.split(separator: "\r\n").first ?? ""
      #expect(header.contains(",safe,goals.items,goalcost,told,"), "\(header)")
      let note = "left out, because it can point at a person; --with-personal writes it: "
      #expect(table.errors.contains(note + "story, goals.goal\n"), "\(table.errors)")
      let items = try await export("--repeat", "goals")
      #expect(items.output.hasPrefix("_id,_item,cost\r\n") && items.output.contains(",1,3\r\n"))
      #expect(items.errors.contains(note + "goals.goal\n"))
      let objects = try await export("--format", "ndjson")
      #expect(objects.output.contains(#""goals":[{"cost":3},{}]"#), "\(objects.output)")
      #expect(!objects.output.contains("bench") && !objects.output.contains("Mine"))
      let all = try await export("--format", "ndjson", "--with-personal")
      #expect(all.output.contains("A bench") && !all.errors.contains("left out"))
    }
  }

  @Test func `an own export comes in again, and what is missing is named`() async throws {
    try await withGoals { settings, folder in
      let table = folder.appendingPathComponent("own.csv")
      let lines = [
        "consent.analyse,safe,goals.items,goalcost,told", "yes,yes,0,,4", "yes,no,2,3,6",
      ]
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: table)
      let some = try await hark(
        "response", "import", "goals", table.path, "--dry-run", environment: settings)
      let passed = "is passed over: Hark works it out from"
      #expect(some.errors.contains("'goalcost' \(passed) 'goals', which this table does not hold"))
      #expect(some.errors.contains("'told' \(passed) "), "\(some.errors)")
      #expect(some.errors.contains("line 3: goals.items") && !some.errors.contains("line 2"))
      #expect(!some.errors.contains("A012"))
      let all = try await hark(
        "response", "import", "goals", table.path, "--ignore-columns", "goals.items",
        environment: settings)
      #expect(all.status == 0, "\(all.errors)")
    }
  }
}
