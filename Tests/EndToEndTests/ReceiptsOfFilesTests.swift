// Receipt codes for records that come from a file or the line: whoever stores them gets six words for the
// person, once, and a second try makes no others.

import Foundation
import JSON
import Storage
import TestSupport
import Testing

/// A database with published surveys, and a folder to work in.
private func withSurveys(
  _ body: @Sendable (_ folder: URL, _ settings: [String: String]) async throws -> Void
) async throws {
  try await withDatabase { database in
    let settings = [
      "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
      "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
    ]
    _ = try await database.addPartnership(slug: "sample", accountName: "kim")
    for survey in ["worcs-feeling-safe", "open-conversation", "transcript"] {
      _ = try await hark("survey", "publish", survey, environment: settings)
    }
    try await withFolder { folder in try await body(folder, settings) }
  }
}

/// What is held under six words.
private func held(_ words: String, _ settings: [String: String]) async throws -> JSONValue {
  let outcome = try await hark(
    arguments: ["receipt", "show", "--format", "json"], environment: settings, input: words + "\n")
  return try JSONValue.parse(outcome.output)
}

@Suite struct ReceiptsOfFilesTests {
  private static let id = "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"

  @Test func `a record from the line or a file gets six words once, and a second try no others`()
    async throws
  {
    try await withSurveys { folder, settings in
      try Data("Researcher: What matters?\nPerson: A made-up bench.\n".utf8)
        .write(to: folder.appendingPathComponent("talk.txt"))
      let commands = [
        "hark conversation log --consent analyse --id \(Self.id) --answers what_matters='A made-up bench.'",
        "hark conversation transcript talk.txt --consent analyse",
        "hark response record worcs-feeling-safe --consent analyse --answers safe=very_safe"
          + " --id 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b36",
      ]
      var codes: Set<String> = []
      for command in commands {
        let outcome = try await shell([command], in: folder, environment: settings)
        let receipt = try JSONValue.parse(outcome.output)
        let words = try #require(receipt["receipt_code"]?.string, "\(outcome)")
        #expect(words.split(separator: " ").count == 6 && !outcome.errors.contains(words))
        #expect(outcome.errors.contains("write these six words down"))
        let record = try await held(words, settings)["records"]?[0]
        #expect(record?["id"] == receipt["id"])
        let again = try await shell([command], in: folder, environment: settings)
        let second = try JSONValue.parse(again.output)
        #expect(second["id"] == receipt["id"] && second["receipt_code"] == nil, "\(again)")
        #expect(again.errors.contains("there is no second one"), "\(again.errors)")
        codes.insert(words)
      }
      #expect(codes.count == 3)
    }
  }

