// Somebody takes their words back while a release is being made.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct ErasedWhileReleasedTests {
  @Test func `R36 a release that was being made when somebody left is listed for them too`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      let release = ReleaseRecord(
        id: UUID(), survey: "warm-rooms", supersedes: nil, cutOff: Date(),
        rule: JSONText([0x7B, 0x7D]),
        document: JSONText([0x7B, 0x7D]), sha256: [UInt8](repeating: 1, count: 32))
      try await programme.database.application.transaction(
        as: programme.coordinator, on: .analysis, isolation: .repeatableRead
      ) { connection in
        #expect(try ReleaseQueries.latest(survey: "warm-rooms", on: connection) == nil)
        try await programme.takeBack(id)
        try ReleaseQueries.insert(
          release, audit: JSONText([0x7B, 0x7D]),
          members: [ReleaseMember(response: id, cells: [1])], on: connection)
      }
      #expect(try await listed(programme) == [[]])
      let marked = try await programme.database.application.transaction(
        as: programme.coordinator, on: .analysis
      ) { try ReleaseQueries.markErased(of: release.id, on: $0) }
      #expect(marked == 1)
      #expect(try await listed(programme) == [[.string(release.id.text)]])
    }
  }

  @Test(arguments: [false, true])
  func `a release waits for who is leaving at that moment, and is listed for them`(
    hasLeft: Bool
  ) async throws {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: ["warm": "yes", "age": "old"]), survey: "warm-rooms",
        as: programme.researcher, origin: .http)
      try await programme.record(39, ["warm": "yes", "age": "old"])
      try await programme.record(40, ["warm": "no", "age": "young"])
      let records = KeptRecords(partnership: programme.partnership.id, ids: [id])
      let application = programme.database.application
      let making = try await application.keeping(records, as: .person) { connection in
        if hasLeft { try Self.leave(on: connection) }
        // The release is stored while nobody else sees yet that the person has left, or will in a moment.
        let hasEnded = Mutex(false)
        let making = Task {
          defer { hasEnded.withLock { $0 = true } }
          return try await programme.engagement.release(
            survey: "warm-rooms", as: programme.coordinator, origin: .http)
        }
        try await programme.database.waitForBlockedStatement(unless: hasEnded)
        if !hasLeft { try Self.leave(on: connection) }
        return making
      }
      let made = try await making.value
      #expect(try await listed(programme) == [[made["release"] ?? .null]])
    }
  }

  private static func leave(on connection: isolated Connection) throws {
    try ErasureQueries.withdraw(on: connection)
    try ErasureQueries.bury(.withdrawn, on: connection)
    _ = try ErasureQueries.erase(on: connection)
  }

  private func listed(_ programme: Programme) async throws -> [JSONValue?] {
    try await programme.engagement.erasedRecords(
      after: nil, limit: 10, as: programme.steward
    ).items.map { $0["counted_in"] }
  }
}
