// A list read page by page misses nobody, also while others take long to store what they began earlier.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct PagingTests {
  /// The responses' ids in a list that is read one by one from its beginning, and where it ended.
  private func ids(_ programme: Programme, after: String? = nil) async throws -> [String] {
    let page = try await programme.engagement.responses(
      survey: "warm-rooms", after: after, limit: 100, as: programme.coordinator)
    return page.items.compactMap { $0["id"]?.string }
  }

  @Test func `a page does not go past what a slow transaction may still store`() async throws {
    try await withProgramme { programme in
      try await programme.record(1, ["warm": "yes"])
      let early = try await ids(programme)
      #expect(early.count == 1)
      let client = PostgresClient(connectionString: programme.database.applicationURL)
      let during = try await Database(client: client).transaction(as: programme.researcher) {
        connection in
        // A transaction has begun with its first statement.
        try connection.execute("select 1")
        try await programme.record(1, ["warm": "yes"])
        return try await ids(programme)
      }
      await client.shutdown()
      // The one of meanwhile waits: whoever had read on after it would have missed an earlier one.
      #expect(during == early)
      #expect(try await ids(programme).count == 2)
    }
  }

  @Test func `a list does not wait for an export`() async throws {
    try await withProgramme { programme in
      try await programme.record(1, ["warm": "yes"])
      let client = PostgresClient(connectionString: programme.database.applicationURL)
      let during = try await Database(client: client).transaction(as: programme.coordinator) {
        connection in
        try ExportQueries.stream(
          .response, survey: "warm-rooms", questions: [], as: .text, on: connection
        ) { _ in }
        try await programme.record(1, ["warm": "yes"])
        return try await ids(programme)
      }
      await client.shutdown()
      #expect(during.count == 2)
    }
  }
}
