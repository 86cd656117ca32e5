// An export that comes in again where it was made: nothing changed, so nothing is stored and nothing
// refused. What did change is refused and named, for an import changes no record.

import CSV
import Foundation
import TestSupport
import Testing

@Suite struct OwnExportTests {
  private static func survey(_ version: String, bus: String, more: String = "") -> String {
    """
    hark: 1
    module: buses
    version: \(version)
    title: Buses
    about_this_survey: Made up for tests.
    consent: {wording: consent-conversation@1, scopes: [analyse, quote], keep_months: 24}
    questions:
      - \(bus)
      - id: ways
        ask: Which ways?
        type: choose_many
        choices:
          - 1 foot: On foot
          - 2 bike: By bike
      - id: walks
        ask: Is walking fine?
        type: grid
        rows:
          - day: By day
          - night: By night
        choices:
          - 1 fine: Fine
          - 2 bad: Bad
      - {id: story, ask: Story?, type: text, personal: may_identify}
      - id: goals
        ask: Which goals?
        type: repeat
        questions: [{id: cost, ask: Cost?, type: whole_number}]
      - {id: total, type: calculate, value: sum(goals.cost)}
    \(more)
    """
  }

  private static let first = "{id: bus, ask: Is there a bus?, type: yes_no}"
  private static let second = "{id: has_a_bus, was: bus, ask: Is there a bus?, type: yes_no}"

  private struct Home {
    let folder: URL
    let settings: [String: String]

    func run(_ arguments: String...) async throws -> Outcome {
      try await hark(arguments: arguments, environment: settings)
    }

    func write(_ text: String, _ name: String) throws -> String {
      let url = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return url.path
    }

    func publish(_ text: String) async throws {
      let module = folder.appendingPathComponent("surveys/buses")
      try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: module.appendingPathComponent("survey.yaml"))
      let published = try await run("survey", "publish", "buses")
      #expect(published.status == 0, "\(published.errors)")
    }

    func record(_ answers: String, _ more: String = "") async throws {
      let path = try write(
        #"{"consent":{"scopes":{"analyse":true},"form":"spoken"},"answers":\#(answers)\#(more)}"#,
        "record.json")
      let stored = try await run("response", "record", "buses", "--from", path)
      #expect(stored.status == 0, "\(stored.errors)")
    }

