// What one user of a connection sets, the next one never sees.

import TestRandomness
import Postgres
import Testing

@Suite struct SettingTests {
  private func tenant(_ connection: isolated Connection) throws -> String? {
    try connection.first("select current_setting('hark.tenant', true)") {
      try $0.get(0, as: String?.self)
    } ?? nil
  }

  @Test func `two tenants on one connection never see each other, whatever goes wrong`()
    async throws
  {
    try await withClient { client in
      var generator = SeededGenerator(seed: 12)
      for _ in 0..<1000 {
        let name = Bool.random(using: &generator) ? "plymouth" : "worcester"
        let accident = Int.random(in: 0..<6, using: &generator)
        let task = Task {
          try await client.withTransaction { connection in
            // Empty after the first time the setting was used, and never another's.
            let left = try tenant(connection) ?? ""
            #expect(left == "")
            try connection.setLocal("hark.tenant", name)
            if accident == 0 { throw Deliberate() }
            if accident == 1 { try connection.execute("select 1 / 0") }
            if accident == 2 { _ = try? connection.execute("select 1 / 0") }
            if accident == 3 { _ = try connection.savepoint { throw Deliberate() } }
            if accident == 4 { withUnsafeCurrentTask { $0?.cancel() } }
            let current = try tenant(connection)
            #expect(current == name)
          }
        }
        let result = await task.result
        if accident == 5 { try result.get() }
        try await client.withConnection { connection in
          let (left, isOpen) = (try tenant(connection) ?? "", connection.isInTransaction)
          #expect(left == "")
          #expect(!isOpen)
        }
      }
    }
  }

  @Test func `a role or setting taken for the session is put back`() async throws {
    try await withClient { client in
      let user = try await client.withConnection { connection in
        let user = try #require(
          try connection.first("select current_user") { try $0.get(0, as: String.self) })
        try connection.execute("set role pg_monitor")
        try connection.execute("set statement_timeout = 1000")
        try connection.execute("set timezone = 'Asia/Tokyo'")
        return user
      }
      try await client.withConnection { connection in
        let now = try connection.first(
          "select current_user, current_setting('statement_timeout'), current_setting('timezone')"
        ) { [try $0.get(0, as: String.self), try $0.get(1), try $0.get(2)] }
        #expect(now == [user, "0", "UTC"])
      }
    }
  }

  @Test func `a transaction a body leaves open is rolled back`() async throws {
    try await withClient { client in
      try await client.withConnection { try $0.execute("create temp table kept (n int)") }
      try await client.withConnection { connection in
        try connection.execute("begin")
        try connection.execute("insert into kept values (1)")
      }
      try await client.withConnection { connection in
        let isOpen = connection.isInTransaction
        #expect(!isOpen)
        let count = try connection.execute("select from kept")
        #expect(count == 0)
      }
    }
  }

  @Test func `a script runs every statement or none and gets no second user`() async throws {
    try await withClient { client in
      let first = try await client.withConnection { connection in
        try connection.runScript("create temp table a (n int); insert into a values (1), (2);")
        expectError {
          try connection.runScript("insert into a values (3); select 1 / 0")
        }
        let count = try connection.execute("select from a")
        #expect(count == 2)
        return try connection.process()
      }
      let second = try await client.withConnection { try $0.process() }
      #expect(first != second)
    }
  }
}
