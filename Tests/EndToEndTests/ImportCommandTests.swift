// Imports as a person runs them: maps, refused rows that come back mended, standard input, other
// formats, and a stop in the middle.

import Foundation
import JSON
import Storage
import TestSupport
import Testing

/// A database with a published survey, and a folder to work in.
private func withSurvey(
  _ body: @Sendable (_ folder: URL, _ settings: [String: String]) async throws -> Void
) async throws {
  try await withDatabase { database in
    let settings = [
      "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
      "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
    ]
    _ = try await database.addPartnership(slug: "sample", accountName: "kim")
    for survey in ["worcs-feeling-safe", "open-conversation"] {
      _ = try await hark("survey", "publish", survey, environment: settings)
    }
    try await withFolder { folder in try await body(folder, settings) }
  }
}

@Suite struct ImportCommandTests {
  @Test(arguments: [(";", "semicolons"), ("\\t", "tabs")])
  func `a table with other separators than commas is refused with how to save it`(
    separator: String, name: String
  ) async throws {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "printf 'consent.analyse\(separator)safe\\nyes\(separator)very_safe\\n' > a.csv",
          "hark response import worcs-feeling-safe a.csv; echo status $?",
        ], in: folder, environment: settings)
      #expect(outcome.output.contains("status 1"))
      #expect(outcome.errors.contains(name) && outcome.errors.contains("CSV UTF-8"))
    }
  }

  @Test func `refused rows come back as they were, and mended they import to exactly the rest`()
    async throws
  {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "printf 'consent.analyse,safe,services_help\\r\\nyes,very_safe,yes\\r\\nyes,=HYPERLINK(1),\"a \"\"b\"\"\"\\r\\nyes,very_safe\\r\\n' > a.csv",
          "hark response import worcs-feeling-safe a.csv --rejects r.csv; echo status $?",
          "cat r.csv", "stat -c %a r.csv",
          "hark response import worcs-feeling-safe a.csv --rejects r.csv; echo status $?",
          "sed -e 's/=HYPERLINK(1),.*/very_safe,yes/' -e '3s/$/,yes/' r.csv > m.csv",
          "hark response import worcs-feeling-safe m.csv --rejects r2.csv; echo status $?",
          "hark response import worcs-feeling-safe m.csv; echo status $?; ls r2.csv",
          "hark response import worcs-feeling-safe a.csv --rejects none/r.csv; echo status $?",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0] == "1 stored, 0 known before, 2 refused" && lines[1] == "status 1")
      #expect(lines[2] == "_line,_reason,_id,consent.analyse,safe,services_help")
      #expect(
        lines[3].hasPrefix("3,\"") && lines[3].hasSuffix(",yes,=HYPERLINK(1),\"a \"\"b\"\"\""))
      #expect(lines[4].hasPrefix("4,\"row: ") && lines[4].hasSuffix(",yes,very_safe"))
      #expect(lines[5] == "600" && lines[6] == "status 64")
      #expect(lines[7] == "2 stored, 0 known before, 0 refused" && lines[8] == "status 0")
      #expect(lines[9] == "0 stored, 2 known before, 0 refused")
      #expect(outcome.errors.contains("line 3: safe: ") && !outcome.errors.contains("HYPERLINK"))
      #expect(outcome.errors.contains("cannot access 'r2.csv'"))
      #expect(outcome.errors.contains("H031") && outcome.errors.contains("'none/r.csv' cannot be"))
      #expect(lines.suffix(2) == ["status 0", "status 1"])
    }
  }

  @Test func `what was erased is not written down again in the file of refused rows`()
    async throws
  {
    try await withSurvey { folder, settings in
      let (gone, other) = (
        "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11", "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c12"
      )
      let outcome = try await shell(
        [
          "printf '_id,consent.analyse,safe,services_help\\n\(gone),yes,very_safe,yes\\n' > a.csv",
          "hark response import worcs-feeling-safe a.csv",
          "hark retention erase \(gone) --reason person_asked",
          "printf '_id,consent.analyse,safe,services_help\\n\(gone),yes,very_safe,no\\n\(other),yes,made-up,no\\n' > b.csv",
          "hark response import worcs-feeling-safe b.csv --rejects r.csv; echo status $?",
          "cat r.csv",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.contains("0 stored, 0 known before, 2 refused") && lines.contains("status 1"))
      let file = lines.drop { !$0.hasPrefix("_line") }.joined(separator: "\n")
      #expect(file.contains(other) && !file.contains(gone), "\(file)")
      #expect(outcome.errors.contains("1 was taken back or erased: take it out of your file"))
    }
  }

  @Test func `a map is held against survey and file, and its mistakes have line and column`()
    async throws
  {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "printf 'Stamp,Safety,Help\\nx,A,yes\\n' > a.csv",
          "printf 'columns:\\n  Safty: {to: safe, values: {A: very_saef}}\\nignroe: [Stamp]\\n' > map.yaml",
          "hark response import worcs-feeling-safe a.csv --map map.yaml; echo status $?",
          "sed -i 's/ignroe/ignore/' map.yaml",
          "hark response import worcs-feeling-safe a.csv --map map.yaml; echo status $?",
          "printf 'columns:\\n  Safety: {to: safe, values: {A: very_safe}}\\n  Help: services_help\\nignore: [Stamp]\\nalways: {consent.analyse: yes}\\n' > map.yaml",
          "hark response import worcs-feeling-safe - --map map.yaml --dry-run < a.csv",
          "cat a.csv | hark response import worcs-feeling-safe - --map map.yaml",
          "hark response import worcs-feeling-safe a.csv --map map.yaml",
        ], in: folder, environment: settings)
      #expect(outcome.errors.contains("map.yaml:3:1: there is no 'ignroe' here; did you mean"))
      #expect(outcome.errors.contains("map.yaml:2:3: the file has no column 'Safty'; did you mean"))
      #expect(outcome.errors.contains("map.yaml:2:") && outcome.errors.contains("'very_safe'"))
      #expect(
        outcome.output.split(separator: "\n").map(String.init) == [
          "status 1", "status 1", "1 would be stored, 0 known before, 0 refused",
          "1 stored, 0 known before, 0 refused", "0 stored, 1 known before, 0 refused",
        ])
    }
  }

  @Test func `conversations come from a table, JSON, lines of JSON and YAML alike`() async throws {
    try await withSurvey { folder, settings in
      let pattern = """
        {"id": "ID", "held_on": "2026-10-01", "setting": "home", "how": "phone", \
        "consent": {"form": "spoken", "scopes": {"analyse": true}}, \
        "answers": {"what_matters": "A made-up answer."}}
        """
      func record(_ number: Int) -> String {
        pattern.replacingOccurrences(of: "ID", with: "0f8c2a52-5d3e-4f6b-9c41-00000000000\(number)")
      }
      let files = [
        "a.json": "[\(record(1)), \(record(2)), 7]",
        "b.ndjson": "\(record(2))\n{\n\n\(record(3))\n", "c.json": record(4),
        "d.yaml": """
        - {held_on: 2026-10-01, setting: home, how: phone, people: 1,
           consent: {form: spoken, scopes: {analyse: yes}}, answers: {what_matters: Made up.}}
        - {held_on: 2026-10-01, setting: house}
        """,
        "e.csv": "_held_on,_setting,consent.analyse,what_matters\n2026-10-01,home,yes,Made up.\n",
      ]
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
      }
      let outcome = try await shell(
        files.keys.sorted().flatMap { name in
          [
            "hark conversation import \(name) --rejects \(name).rejects",
            "hark conversation import \(name)",
          ]
        } + [
          "hark conversation import e.csv --key nr 2>&1 | grep -c \"no column 'nr' for --key\"",
          "cat a.json.rejects d.yaml.rejects",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(
        lines.prefix(10) == [
          "2 stored, 0 known before, 1 refused", "0 stored, 2 known before, 1 refused",
          "1 stored, 1 known before, 1 refused", "0 stored, 2 known before, 1 refused",
          "1 stored, 0 known before, 0 refused", "0 stored, 1 known before, 0 refused",
          "1 stored, 0 known before, 1 refused", "0 stored, 1 known before, 1 refused",
          "1 stored, 0 known before, 0 refused", "0 stored, 1 known before, 0 refused",
        ])
      #expect(lines[10] == "1")
      // A line of JSON each, whatever was in the list.
      let rejected = try lines.suffix(2).map { try JSONValue.parse($0) }
      #expect(rejected[0]["_line"] == 3 && rejected[0]["record"] == 7)
      #expect(rejected[0]["_reason"]?.string?.isEmpty == false)
      #expect(rejected[1]["_line"] == 3 && rejected[1]["setting"] == "house")
    }
  }

  @Test func `Ctrl-C in the middle stores whole rows, says how many, and the command goes on`()
    async throws
  {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "(echo nr,consent.analyse,safe; seq 8000 | sed 's/$/,yes,very_safe/') > a.csv",
          "mkfifo pipe",
          "hark response import worcs-feeling-safe - --key nr < pipe > out & hark=$!",
          "exec 3> pipe; head -n 5000 a.csv >&3",
          "for try in $(seq 300); do",
          "  hark response list worcs-feeling-safe --limit 1 --format csv | grep -q import && break",
          "done",
          "kill -INT $hark; head -n 5100 a.csv | tail -n 100 >&3",
          "wait $hark; echo status $?; cat out; exec 3>&-",
          "hark response import worcs-feeling-safe a.csv --key nr",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.first == "status 130", "\(outcome.errors)")
      let counts = lines.dropFirst().map { line in
        line.split(separator: " ").compactMap { Int($0) }
      }
      #expect(counts.count == 2 && counts[0][0] >= 2_000)
      #expect(counts.last == [8_000 - counts[0][0], counts[0][0], 0])
      #expect(outcome.errors.contains("goes on where it stopped"))
    }
  }

  @Test func `a row that changed under its key points to the edit of its record`() async throws {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "printf 'nr,consent.analyse,safe\\n7,yes,very_safe\\n' > a.csv",
          "hark response import worcs-feeling-safe a.csv --key nr",
          "sed -i s/very_safe/not_safe/ a.csv",
          "hark response import worcs-feeling-safe a.csv --key nr; echo status $?",
          "id=$(hark response list worcs-feeling-safe --format csv | tail -n 1 | cut -d, -f1)",
          "echo id $id",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.dropFirst().prefix(2) == ["0 stored, 0 known before, 1 refused", "status 1"])
      let id = try #require(lines.last?.dropFirst(3))
      #expect(
        outcome.errors.contains("line 2") && outcome.errors.contains("hark response edit \(id)"),
        "\(outcome.output) \(outcome.errors)")
    }
  }

  @Test func `an import into a pipe that closes early still stores everything`() async throws {
    try await withSurvey { folder, settings in
      let outcome = try await shell(
        [
          "(echo consent.analyse,safe; seq 3000 | sed 's/.*/yes,very_safe/') > a.csv",
          "hark response import worcs-feeling-safe a.csv | head -c 0",
          "hark response import worcs-feeling-safe a.csv",
        ], in: folder, environment: settings)
      #expect(outcome.output == "0 stored, 3000 known before, 0 refused\n")
    }
  }
}
