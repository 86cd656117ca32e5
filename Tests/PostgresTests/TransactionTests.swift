// A transaction happens whole or not at all, and leaves nothing behind on its connection.

import TestRandomness
import Postgres
import Testing

@Suite struct TransactionTests {
  /// Makes a table for one test, which goes with the test.
  private func withTable(
    connections: Int = 1, _ body: (PostgresClient) async throws -> Void
  ) async throws {
    try await withClient(connections: connections) { client in
      try await client.withConnection { connection in
        try connection.execute("create temp table kept (n int)")
      }
      try await body(client)
    }
  }

  private func numbers(_ client: PostgresClient) async throws -> [Int] {
    try await client.withConnection { connection in
      try connection.query("select n from kept order by n") { try $0.get("n", as: Int.self) }
    }
  }

  @Test func `a body that returns is committed and one that throws is undone`() async throws {
    try await withTable { client in
      let value = try await client.withTransaction { connection in
        try connection.execute("insert into kept values (1)")
        let isOpen = connection.isInTransaction
        #expect(isOpen)
        return "done"
      }
      #expect(value == "done")
      await expectThrow(Deliberate.self) {
        try await client.withTransaction { connection in
          try connection.execute("insert into kept values (2)")
          throw Deliberate()
        }
      }
      await expectError {
        try await client.withTransaction { connection in
          try connection.execute("insert into kept values (3)")
          try connection.execute("insert into kept values ('x')")
        }
      }
      #expect(try await numbers(client) == [1])
      try await client.withConnection {
        let isOpen = $0.isInTransaction
        #expect(!isOpen)
      }
    }
  }

  @Test func `an error that a body swallows does not pass for a commit`() async throws {
    try await withTable { client in
      let error = await expectError {
        try await client.withTransaction { connection in
          try connection.execute("insert into kept values (1)")
          _ = try? connection.execute("select 1 / 0")
        }
      }
      #expect(error?.sqlState == .inFailedTransaction)
      let kept = try await numbers(client)
      #expect(kept == [])
    }
  }

  @Test func `a body that ends its transaction by itself is told so`() async throws {
    try await withTable { client in
      let error = await expectError {
        try await client.withTransaction { connection in
          try connection.execute("commit")
        }
      }
      #expect(error?.sqlState == "25P01")
    }
  }

  @Test func `a rule checked at the commit is reported and undoes everything`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute(
          "create temp table late (n int constraint once unique deferrable initially deferred)")
      }
      let error = await expectError {
        try await client.withTransaction { connection in
          try connection.execute("insert into late values (1), (1)")
        }
      }
      #expect(error?.sqlState == .uniqueViolation)
      #expect(error?.constraint == "once")
      let count = try await client.withConnection { try $0.execute("select from late") }
      #expect(count == 0)
    }
  }

  @Test func `a savepoint undoes its own part alone, also inside another`() async throws {
    try await withTable { client in
      try await client.withTransaction { connection in
        try connection.execute("insert into kept values (1)")
        expectError {
          try connection.savepoint {
            try connection.execute("insert into kept values (2)")
            try connection.execute("select 1 / 0")
          }
        }
        try connection.savepoint {
          try connection.execute("insert into kept values (3)")
          expectThrow(Deliberate.self) {
            try connection.savepoint {
              try connection.execute("insert into kept values (4)")
              throw Deliberate()
            }
          }
          let swallowed = expectError {
            try connection.savepoint { _ = try? connection.execute("select 1 / 0") }
          }
          #expect(swallowed?.sqlState == .inFailedTransaction)
        }
      }
      #expect(try await numbers(client) == [1, 3])
    }
  }

  @Test func `isolation and read-only are as asked for`() async throws {
    try await withClient { client in
      for (isolation, name) in [
        (TransactionIsolation.readCommitted, "read committed"),
        (.repeatableRead, "repeatable read"), (.serializable, "serializable"),
      ] {
        let current = try await client.withTransaction(isolation: isolation) { connection in
          try connection.first("show transaction_isolation") { try $0.get(0, as: String.self) }
        }
        #expect(current == name)
      }
      let error = await expectError {
        try await client.withTransaction(readOnly: true) { connection in
          try connection.execute("create table never (n int)")
        }
      }
      #expect(error?.sqlState == .readOnlyTransaction)
    }
  }

  @Test func `two that count the same rows are tried again until both are right`() async throws {
    try await withClient(connections: 4) { client in
      let table = "counter_\(UInt64.random(in: 0 ... .max))"
      try await client.withConnection { try $0.runScript("create table \(table) (n int)") }
      // The statement's text is fixed, so the table is found by its path.
      try await client.withConnection {
        try $0.runScript("create schema s_\(table); alter table \(table) set schema s_\(table)")
        try $0.runScript("alter table s_\(table).\(table) rename to counter")
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await client.withTransaction(isolation: .serializable, retries: 1000) {
              try $0.setLocal("search_path", "s_\(table)")
              let count = try $0.execute("select from counter")
              try $0.execute("insert into counter values (\(count)::int)")
            }
          }
        }
        try await group.waitForAll()
      }
      let numbers = try await client.withTransaction { connection in
        try connection.setLocal("search_path", "s_\(table)")
        return try connection.query("select n from counter order by n") {
          try $0.get("n", as: Int.self)
        }
      }
      try await client.withConnection { try $0.runScript("drop schema s_\(table) cascade") }
      #expect(numbers == Array(0..<20))
    }
  }
}
