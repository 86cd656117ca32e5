// Words that hung on a private answer: when the person takes that answer back, nobody finds them any more,
// and no copy of the database holds them.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct WordsTakenBackTests {
  private static let word = "Zanzibarine"

  private func log(_ programme: Programme, _ code: UInt8 = 0xab) async throws -> UUID {
    let id = UUID()
    _ = try await programme.engagement.log(
      [
        "id": .string(id.uuidString.lowercased()), "survey": "clinic", "held_on": "2026-10-01",
        "setting": "home", "how": "phone",
        "consent": [
          "form": "spoken", "scopes": ["analyse": true, "analyse_sensitive": true],
          "receipt_hash": .string(String(repeating: String(code, radix: 16), count: 32)),
        ],
        "answers": [
          "matters": "A bench.", "ill": "yes", "more": .string("\(Self.word) said."),
        ],
      ], as: programme.researcher, origin: .http)
    return id
  }

  private func takeBack(_ programme: Programme) async throws {
    let receipt = try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
    _ = try await programme.engagement.changeScopes(
      receipt, ["analyse_sensitive": false], origin: .http)
  }

  private func found(_ programme: Programme, _ text: String) async throws -> Int {
    try await programme.engagement.search(text, limit: 20, as: programme.coordinator)
      .conversations.count
  }

  @Test func `R36 what hung on a private answer that was taken back is found no more`() async throws
  {
    try await withProgramme(modules: ["clinic": clinicSurvey()]) { programme in
      _ = try await log(programme)
      #expect(try await found(programme, Self.word) == 1)
      try await takeBack(programme)
      #expect(try await found(programme, Self.word) == 0)
      #expect(try await found(programme, "bench") == 1)
      #expect(try await programme.database.tables(holding: Self.word.lowercased()) == [])
      // A record of the same person that comes in late brings none of it either.
      _ = try await log(programme)
      #expect(try await found(programme, Self.word) == 0)
      #expect(try await found(programme, "bench") == 2)
      #expect(try await programme.database.tables(holding: Self.word.lowercased()) == [])
    }
  }

  @Test func `R36 words that an earlier Hark kept of what was taken back go with the migration`()
    async throws
  {
    try await withProgramme(modules: ["clinic": clinicSurvey()]) { programme in
      let id = try await log(programme)
      let other = try await log(programme, 0xcd)
      try await takeBack(programme)
      let migration = try #require(Migration.all.first { $0.number == 87 })
      let mending = try #require(
        migration.script.firstRange(of: "-- What was kept of conversations"))
      try await programme.database.superuser.withTransaction { connection in
        // As it was left.
        try connection.execute(
          """
          update hark.conversation_words set words = hark.words(\(Self.word)) where id = \(id)
          """)
        try connection.runScript(
          "set local role hark_owner;" + migration.script[mending.lowerBound...])
      }
      #expect(try await found(programme, "bench") == 2)
      let holding = try await programme.engagement.search(
        Self.word, limit: 20, as: programme.coordinator
      ).conversations.compactMap { $0["id"]?.string }
      #expect(holding == [other.uuidString.lowercased()])
    }
  }
}