  @Test func `a record that brings its code, or rests on no consent, gets no six words`()
    async throws
  {
    try await withSurveys { folder, settings in
      let hash = String(repeating: "5f", count: 32)
      let record = """
        {"id": "\(Self.id)", "consent": {"form": "spoken", "receipt_hash": "\(hash)",
         "scopes": {"analyse": true}}, "answers": {"what_matters": "A made-up bench."}}
        """
      try Data(record.utf8).write(to: folder.appendingPathComponent("own.json"))
      let outcome = try await shell(
        [
          "hark conversation log --from own.json",
          "hark survey publish minutes >&2",
          "printf 'A made-up board met.' > board.txt",
          "hark conversation minutes board.txt",
        ], in: folder, environment: settings)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count == 2 && !outcome.output.contains("receipt_code"), "\(outcome)")
      #expect(!outcome.errors.contains("six words"))
    }
  }

  @Test func `an import gives each person that it stores six words in a private file, once`()
    async throws
  {
    try await withSurveys { folder, settings in
      let gone = "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11"
      let outcome = try await shell(
        [
          "printf 'nr,consent.analyse,what_matters\\n1,yes,A made-up bench.\\n2,no,Nothing.\\n' > a.csv",
          "hark conversation import a.csv --key nr --receipts codes.csv --dry-run; ls codes.csv",
          "hark conversation import a.csv --key nr --receipts codes.csv; echo status $?",
          "stat -c %a codes.csv",
          "hark conversation import a.csv --key nr --receipts codes.csv; echo status $?",
          "printf '3,yes,A made-up tree.\\n3,yes,A made-up tree.\\n' >> a.csv",
          "hark conversation import a.csv --key nr --receipts more.csv; echo status $?",
          "hark conversation import a.csv --key nr --receipts none.csv; ls none.csv",
          "printf '_id,consent.analyse,what_matters\\n\(gone),yes,A made-up pond.\\n' > b.csv",
          "hark conversation import b.csv > b.out; hark retention erase \(gone) --reason person_asked",
          "hark conversation import b.csv --receipts gone.csv; ls gone.csv",
        ], in: folder, environment: settings)
      func lines(_ name: String) throws -> [[String]] {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
          .split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          }
      }
      let said = outcome.output.split(separator: "\n").map(String.init)
      #expect(said[1] == "1 stored, 0 known before, 1 refused" && said[2] == "status 1")
      #expect(said[3] == "600" && said[4] == "status 64")
      #expect(said[5] == "1 stored, 2 known before, 1 refused", "\(outcome)")
      #expect(outcome.errors.contains("six words for 1 person are in codes.csv"))
      #expect(outcome.errors.contains("keep the codes that were given then"))
      #expect(outcome.errors.contains("there is a file 'codes.csv' already"))
      #expect(outcome.errors.contains("with --receipts FILE each person gets six words"))
      for name in ["none.csv", "gone.csv"] {
        #expect(outcome.errors.contains("cannot access '\(name)'"), "\(outcome.errors)")
      }
      let (first, more) = (try lines("codes.csv"), try lines("more.csv"))
      #expect(first.map { $0[0] } == ["line", "2"] && more.map { $0[0] } == ["line", "4"])
      #expect(first[0] == ["line", "id", "key", "receipt_code"] && first[1][2] == "1")
      for (row, words) in [(first[1], "A made-up bench."), (more[1], "A made-up tree.")] {
        let record = try await held(row[3], settings)["records"]?[0]
        #expect(record?["answers"]?["what_matters"] == .string(words), "\(row)")
        #expect(record?["id"] == .string(row[1]))
      }
    }
  }

  @Test func `words of a record that the database refuses are taken out of the file again`()
    async throws
  {
    try await withSurveys { folder, settings in
      func record(_ id: String, _ more: String = "") -> String {
        #"{"id": "\#(id)", \#(more)"answers": {"what_matters": "A made-up bench."}, "#
          + #""consent": {"form": "spoken", "scopes": {"analyse": true}}}"#
      }
      let other = "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b36"
      // No event has this id, which only the database finds.
      let seat = #""event": "\#(other)", "table": "Table 1", "#
      try Data("\(record(Self.id))\n\(record(other, seat))\n".utf8)
        .write(to: folder.appendingPathComponent("a.ndjson"))
      let outcome = try await shell(
        ["hark conversation import a.ndjson --receipts codes.csv", "cat codes.csv"],
        in: folder, environment: settings)
      #expect(outcome.output.hasPrefix("1 stored, 0 known before, 1 refused"), "\(outcome)")
      #expect(outcome.output.contains(Self.id) && !outcome.output.contains(other))
      #expect(outcome.output.split(separator: "\n").count == 3, "\(outcome.output)")
    }
  }

  @Test func `who logs from the line reads at once what to do when somebody may be in danger`()
    async throws
  {
    try await withSurveys { folder, settings in
      let line =
        "hark conversation log --consent analyse --answers what_matters='I want to die.'"
      let outcome = try await shell([line], in: folder, environment: settings)
      #expect(try JSONValue.parse(outcome.output)["concern_raised"] == true)
      #expect(outcome.errors.contains("What to say and do"), "\(outcome)")
      #expect(outcome.errors.contains("call 999. Stay with them"))
      let calm = "hark conversation log --consent analyse --answers what_matters='A bench.'"
      let other = try await shell([calm], in: folder, environment: settings)
      #expect(!other.errors.contains("What to say and do"), "\(other)")
    }
  }
}
