// Edits over the built program: on the line, from a file, and in an editor.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct EditCommandTests {
  private func withResponse(
    _ body: (_ id: String, _ run: (String, [String: String]) async throws -> Outcome) async throws
      -> Void
  ) async throws {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      try await withFolder { folder in
        func run(_ line: String, _ environment: [String: String] = [:]) async throws -> Outcome {
          try await shell(
            [line], in: folder, environment: settings.merging(environment) { $1 })
        }
        _ = try await run("hark survey publish worcs-feeling-safe")
        let recorded = try await run(
          "hark response record worcs-feeling-safe --consent analyse --answers safe=very_safe")
        let id = try JSONValue.parse(recorded.output)["id"]?.string
        try await body(try #require(id), run)
      }
    }
  }

  @Test func `a response is edited on the line and its history listed`() async throws {
    try await withResponse { id, run in
      let edited = try await run(
        "hark response edit \(id) --answers services_help=yes --reason misheard --if-match 1", [:])
      #expect(edited.status == 0, "\(edited.errors)")
      let record = try JSONValue.parse(edited.output)
      #expect(record["revision"] == 2)
      #expect(record["answers"] == ["safe": "very_safe", "services_help": "yes"])
      let stale = try await run(
        "hark response edit \(id) --answers services_help=no --if-match 1", [:])
      #expect(stale.status == 1 && stale.errors.contains("error: H033"))
      let refused = try await run("hark response edit \(id) --answers safe=canary", [:])
      #expect(refused.status == 1 && !refused.errors.contains("canary"))
      let history = try await run("hark response history \(id) --format json", [:])
      let versions = try JSONValue.parse(history.output).array ?? []
      #expect(versions.map { $0["revision"] } == [1, 2])
      #expect(versions.last?["changed"] == ["services_help"])
      let unsaid = try await run("hark response edit \(id)", [:])
      #expect(unsaid.status == 64 && unsaid.errors.contains("--answers"))
    }
  }

  @Test func `what is shown can be sent back from a file`() async throws {
    try await withResponse { id, run in
      let outcome = try await run(
        "hark response show \(id) | sed s/very_safe/not_safe/ > r.json"
          + " && hark response edit \(id) --from r.json", [:])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try JSONValue.parse(outcome.output)["answers"]?["safe"] == "not_safe")
    }
  }

  @Test func `an editor opens the record, and what it refuses is kept in a file`() async throws {
    try await withResponse { id, run in
      let same = try await run("hark response edit \(id)", ["EDITOR": "true"])
      #expect(same.status == 0 && same.errors.contains("nothing was changed"))
      let emptied = try await run("hark response edit \(id)", ["EDITOR": "truncate -s 0"])
      #expect(emptied.status == 0 && emptied.errors.contains("nothing was changed"))
      let edited = try await run(
        "hark response edit \(id)", ["EDITOR": "sed -i 's/safe: very_safe/safe: not_safe/'"])
      #expect(edited.status == 0, "\(edited.errors)")
      #expect(try JSONValue.parse(edited.output)["answers"]?["safe"] == "not_safe")
      let refused = try await run(
        "hark response edit \(id)", ["EDITOR": "sed -i 's/safe: not_safe/safe: canary/'"])
      #expect(refused.status == 1)
      let line = refused.errors.split(separator: "\n").first { $0.hasPrefix("what you typed") }
      let file = try #require(line?.split(separator: " ").last.map(String.init))
      #expect(try String(contentsOfFile: file, encoding: .utf8).contains("canary"))
      let mended = try await run(
        "sed -i s/canary/fairly_safe/ \(file) && hark response edit \(id) --from \(file)", [:])
      #expect(mended.status == 0, "\(mended.errors)")
      try FileManager.default.removeItem(
        at: URL(fileURLWithPath: file).deletingLastPathComponent())
    }
  }

  @Test func `words of several lines come back from an editor as they were`() async throws {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      _ = try await hark("survey", "publish", "open-conversation", environment: settings)
      let texts = [
        "Two\nlines: with # and - and \"quotes\"\n\n  indented", "  leading", "no", "1.0", "~",
        "ends\n", "a\tb: c", "a\u{1}b", "👩‍👩‍👧", "é\u{301} \u{202E}x", "- a\n- b", "'x'", "yes: no",
        "#", "\\n",
      ]
      for text in texts {
        let body: JSONValue = [
          "consent": ["form": "spoken", "scopes": ["analyse": true]], "note": .string(text),
          "answers": ["what_matters": .string(text)],
        ]
        try await withFolder { folder in
          let file = folder.appendingPathComponent("c.json")
          try Data(body.encoded()).write(to: file)
          let logged = try await hark(
            "conversation", "log", "--from", file.path, environment: settings)
          let id = try JSONValue.parse(logged.output)["id"]?.string ?? ""
          let edited = try await hark(
            "conversation", "edit", id,
            environment: settings.merging(
              ["EDITOR": #"sed -i -E 's/(setting"?: "?)other/\1home/'"#]) { $1 })
          #expect(edited.status == 0, "\(text): \(edited.errors)")
          let record = try JSONValue.parse(edited.output)
          #expect(record["note"]?.string == text)
          #expect(record["answers"]?["what_matters"]?.string == text)
          #expect(record["setting"] == "home" && record["revision"] == 2)
        }
      }
    }
  }
}
