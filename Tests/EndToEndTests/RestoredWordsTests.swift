// A backup of yesterday holds what somebody took back today. What comes of it when it is restored: the list
// of erasures takes the record out again, and without list and key what was sealed opens no more.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Receipts
import TestSupport
import Testing

@Suite struct RestoredWordsTests {
  private static let gone = "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"
  private static let kept = "1f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"

  private func record(_ id: String, _ words: String, receipt: ReceiptCode?) throws -> String {
    let hash = try receipt?.hash(partnership: "east").map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let receipt = hash.map { ", \"receipt_hash\": \"\($0)\"" } ?? ""
    return """
      {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
       "note": "\(words) noted", "answers": {"what_matters": "\(words) said"},
       "consent": {"form": "spoken", "scopes": {"analyse": true}\(receipt)}}
      """
  }

  /// Restores the newest backup into a new home, and runs a test with the settings for it.
  private func restored(
    _ home: ServedHome, _ body: ([String: String], _ said: String) async throws -> Void
  ) async throws {
    let path = "/tmp/hark-back-\(UUID().uuidString.prefix(8))"
    let outcome = try await home.run("database", "restore", "--to", path)
    let result: Result<Void, any Error>
    do {
      try #require(outcome.status == 0, "\(outcome.errors)")
      result = .success(
        try await body(
          [
            "HARK_HOME": path, "HARK_SURVEYS": "surveys", "HARK_ACCOUNT": "admin",
          ], outcome.errors))
    } catch {
      result = .failure(error)
    }
    _ = try await hark("database", "stop", environment: ["HARK_HOME": path])
    try? FileManager.default.removeItem(atPath: path)
    try result.get()
  }

  /// Whether some file of a folder holds a text.
  private func holds(_ text: String, in folder: String) -> Bool {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.contains { file in
      FileManager.default.contents(atPath: folder + "/" + file)?.range(of: Data(text.utf8)) != nil
    }
  }

  @Test(.timeLimit(.minutes(10 * patience)))
  func
    `R31 an old backup is restored without the words of who took them back, and its seals do not open`()
    async throws
  {
    let code = ReceiptCode(randomBytes: { count in (0..<count).map { UInt8($0 * 7) } })
    try await ServedHome.with(survey: "open-conversation") { home, _ in
      for (id, words, receipt) in [
        (Self.gone, "Zanzibarine", code), (Self.kept, "Madagascarine", nil),
      ] {
        let stored = try await home.run(
          "conversation", "log", "--from", "-", input: try record(id, words, receipt: receipt))
        try #require(stored.status == 0, "\(stored.errors)")
      }
      let backup = try await home.run("database", "backup")
      try #require(backup.status == 0, "\(backup.errors)")
      let withdrawn = try await home.run(
        "receipt", "withdraw", "--partnership", "east", input: "\(code)\n")
      #expect(withdrawn.status == 0, "\(withdrawn.errors)")
      // The list of erasures is followed by itself.
      try await restored(home) { settings, said in
        #expect(!said.contains("erased.ndjson"))
        let first = try await hark("conversation", "show", Self.gone, environment: settings)
        #expect(first.status == 1 && first.errors.contains("H034"), "\(first.errors)")
        #expect(first.errors.contains("erased 1 records again"))
        let other = try await hark("conversation", "show", Self.kept, environment: settings)
        #expect(other.output.contains("Madagascarine noted"), "\(other.errors)")
        let all = try await hark(
          "conversation", "export", "--with-personal", environment: settings)
        #expect(all.output.contains("Madagascarine") && !all.output.contains("Zanzibarine"))
      }
      // The key is replaced and the old one destroyed: then not even a restore without the list opens what
      // was sealed, whoever has the backup.
      let keys = home.folder.appendingPathComponent("keys/master-keys")
      let rotated = try await home.run("keys", "rotate")
      #expect(rotated.status == 0, "\(rotated.errors)")
      var lines = try String(contentsOf: keys, encoding: .utf8).components(separatedBy: "\n")
      let old = lines.remove(at: 1)
      try Data(lines.joined(separator: "\n").utf8).write(to: keys)
      #expect(chmod(keys.path, 0o600) == 0)
      try FileManager.default.removeItem(
        at: home.folder.appendingPathComponent("keys/erased.ndjson"))
      try await restored(home) { settings, said in
        let path = settings["HARK_HOME"] ?? ""
        #expect(said.contains("there is no list of what people took back"))
        #expect(!holds("Zanzibarine noted", in: path + "/database"))
        let shown = try await hark("conversation", "show", Self.gone, environment: settings)
        #expect(shown.status == 78 && shown.errors.contains("H070"), "\(shown.errors)")
        #expect(shown.errors.contains(old.prefix(12)))
        #expect(!(shown.output + shown.errors).contains("Zanzibarine noted"))
        // Nor does it go unnoticed afterwards, until somebody has looked.
        let mark = path + "/keys/restored-without-erased"
        for isThere in [true, false] {
          let doctor = try await hark("doctor", environment: settings)
          let isSaid = doctor.output.contains("restored without the list of what people took back")
          #expect(isSaid == isThere, "\(doctor.output)")
          if isThere { try FileManager.default.removeItem(atPath: mark) }
        }
      }
    }
  }
}
