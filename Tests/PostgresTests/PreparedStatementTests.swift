// Statements that come again are prepared, and nobody notices when their tables change.

import Postgres
import Testing

@Suite struct PreparedStatementTests {
  private func prepared(_ connection: isolated Connection) throws -> Int {
    try connection.first("select count(*) from pg_prepared_statements where name like 'hark%'") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }

  private static let read: SQL = "select * from kept"

  private func columns(_ connection: isolated Connection) throws -> [Int] {
    try connection.query("select * from kept where a = \(1)") { row in
      (try? row.get("b", as: Int.self)) ?? 0
    }
  }

  @Test func `a prepared statement survives a change of its table`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute("create temp table kept (a int)")
        try connection.execute("insert into kept values (1)")
        for _ in 0..<4 { _ = try columns(connection) }
        try connection.execute("alter table kept add b int default 7")
        for _ in 0..<4 {
          let found = try columns(connection)
          #expect(found == [7])
        }
        try connection.execute("deallocate all")
        for _ in 0..<4 {
          let found = try columns(connection)
          #expect(found == [7])
        }
      }
    }
  }

  @Test func `a change of the table fails one transaction and not the next`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute("create temp table kept (a int)")
      }
      for _ in 0..<3 { try await client.withTransaction { try $0.execute(Self.read) } }
      try await client.withConnection { try $0.execute("alter table kept add b int") }
      let error = await expectError {
        try await client.withTransaction { try $0.execute(Self.read) }
      }
      #expect(error?.sqlState == .featureNotSupported)
      for _ in 0..<3 { try await client.withTransaction { try $0.execute(Self.read) } }
    }
  }

  @Test func `only what comes again is prepared, and never too much of it`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        let before = try prepared(connection)
        #expect(before == 0)
        for round in 0..<600 {
          // Each round is another text, since the number of values differs.
          let list = SQL.joined((0...round).map { "\($0)" })
          for _ in 0..<2 {
            let count = try connection.execute(
              "select from generate_series(0, 600) as n where n in (\(list))")
            #expect(count == round + 1)
          }
        }
        let after = try prepared(connection)
        #expect(after > 200)
        #expect(after <= 256)
      }
    }
  }

  @Test func `the same text with other types is another statement`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        for _ in 0..<3 {
          let number = try connection.first("select pg_typeof(\(1))::text") {
            try $0.get(0, as: String.self)
          }
          let text = try connection.first("select pg_typeof(\("1"))::text") {
            try $0.get(0, as: String.self)
          }
          #expect(number == "bigint")
          #expect(text == "text")
        }
      }
    }
  }
}