    /// The summary of an import, dry and then real, which say the same.
    func takeIn(_ path: String, _ more: String...) async throws -> (words: String, errors: String) {
      let command = ["response", "import", "buses", path] + more
      let dry = try await hark(arguments: command + ["--dry-run"], environment: settings)
      let real = try await hark(arguments: command, environment: settings)
      #expect(dry.output.replacing("would be stored", with: "stored") == real.output)
      return (real.output.trimmingCharacters(in: .newlines), real.errors)
    }
  }

  private func withHome(_ body: (Home) async throws -> Void) async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        let shipped = checkout.appendingPathComponent("surveys").path
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
          "HARK_SURVEYS": "\(folder.appendingPathComponent("surveys").path):\(shipped)",
        ]
        _ = try await database.addPartnership(slug: "sample", accountName: "kim")
        let home = Home(folder: folder, settings: settings)
        try await home.publish(Self.survey("1.0.0", bus: Self.first))
        try await home.record(
          #"{"bus":"yes","ways":["foot"],"walks":{"day":"fine","night":"bad"},"story":"Mine","goals":[{"cost":3},{"cost":4}]}"#,
          #","mode":"phone","answered_on":"2026-10-01""#)
        try await home.record(#"{"bus":"no","ways":["bike"],"story":"=1+1","goals":[]}"#)
        try await home.publish(
          Self.survey(
            "1.1.0", bus: Self.second, more: "  - {id: late_bus, ask: A late one?, type: yes_no}"))
        try await home.record(#"{"has_a_bus":"yes","late_bus":"no","goals":[{"cost":1}]}"#)
        try await body(home)
      }
    }
  }

  @Test func `an own export comes in again: every row is known, and nothing is stored twice`()
    async throws
  {
    try await withHome { home in
      let ways: [([String], String)] = [
        ([], "csv"), (["--with-personal"], "csv"), (["--choices", "columns"], "csv"),
        (["--codes"], "csv"), (["--format", "ndjson"], "ndjson"),
        (["--format", "ndjson", "--with-personal"], "ndjson"),
      ]
      for (options, suffix) in ways {
        let export = try await hark(
          arguments: ["response", "export", "buses"] + options, environment: home.settings)
        #expect(export.status == 0, "\(export.errors)")
        let path = try home.write(export.output, "own.\(suffix)")
        let (words, errors) = try await home.takeIn(path)
        #expect(words == "0 stored, 3 known before, 0 refused", "\(options): \(errors)")
      }
      let again = try await home.run("response", "export", "buses")
      #expect(again.output.split(separator: "\r\n").count == 4)
    }
  }

  @Test func `of an own export only what was changed is refused, and it is named`() async throws {
    try await withHome { home in
      let export = try await home.run("response", "export", "buses")
      var reader = CSVReader()
      var rows: [CSVRow] = []
      try reader.read(export.output.utf8) { rows.append($0) }
      try reader.finish { rows.append($0) }
      let names = try #require(rows.first).cells
      func changed(_ column: String, _ value: String) async throws -> String {
        let place = try #require(names.firstIndex(of: column))
        let lines = rows.enumerated().map { index, row in
          var cells = row.cells
          if index == 1 { cells[place] = value }
          return cells.joined(separator: ",")
        }
        let path = try home.write(lines.joined(separator: "\n") + "\n", "changed.csv")
        let (words, errors) = try await home.takeIn(path)
        return words == "0 stored, 3 known before, 0 refused" ? "known" : errors
      }
      for (column, value) in [
        ("_mode", ""), ("_language", ""), ("_answered_on", ""), ("_place", ""), ("_basis", ""),
        ("consent.quote", ""), ("_recorded_at", ""),
      ] {
        #expect(try await changed(column, value) == "known", "\(column)")
      }
      let bus =
        rows[1].cells[try #require(names.firstIndex(of: "has_a_bus"))] == "yes" ? "no" : "yes"
      for (column, value, named) in [
        ("has_a_bus", bus, "bus"), ("has_a_bus", "", "bus"), ("_mode", "online", "mode"),
        ("_answered_on", "2026-09-30", "answered_on"), ("consent.quote", "yes", "consent"),
        ("_language", "cy", "language"),
      ] {
        let errors = try await changed(column, value)
        #expect(errors.contains("(H007)"), "\(column): \(errors)")
        #expect(errors.contains("says something else in") && errors.contains(named), "\(errors)")
        #expect(errors.contains("hark response edit "), "\(errors)")
      }
      let unchanged = try await home.run("response", "export", "buses")
      #expect(unchanged.output == export.output)
    }
  }

  @Test func `an own export of conversations comes in again, with its notes and without`()
    async throws
  {
    try await withHome { home in
      let shipped = checkout.appendingPathComponent("surveys").path
      let settings = home.settings.merging(["HARK_SURVEYS": shipped]) { _, new in new }
      func run(_ arguments: String...) async throws -> Outcome {
        try await hark(arguments: ["conversation"] + arguments, environment: settings)
      }
      let published = try await hark(
        "survey", "publish", "open-conversation", environment: settings)
      #expect(published.status == 0, "\(published.errors)")
      let heard = try home.write(
        """
        - held_on: 2026-11-01
          setting: home
          people: 2
          interpreter: yes
          note: A quiet talk in a made-up kitchen.
          consent: {form: spoken, scopes: {analyse: yes, quote: yes}}
          answers: {what_matters: "A bench, near the mill"}
        - {held_on: 2026-11-02, how: phone, consent: {form: written, scopes: {analyse: yes}}, answers: {what_matters: "=1+1"}}
        - {held_on: 2026-11-03, basis: published, citation: A made-up paper, answers: {what_matters: A bus}}

        """, "heard.yaml")
      let stored = try await run("import", heard)
      #expect(stored.output == "3 stored, 0 known before, 0 refused\n", "\(stored.errors)")
      for options in [
        [], ["--with-personal"], ["--format", "ndjson"], ["--format", "ndjson", "--with-personal"],
      ] {
        let export = try await hark(
          arguments: ["conversation", "export"] + options, environment: settings)
        let path = try home.write(
          export.output, options.contains("ndjson") ? "heard.ndjson" : "heard.csv")
        let again = try await run("import", path)
        #expect(
          again.output == "0 stored, 3 known before, 0 refused\n", "\(options): \(again.errors)")
        guard options == ["--with-personal"] else { continue }
        let noted = try home.write(
          export.output.replacing("quiet talk", with: "loud talk"), "noted.csv")
        let changed = try await run("import", noted)
        #expect(changed.output == "0 stored, 2 known before, 1 refused\n")
        #expect(
          changed.errors.contains("something else in note. An import"), "\(changed.errors)")
      }
    }
  }

  @Test func `a table of an older version is read with the columns of that version`() async throws {
    try await withHome { home in
      // Renamed since, and the new question unknown to it.
      let old = try home.write(
        "_version,consent.analyse,bus\n1.0.0,yes,yes\n1.0.0,yes,no\n", "old.csv")
      #expect(try await home.takeIn(old).words == "2 stored, 0 known before, 0 refused")
      // Both versions in one table; the old name stands for the question it became.
      let both = try home.write(
        "_version,consent.analyse,bus,late_bus\n1.0.0,yes,yes,\n1.1.0,yes,no,yes\n,yes,no,no\n"
          + "1.0.0,yes,yes,yes\n0.9.0,yes,yes,\n", "both.csv")
      let (words, errors) = try await home.takeIn(both)
      #expect(words == "3 stored, 0 known before, 2 refused", "\(errors)")
      #expect(
        errors.contains("line 5: late_bus: version 1.0.0, on which this was answered, has no"))
      #expect(errors.contains("line 6: _version: there is no version 0.9.0"), "\(errors)")
      let export = try await home.run("response", "export", "buses")
      let rows = export.output.split(separator: "\r\n").map { $0.split(separator: ",") }
      #expect(rows.count { $0.contains("1.0.0") } == 5)
      let wrong = try home.write("consent.analyse,bsu\nyes,no\n", "wrong.csv")
      let refused = try await home.run("response", "import", "buses", wrong)
      #expect(refused.status == 1 && refused.errors.contains("did you mean 'bus'"))
    }
  }
}
