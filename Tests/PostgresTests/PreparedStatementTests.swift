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

  /// A function whose rows have other columns from now on, as a migration changes one.
  private func change(_ name: String, to columns: String) async throws {
    try await withClient { other in
      try await other.withConnection { connection in
        try connection.runScript(
          """
          drop function if exists \(name)(bigint);
          create function \(name)(wanted bigint) returns table (\(columns)) language sql
            as 'select \(columns.contains(",") ? "1, 2" : "1")';
          """)
      }
    }
  }

  @Test func `a function that changes under a running program fails none of its transactions`()
    async throws
  {
    try await change("changing_rows", to: "a int")
    let runs = Shared(0)
    try await withClient(connections: 2) { client in
      for round in 0..<8 {
        if round == 4 { try await change("changing_rows", to: "a int, b int") }
        // Two at a time, so that each connection has the statement.
        try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<2 {
            group.addTask {
              try await client.withTransaction(readOnly: true) { connection in
                runs.change { $0 += 1 }
                try connection.execute("select set_config('lock_timeout', '5s', true)")
                return try connection.query("select * from changing_rows(\(1))") { row in
                  try row.get("a", as: Int.self) + ((try? row.get("b", as: Int.self)) ?? 0)
                }.first ?? 0
              }
            }
          }
          for try await sum in group { #expect(sum == (round < 4 ? 1 : 3)) }
        }
      }
    }
    #expect(runs.value > 16)
    #expect(runs.value <= 18)
  }

  /// Prepares `read` in transactions, and changes its table.
  private func changeTable(_ client: PostgresClient) async throws {
    try await client.withConnection { connection in
      try connection.execute("create temp table kept (a int)")
      try connection.execute("insert into kept values (1)")
    }
    for _ in 0..<3 { try await client.withTransaction { try $0.execute(Self.read) } }
    try await client.withConnection { try $0.execute("alter table kept add b int") }
  }

  @Test
  func `a body that has been given a row does not run again by itself, and the next one works`()
    async throws
  {
    try await withClient { client in
      try await changeTable(client)
      let runs = Shared(0)
      let error = await expectError {
        try await client.withTransaction { connection in
          runs.change { $0 += 1 }
          _ = try connection.first("select a from kept") { try $0.get("a", as: Int.self) }
          try connection.execute(Self.read)
        }
      }
      #expect(error?.sqlState == .featureNotSupported)
      #expect(runs.value == 1)
      for _ in 0..<3 { try await client.withTransaction { try $0.execute(Self.read) } }
    }
  }

  @Test func `who lets a transaction run again has no error from a changed table`() async throws {
    try await withClient { client in
      try await changeTable(client)
      let rows = try await client.withTransaction(retries: 1) { connection in
        _ = try connection.first("select a from kept") { try $0.get("a", as: Int.self) }
        return try connection.execute(Self.read)
      }
      #expect(rows == 1)
    }
  }

  @Test func `what was written before the statement that was too old is written once`() async throws
  {
    try await withClient { client in
      try await changeTable(client)
      let rows = try await client.withTransaction { connection in
        try connection.execute("insert into kept values (2)")
        return try connection.execute(Self.read)
      }
      #expect(rows == 2)
    }
  }

  @Test func `a statement that the server never takes is tried once`() async throws {
    try await withClient { client in
      let runs = Shared(0)
      let error = await expectError {
        try await client.withTransaction { connection in
          runs.change { $0 += 1 }
          try connection.execute("select count(*) from pg_class for update")
        }
      }
      #expect(error?.sqlState == .featureNotSupported)
      #expect(runs.value == 1)
    }
  }

  @Test func `statements that somebody dropped are prepared anew, in a transaction too`()
    async throws
  {
    try await withClient { client in
      for _ in 0..<3 {
        for _ in 0..<3 {
          let number = try await client.withTransaction(
            opening: "select set_config('x.y', \("z"), true)"
          ) {
            connection in
            try connection.first("select \(40) + 2 as n") { try $0.get("n", as: Int.self) }
          }
          #expect(number == 42)
        }
        try await client.withConnection { try $0.execute("deallocate all") }
      }
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
