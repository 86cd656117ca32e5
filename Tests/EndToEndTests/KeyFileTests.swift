// The key file as an operator meets it: made, replaced, lost, open to others; and what a restored
// database does without and with the list of erasures.

import EmbeddedPostgres
import Foundation
import JSON
import Postgres
import TestSupport
import Testing

/// A database with a partnership, and a key file of its own in an empty folder.
func withKeys(
  _ body: (_ settings: [String: String], _ keys: String, _ database: TestDatabase) async throws ->
    Void
) async throws {
  try await withDatabase { database in
    try await withFolder { folder in
      let keys = folder.appendingPathComponent("master-keys").path
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL,
        "HARK_DATABASE_ADMIN_URL": database.superuserURL,
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
        "HARK_PARTNERSHIP": "sample", "HARK_KEYS": keys, "HARK_ACCOUNT": "kim",
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      let made = try await hark("keys", "new", environment: settings)
      try #require(made.status == 0, "\(made.errors)")
      try await body(settings, keys, database)
    }
  }
}

@Suite struct KeyFileTests {
  private func raise(_ settings: [String: String]) async throws -> String {
    let raised = try await hark(
      "concern", "raise", "--note", "Zanzibarine", environment: settings)
    #expect(raised.status == 0, "\(raised.errors)")
    return raised.output.replacingOccurrences(of: "raised ", with: "")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test func `R29 a key file that others can read is refused, and one that is lost is asked for`()
    async throws
  {
    try await withKeys { settings, keys, database in
      let concern = try await raise(settings)
      let shown = try await hark("concern", "show", concern, environment: settings)
      #expect(shown.output.contains("Zanzibarine"))
      let published = try await hark(
        "survey", "publish", "open-conversation", environment: settings)
      #expect(published.status == 0, "\(published.errors)")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: keys)
      let commands = [
        ["concern", "show", concern], ["serve"], ["keys", "rotate"], ["keys", "list"],
        ["keys", "new"],
      ]
      for command in commands {
        let refused = try await hark(arguments: command, environment: settings)
        #expect(
          refused.status == 78 && refused.errors.contains("others can read"), "\(refused.errors)")
      }
      // A worry waits for no key: the lead is told, and the note alone is not kept.
      let told = try await hark(
        "concern", "raise", "--note", "Made up.", environment: settings)
      #expect(told.status == 0 && told.output.hasPrefix("raised "), "\(told.errors)")
      #expect(told.errors.contains("the note was not kept"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
      let aside = keys + ".aside"
      try FileManager.default.moveItem(atPath: keys, toPath: aside)
      for command in [["concern", "show", concern], ["serve"], ["keys", "new"]] {
        let refused = try await hark(arguments: command, environment: settings)
        #expect(refused.status == 78 && refused.errors.contains("H070"), "\(refused.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: keys))
      // A worry in a record that cannot be stored is told all the same, once, and what to do is said.
      let record = """
        {"id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", "note": "She is scared of her son.", "answers": {"what_matters": "A bench"},
         "consent": {"form": "spoken", "scopes": {"analyse": true}}}
        """
      let log = ["conversation", "log", "--from", "-"]
      for _ in 0..<2 {
        let refused = try await hark(arguments: log, environment: settings, input: record)
        #expect(refused.status == 78 && refused.errors.contains("H082"), "\(refused.errors)")
        #expect(refused.errors.contains("call 999") && refused.errors.contains("lead is told"))
      }
      try FileManager.default.moveItem(atPath: aside, toPath: keys)
      let stored = try await hark(arguments: log, environment: settings, input: record)
      #expect(stored.status == 0, "\(stored.errors)")
      let alerts = try await database.superuser.withConnection { connection in
        try connection.first(
          """
          select count(*) from hark.concern_alert a join hark.concern c on c.id = a.concern_id
          where c.record_id is not null
          """
        ) { try $0.get(0, as: Int.self) }
      }
      #expect(alerts == 1)
      let again = try await hark("concern", "show", concern, environment: settings)
      #expect(again.output.contains("Zanzibarine"))
    }
  }

  @Test func `a key file that nobody has any more is given up by name, and Hark works on`()
    async throws
  {
    try await withKeys { settings, keys, database in
      let concern = try await raise(settings)
      let listed = try await hark("keys", "list", "--format", "json", environment: settings)
      let id = try #require(try JSONValue.parse(listed.output)[0]?["id"]?.string)
      let early = try await hark(
        "keys", "forget", id, "--lost-for-good", environment: settings)
      #expect(early.status == 1 && early.errors.contains("H075"), "\(early.errors)")
      try FileManager.default.removeItem(atPath: keys)
      let unsure = try await hark("keys", "forget", id, environment: settings)
      #expect(unsure.status == 64)
      let refused = try await hark("keys", "new", environment: settings)
      #expect(refused.status == 78)
      let forgotten = try await hark(
        "keys", "forget", id, "--lost-for-good", environment: settings)
      #expect(forgotten.status == 0 && forgotten.output.contains("1 "), "\(forgotten.errors)")
      let made = try await hark("keys", "new", environment: settings)
      #expect(made.status == 0, "\(made.errors)")
      let gone = try await hark("concern", "show", concern, environment: settings)
      #expect(gone.status != 0 && gone.errors.contains("H071"), "\(gone.errors)")
      #expect(!gone.output.contains("Zanzibarine"))
      let next = try await raise(settings)
      let shown = try await hark("concern", "show", next, environment: settings)
      #expect(shown.output.contains("Zanzibarine"), "\(shown.errors)")
    }
  }

  @Test func `R30 a key that was replaced twice opens what it sealed, and an old copy is named`()
    async throws
  {
    try await withKeys { settings, keys, database in
      let concern = try await raise(settings)
      let old = try Data(contentsOf: URL(fileURLWithPath: keys))
      for _ in 0..<2 {
        let rotated = try await hark("keys", "rotate", environment: settings)
        #expect(
          rotated.status == 0 && rotated.output.contains("wrapped 1 keys"), "\(rotated.errors)")
      }
      let new = try Data(contentsOf: URL(fileURLWithPath: keys))
      let shown = try await hark("concern", "show", concern, environment: settings)
      #expect(shown.output.contains("Zanzibarine"))
      try old.write(to: URL(fileURLWithPath: keys))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
      let refused = try await hark("concern", "show", concern, environment: settings)
      #expect(refused.status == 78 && refused.errors.contains("H070"), "\(refused.errors)")
      // Nothing is sealed by a key that may be retired elsewhere, and no third file is made of the two.
      let told = try await hark("concern", "raise", "--note", "Canary", environment: settings)
      #expect(told.status == 0 && told.errors.contains("the note was not kept"), "\(told.errors)")
      for command in [
        ["keys", "rotate"], ["keys", "rotate", "--finish"],
        ["keys", "retire", "0123456789ab"],
      ] {
        let refused = try await hark(arguments: command, environment: settings)
        #expect(
          refused.status == 78 && refused.errors.contains("is an older copy"),
          "\(command): \(refused.errors)")
        #expect(refused.errors.contains("Put the newest copy of the file back"))
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: keys)) == old)
      let list = try await hark("keys", "list", "--format", "csv", environment: settings)
      #expect(list.output.contains("missing from the file"))
      try new.write(to: URL(fileURLWithPath: keys))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keys)
      let again = try await hark("concern", "show", concern, environment: settings)
      #expect(again.output.contains("Zanzibarine"))
      let early = try await hark(
        "keys", "retire",
        String(
          decoding: old.split(separator: UInt8(ascii: "\n"))[1].prefix(12), as: UTF8.self),
        environment: settings)
      #expect(early.status == 1 && early.errors.contains("H075"), "\(early.errors)")
    }
  }

  @Test func `doctor says when the list of what people took back has gone, until it is back`()
    async throws
  {
    try await withKeys { settings, keys, _ in
      let id = "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35"
      let record = """
        {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
         "answers": {"what_matters": "A bench"},
         "consent": {"form": "spoken", "scopes": {"analyse": true}}}
        """
      func isGone() async throws -> Bool {
        let doctor = try await hark("doctor", environment: settings)
        return doctor.output.contains("is not there, the list of what people took back")
      }
      for command in [
        ["survey", "publish", "open-conversation"], ["conversation", "log", "--from", "-"],
      ] {
        let outcome = try await hark(arguments: command, environment: settings, input: record)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      // While nothing was taken back there is nothing to miss.
      let isGoneBefore = try await isGone()
      #expect(!isGoneBefore)
      let erased = try await hark(
        "retention", "erase", id, "--reason", "recorded_by_mistake", environment: settings)
      #expect(erased.status == 0, "\(erased.errors)")
      let list = URL(fileURLWithPath: keys).deletingLastPathComponent()
        .appendingPathComponent("erased.ndjson").path
      try FileManager.default.moveItem(atPath: list, toPath: list + ".aside")
      let isGoneThen = try await isGone()
      #expect(isGoneThen)
      try FileManager.default.moveItem(atPath: list + ".aside", toPath: list)
      let isGoneNow = try await isGone()
      #expect(!isGoneNow)
    }
  }
}
