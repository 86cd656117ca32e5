// `hark keys rotate`, killed after the key file is replaced and between two batches of keys, and what a kill
// before it leaves behind. Whatever was sealed opens afterwards, and a second run finishes.

import EmbeddedPostgres
import Foundation
import Glibc
import JSON
import Postgres
import TestSupport
import Testing

@Suite struct KeyRotationTests {
  private static let count = 620

  /// A database with conversations whose notes are sealed, each with a key of its own.
  private func withNotes(
    _ body: (_ settings: [String: String], _ keys: String, _ database: TestDatabase) async throws ->
      Void
  ) async throws {
    try await withKeys { settings, keys, database in
      let rows = (1...Self.count).map {
        "2026-10-01,home,phone,yes,A bench,Zanzibarine \($0)"
      }
      let table = URL(fileURLWithPath: keys).deletingLastPathComponent()
        .appendingPathComponent("conversations.csv")
      try Data(
        (["_held_on,_setting,_how,consent.analyse,what_matters,_note"] + rows)
          .joined(separator: "\n").utf8
      ).write(to: table)
      for command in [
        ["survey", "publish", "open-conversation"], ["conversation", "import", table.path],
      ] {
        let done = try await hark(arguments: command, environment: settings)
        try #require(done.status == 0, "\(command): \(done.errors)")
      }
      try await body(settings, keys, database)
    }
  }

  /// Every note opens.
  private func checkNotes(_ settings: [String: String], _ step: String) async throws {
    let all = try await hark(
      "conversation", "export", "open-conversation", "--with-personal", environment: settings)
    #expect(all.status == 0, "\(step): \(all.errors)")
    let found = all.output.matches(of: /Zanzibarine [0-9]+/).count
    #expect(found == Self.count, "\(step): \(found) notes")
  }

  /// How many keys each master key wraps, the oldest first.
  private func state(_ settings: [String: String]) async throws -> [Int] {
    let list = try await hark("keys", "list", "--format", "json", environment: settings)
    return try JSONValue.parse(list.output).array?.compactMap { $0["wraps"]?.int } ?? []
  }

  /// Runs a rotation that cannot get at the last keys, and kills it once it waits for them.
  private func killedRotation(
    _ settings: [String: String], _ database: TestDatabase, holding most: Int
  ) async throws {
    try await database.superuser.withTransaction { connection in
      try connection.execute(
        """
        select from hark.data_key where (partnership_id, id) in (
          select partnership_id, id from hark.data_key order by partnership_id desc, id desc
          limit \(most)) for update
        """)
      let process = try SpawnedProcess(
        [program.path, "keys", "rotate"], environment: testEnvironment(settings),
        folder: checkout.path, streams: .init())
      var (waits, status) = (false, Int32(0))
      while !waits {
        // One that did not wait has ended, and is gone with this.
        guard waitpid(process.id, &status, WNOHANG) == 0 else { break }
        waits =
          try connection.first(
            """
            select exists (select from pg_locks where not granted and locktype = 'transactionid'
              and transactionid = pg_current_xact_id()::xid) as waits
            """
          ) { row in try row.get("waits", as: Bool.self) } ?? false
        usleep(20_000)
      }
      if waits {
        kill(process.id, SIGKILL)
        _ = try process.waitForEnd()
      }
      #expect(waits)
    }
  }

  @Test(.timeLimit(.minutes(10 * patience)))
  func
    `R30 a rotation that is killed at any step leaves everything readable and is finished by the next`()
    async throws
  {
    try await withNotes { settings, keys, database in
      try await checkNotes(settings, "before")
      // Killed while the new file was written beside the old one: half of it is there, and the lock.
      let half = try Data(contentsOf: URL(fileURLWithPath: keys)).prefix(70)
      try half.write(to: URL(fileURLWithPath: keys + ".new"))
      try Data().write(to: URL(fileURLWithPath: keys + ".lock"))
      try await checkNotes(settings, "before the file is replaced")
      #expect(try await state(settings) == [Self.count])
      // Killed after the file was replaced, before any key was wrapped anew.
      try await killedRotation(settings, database, holding: Self.count)
      #expect(try await state(settings) == [Self.count, 0])
      try await checkNotes(settings, "after the file is replaced")
      // Killed between two batches: five hundred keys are wrapped anew, the others not.
      try await killedRotation(settings, database, holding: 1)
      #expect(try await state(settings) == [120, 0, 500])
      try await checkNotes(settings, "between two batches")
      // What comes in now is sealed by the newest key.
      let raised = try await hark(
        "concern", "raise", "--note", "Canary", environment: settings)
      #expect(raised.status == 0, "\(raised.errors)")
      let finished = try await hark("keys", "rotate", "--finish", environment: settings)
      #expect(finished.status == 0 && finished.output.contains("wrapped 120 keys"))
      #expect(try await state(settings) == [0, 0, Self.count + 1])
      try await checkNotes(settings, "finished")
      // An operator who does not know of --finish runs the whole again.
      let again = try await hark("keys", "rotate", environment: settings)
      #expect(again.status == 0 && again.output.contains("wrapped \(Self.count + 1) keys"))
      try await checkNotes(settings, "rotated again")
    }
  }

  @Test func `R30 rotations at once do not lose a key: who comes second is told to wait`()
    async throws
  {
    try await withNotes { settings, keys, _ in
      let lock = open(keys + ".lock", O_RDWR | O_CREAT, 0o600)
      try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
      let refused = try await hark("keys", "rotate", environment: settings)
      close(lock)
      #expect(refused.status == 1 && refused.errors.contains("try again"), "\(refused.errors)")
      #expect(try await state(settings) == [Self.count])
      // And without a hand on the lock: whatever comes of it, each says so, and everything opens.
      let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
        for _ in 0..<4 {
          group.addTask { try await hark("keys", "rotate", environment: settings) }
        }
        return try await group.reduce(into: [Outcome]()) { $0.append($1) }
      }
      #expect(outcomes.contains { $0.status == 0 })
      for outcome in outcomes where outcome.status != 0 {
        #expect(
          outcome.status == 1 && outcome.errors.contains("try again"), "\(outcome.errors)")
      }
      try await checkNotes(settings, "after rotations at once")
      let finished = try await hark("keys", "rotate", "--finish", environment: settings)
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(try await state(settings).dropLast().allSatisfy { $0 == 0 })
      #expect(try await state(settings).last == Self.count)
      try await checkNotes(settings, "finished")
    }
  }

  @Test func `R30 a rotation without its key file changes nothing, and says what is missing`()
    async throws
  {
    try await withNotes { settings, keys, _ in
      try FileManager.default.moveItem(atPath: keys, toPath: keys + ".aside")
      for command in [["keys", "rotate"], ["keys", "rotate", "--finish"], ["keys", "new"]] {
        let refused = try await hark(arguments: command, environment: settings)
        #expect(refused.status == 78 && refused.errors.contains("H070"), "\(refused.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: keys))
      try FileManager.default.moveItem(atPath: keys + ".aside", toPath: keys)
      #expect(try await state(settings) == [Self.count])
      try await checkNotes(settings, "put back")
    }
  }
}
