// Links in the database: only a hash of the token, and a principal that writes and reads nothing.

import Crypto
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct LinkTests {
  private static let hash = Array(SHA256.hash(data: Array("plymouth.secret".utf8)))

  private func addLink(
    _ database: TestDatabase, _ partnership: TestPartnership, most: Int? = nil
  ) async throws -> OpenedLink {
    try await database.application.transaction(as: partnership.principal(.coordinator)) {
      connection in
      try LinkQueries.insert(
        LinkRecord(
          id: UUID(), survey: Sample.survey, place: nil, expiresAt: nil, most: most),
        hash: Self.hash, on: connection)
    }
    return try #require(
      try await database.application.openLink(slug: partnership.slug, tokenHash: Self.hash))
  }

  @Test func `a link reads no response, no conversation, no account, and nothing else of people`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let link = try await addLink(database, partnership)
      // Its own response, too, is not read back.
      try await database.record(Sample.response(), in: partnership, as: link.principal)
      try await database.installTestQuery()
      let open: Set = [
        "survey_version", "link", "official_place", "local_place", "list", "list_entry",
      ]
      for table in try await database.tables() where !open.contains(table) {
        for role in [DatabaseRole.application, .analysis, .commissioner] {
          let rows = try await database.application.transaction(as: link.principal, on: role) {
            connection in
            try testQuery("select count(*)::text from hark.\(table)", on: connection)
          }
          #expect(rows == nil || rows == ["0"], "\(table) as \(role)")
        }
      }
      let links = try await database.application.transaction(as: link.principal) { connection in
        try testQuery("select id::text from hark.link", on: connection)
      }
      #expect(links == [link.principal.account.uuidString.lowercased()])
      let hashes = try await database.application.transaction(as: link.principal) { connection in
        try testQuery("select hash::text from hark.link", on: connection)
      }
      #expect(hashes == nil)
    }
  }

  @Test func `a link writes responses to its own survey and nothing else`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      try await database.publish(Sample.version(module: "other"), in: partnership)
      let link = try await addLink(database, partnership)
      for wrong in [
        try Sample.response(survey: "other"),
        try Sample.response(basis: "published", citation: "City report, 2021"),
      ] {
        await #expect(throws: StorageError.self) {
          try await database.record(wrong, in: partnership, as: link.principal)
        }
      }
      await #expect(throws: StorageError.notAllowed(table: nil)) {
        try await database.application.transaction(as: link.principal) { connection in
          let id = UUID()
          try ConsentQueries.insert([Sample.consent(id)], on: connection)
          try ConversationQueries.insert([Sample.conversation(id)], on: connection)
        }
      }
      let changed = try await database.application.transaction(as: link.principal) { connection in
        try connection.execute("update hark.response set answers = '{}'")
      }
      #expect(changed == 0)
      for statement: SQL in [
        "update hark.link set closed_at = null", "delete from hark.link",
        "update hark.link set most = 1000", "update hark.link set taken = 0",
        """
        insert into hark.account (partnership_id, id, name, created_by)
        values (\(partnership.id), \(UUID()), 'x', \(link.principal.account))
        """,
      ] {
        let result = try? await database.application.transaction(as: link.principal) {
          connection in try connection.execute(statement)
        }
        #expect(result == nil || result == 0)
      }
    }
  }

  @Test func `a link that is closed or full takes nothing, whatever asks`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let link = try await addLink(database, partnership, most: 1)
      try await database.record(Sample.response(), in: partnership, as: link.principal)
      await #expect(throws: StorageError.self) {
        try await database.record(Sample.response(), in: partnership, as: link.principal)
      }
      let full = try await database.application.openLink(
        slug: partnership.slug, tokenHash: Self.hash)
      #expect(full?.isOpen == false)
      let states = try await database.application.transaction(
        as: partnership.principal(.coordinator)
      ) { connection in
        #expect(try LinkQueries.close(link.principal.account, on: connection))
        return try LinkQueries.list(on: connection)
      }
      #expect(states.map(\.taken) == [1] && states.allSatisfy { !$0.isOpen && $0.closedAt != nil })
    }
  }

  @Test func `R6 the database holds no token, and R14 a link opens by its own partnership alone`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let other = try await database.addSurveyedPartnership(slug: "worcester")
      _ = try await addLink(database, partnership)
      #expect(
        try await database.application.openLink(slug: other.slug, tokenHash: Self.hash) == nil)
      for role in Role.allCases {
        let seen = try await database.application.transaction(as: other.principal(role)) {
          connection in try LinkQueries.list(on: connection).count
        }
        #expect(seen == 0)
      }
      for role in Role.allCases where role != .coordinator {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: partnership.principal(role)) {
            connection in
            try LinkQueries.insert(
              LinkRecord(id: UUID(), survey: Sample.survey, place: nil, expiresAt: nil, most: nil),
              hash: Array(repeating: 1, count: 32), on: connection)
          }
        }
      }
      // Nobody is listed who cannot sign in.
      let accounts = try await database.application.transaction(
        as: partnership.principal(.administrator)
      ) { connection in try AccountQueries.list(on: connection).map(\.name) }
      #expect(accounts == [partnership.accountName])
    }
  }
}
