// A backup of yesterday does not know what somebody allows no more today, nor a legal hold that was set since:
// the list beside the key file does, over the built binary.

import EmbeddedPostgres
import Foundation
import JSON
import Receipts
import TestSupport
import Testing

@Suite struct RestoredConsentOverBinaryTests {
  private static let ids = [
    "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "1f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35",
  ]

  private static let late = "2f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"

  private func code(_ number: UInt8) -> ReceiptCode {
    ReceiptCode(randomBytes: { count in (0..<count).map { UInt8($0) &* 7 &+ number } })
  }

  private func record(_ id: String, _ words: String, _ code: ReceiptCode) throws -> String {
    let hash = try code.hash(partnership: "east").map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return """
      {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
       "answers": {"what_matters": "\(words) said"},
       "consent": {"form": "spoken", "scopes": {"analyse": true, "quote": true},
         "receipt_hash": "\(hash)"}}
      """
  }

  @Test(.timeLimit(.minutes(10 * patience)))
  func `R31 a restore undoes no change of what people allow, and loses no legal hold`() async throws
  {
    try await ServedHome.with(survey: "open-conversation") { home, _ in
      let codes = [code(1), code(2)]
      for (place, words) in ["Zanzibarine", "Madagascarine"].enumerated() {
        let stored = try await home.run(
          "conversation", "log", "--from", "-",
          input: try record(Self.ids[place], words, codes[place]))
        try #require(stored.status == 0, "\(stored.errors)")
      }
      let backup = try await home.run("database", "backup")
      try #require(backup.status == 0, "\(backup.errors)")
      let acts: [(arguments: [String], input: String)] = [
        (["receipt", "change", "--partnership", "east", "--no", "quote"], "\(codes[0])\n"),
        (["retention", "hold", "--record", Self.ids[1], "--reason", "A court asked"], ""),
        (["receipt", "withdraw", "--partnership", "east"], "\(codes[1])\n"),
      ]
      for act in acts {
        let outcome = try await home.run(act.arguments, input: act.input)
        try #require(outcome.status == 0, "\(act.arguments): \(outcome.errors)")
      }
      let list = try String(
        contentsOf: home.folder.appendingPathComponent("keys/erased.ndjson"), encoding: .utf8)
      #expect(list.contains("quote") && !list.contains("court"))
      #expect(!list.contains(Self.ids[0]) && !list.contains(Self.ids[0].uppercased()))
      // A hash of what the client sends stands for the code, and not that itself.
      let sent = try record(Self.ids[0], "", codes[0])
      let hash = try #require(
        JSONValue.parse(Array(sent.utf8))["consent"]?["receipt_hash"]?.string)
      #expect(list.contains("\"receipts\"") && !list.contains(hash))

      let path = "/tmp/hark-back-\(UUID().uuidString.prefix(8))"
      defer { try? FileManager.default.removeItem(atPath: path) }
      let restored = try await home.run("database", "restore", "--to", path)
      try #require(restored.status == 0, "\(restored.errors)")
      let settings = ["HARK_HOME": path, "HARK_SURVEYS": "surveys", "HARK_ACCOUNT": "admin"]
      func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await hark(arguments: arguments, environment: settings, input: input)
      }
      let result: Result<Void, any Error>
      do {
        _ = try await run("database", "start")
        let doctor = try await run("doctor")
        #expect(doctor.output.contains("hark keys replay"), "\(doctor.output)")
        let first = try await run("receipt", "show", input: "\(codes[0])\n")
        #expect(first.status == 0)
        for words in [
          "changed 1 answers again", "set 1 legal holds again", "took back 1 records again",
        ] { #expect(first.errors.contains(words), "\(first.errors)") }
        #expect(!first.errors.contains("erased"))
        let quotes = try await run(
          "conversation", "export", "open-conversation", "--with-personal", "--for", "quotes")
        #expect(!quotes.output.contains("arine said"), "\(quotes.output)\(quotes.errors)")
        let own = try await run("conversation", "export", "open-conversation", "--with-personal")
        #expect(own.output.contains("Zanzibarine said") && !own.output.contains("Madagascarine"))
        // What comes late under the code comes in without what was taken back.
        let late = try await run(
          "conversation", "log", "--from", "-", input: record(Self.late, "Late", codes[0]))
        #expect(late.output.contains("scopes_taken_back"), "\(late.output)\(late.errors)")
        let kept = try await run("receipt", "show", "--format", "json", input: "\(codes[1])\n")
        #expect(kept.output.contains("legal_duty"), "\(kept.output)\(kept.errors)")
        #expect(!kept.errors.contains("again"))
        let after = try await run("doctor")
        #expect(!after.output.contains("hark keys replay"))
        result = .success(())
      } catch {
        result = .failure(error)
      }
      _ = try await run("database", "stop")
      try result.get()
    }
  }
}
