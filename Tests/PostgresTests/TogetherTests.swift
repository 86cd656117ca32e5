// Statements that go to the server in one trip behave like statements that go one by one.

import Postgres
import Testing

@Suite struct TogetherTests {
  @Test func `queries sent together each get their own rows, the first time and prepared`()
    async throws
  {
    try await withClient { client in
      for _ in 1...3 {
        let rows = try await client.withConnection { connection in
          var rows: [[Int]] = [[], [], []]
          try connection.queryTogether([
            "select n from generate_series(1, \(2)) n", "select 1 as n where false",
            "select \(40) + 2 as n",
          ]) { query, row in rows[query].append(try row.get("n")) }
          return rows
        }
        #expect(rows == [[1, 2], [], [42]])
      }
    }
  }

  @Test func `what is held back is sent in order, and a query in between sees what came before it`()
    async throws
  {
    try await withClient { client in
      let counts = try await client.withTransaction { connection in
        try connection.execute("create temp table held (n int) on commit drop")
        var counts: [Int] = []
        try connection.together {
          try connection.execute("insert into held values (1)")
          try connection.execute("update held set n = n + 1")
          let seen = try connection.first("select n from held") { try $0.get("n", as: Int.self) }
          counts.append(seen ?? 0)
          try connection.execute("insert into held values (\(7))")
        }
        counts.append(try connection.execute("select from held"))
        return counts
      }
      #expect(counts == [2, 2])
    }
  }

  @Test func `the first error of statements sent together is thrown, and the connection works on`()
    async throws
  {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute("create temp table kept_together (n int)")
      }
      for _ in 1...3 {
        let error = await expectError {
          try await client.withTransaction { connection in
            try connection.together {
              try connection.execute("insert into kept_together values (1)")
              try connection.execute("select 1 / 0")
              try connection.execute("insert into kept_together values (2)")
            }
          }
        }
        #expect(error?.sqlState == "22012")
      }
      let kept = try await client.withConnection { connection in
        try connection.execute("select from kept_together")
      }
      #expect(kept == 0)
    }
  }

  @Test func `a transaction's opening statement runs in it, and its error undoes the beginning`()
    async throws
  {
    try await withClient { client in
      let setting = try await client.withTransaction(
        opening: "select set_config('hark.test_opening', \("here"), true)"
      ) { connection in
        try connection.first("select current_setting('hark.test_opening') as s") {
          try $0.get("s", as: String.self)
        }
      }
      #expect(setting == "here")
      let error = await expectError {
        try await client.withTransaction(opening: "select 1 / 0") { _ in }
      }
      #expect(error?.sqlState == "22012")
      let isOpen = try await client.withConnection { connection in connection.isInTransaction }
      #expect(!isOpen)
    }
  }

  @Test func `what would go with a commit is refused where there is none`() async throws {
    try await withClient { client in
      let error = await expectError {
        try await client.withConnection { connection in
          try connection.togetherWithCommit()
          try connection.execute("create table never_made (n int)")
        }
      }
      #expect(error?.sqlState == "25P01")
      #expect(error?.description.contains("none is open") == true)
    }
  }

  @Test func `what is sent with the commit is stored whole, or nothing of it with its first error`()
    async throws
  {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute(
          "create table kept_with_commit (n int unique deferrable initially deferred)")
      }
      for round in 1...3 {
        let seen = try await client.withTransaction(
          opening: "select set_config('hark.test_opening', \("\(round)"), true)"
        ) { connection in
          var seen: [String] = []
          try connection.queryTogether(["select current_setting('hark.test_opening') as s"]) {
            _, row in seen.append(try row.get("s"))
          }
          try connection.togetherWithCommit()
          try connection.execute("insert into kept_with_commit values (\(round))")
          try connection.execute("insert into kept_with_commit values (\(-round))")
          return seen
        }
        #expect(seen == ["\(round)"])
        // A statement in the middle, and what the commit itself finds.
        for (bad, state): (SQL, SQLState) in [
          ("select 1 / 0", "22012"), ("insert into kept_with_commit values (1)", "23505"),
        ] {
          let error = await expectError {
            try await client.withTransaction(opening: "select 1") { connection in
              try connection.togetherWithCommit()
              try connection.execute("insert into kept_with_commit values (\(100 + round))")
              try connection.execute(bad)
              try connection.execute("insert into kept_with_commit values (\(200 + round))")
            }
          }
          #expect(error?.sqlState == state)
        }
        // Nothing is held back any more, and what a body throws undoes what it held back.
        await #expect(throws: PostgresError.closed) {
          try await client.withTransaction(opening: "select 1") { connection in
            try connection.togetherWithCommit()
            try connection.execute("insert into kept_with_commit values (\(300 + round))")
            throw PostgresError.closed
          }
        }
        let kept = try await client.withConnection { connection in
          try connection.execute("select from kept_with_commit")
        }
        #expect(kept == round * 2)
      }
    }
  }
}
