// Errors say what is wrong by code and by the names concerned, and never what a person entered.

import Foundation
import Postgres
import Testing

@Suite struct ErrorTests {
  static let canary = "canary-4711-Änne"

  @Test func `no refusal by the server shows a value`() async throws {
    let canary = Self.canary
    let statements: [(SQL, SQLState)] = [
      ("insert into pg_temp.said values (\(canary), 1)", .uniqueViolation),
      ("insert into pg_temp.said values (\(canary + "2"), 999)", .checkViolation),
      ("insert into pg_temp.said values (null, 1)", .notNullViolation),
      ("insert into pg_temp.heard values (\(canary + "3"))", .foreignKeyViolation),
      ("select \(canary)::uuid", .invalidTextRepresentation),
      ("select \(canary)::int", .invalidTextRepresentation),
      ("select \(canary)::jsonb", .invalidTextRepresentation),
      ("select \(JSONText("{\"a\": \(canary)"))", .invalidTextRepresentation),
      ("select \(canary)::timestamptz", "22007"),
      ("select set_config(\(canary), 'x', true)", "42704"),
      ("select \(canary)::regclass", .undefinedTable),
      ("insert into pg_temp.short values (\(canary))", "22001"),
      ("select pg_temp.complain(\(canary))", .raiseException),
    ]
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute(
          "create temp table said (what text constraint only_once primary key, n int check (n < 9))"
        )
        try connection.execute("create temp table heard (what text references said)")
        try connection.execute("create temp table short (what varchar(3))")
        try connection.execute(
          """
          create function pg_temp.complain(what text) returns void language plpgsql as
          $$ begin raise exception 'no: %', what using detail = what, hint = what; end $$
          """)
        try connection.execute("insert into pg_temp.said values (\(canary), 1)")
        for (statement, state) in statements {
          // Twice more, so that the prepared statement is tried too.
          for _ in 0..<3 {
            let error = expectError { try connection.execute(statement) }
            #expect(error?.sqlState == state)
            let shown = "\(error.debugDescription) \(String(reflecting: error)) \(error as Any)"
            #expect(!shown.contains("4711"), "\(state)")
            #expect(error?.description.contains(state.rawValue) == true)
          }
        }
        #expect(try connection.execute("select 1") == 1)
      }
    }
  }

  @Test func `a refusal names table, column and constraint`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        try connection.execute(
          "create temp table said (what text constraint only_once primary key, n int not null)")
        try connection.execute("insert into pg_temp.said values ('a', 1)")
        let unique = expectError {
          try connection.execute("insert into pg_temp.said values ('a', 1)")
        }
        #expect(unique?.constraint == "only_once")
        let missing = expectError {
          try connection.execute("insert into pg_temp.said values ('b', null)")
        }
        guard case .server(let error) = missing else { return }
        #expect(error.table == "said")
        #expect(error.column == "n")
        #expect(error.schema?.hasPrefix("pg_temp") == true)
        #expect(error.message == nil)
      }
    }
  }

  @Test func `only our own codes keep their message`() async throws {
    try await withClient { client in
      try await client.withConnection { connection in
        let own = expectError {
          try connection.runScript(
            """
            do $$ begin
              raise exception using errcode = 'HK001', message = 'the survey is closed';
            end $$
            """)
        }
        #expect(own?.sqlState == "HK001")
        #expect(own?.description.hasPrefix("the survey is closed (SQLSTATE HK001") == true)
      }
    }
  }

  @Test(arguments: [
    "postgresql://someone:s3cret@/nowhere?host=/nonexistent-folder",
    "host=/nonexistent-folder password=s3cret user=someone",
    "password=s3cret s3cret=1",
    "password='s3cret",
    "postgresql://someone:p@s3cret@localhost/name",
    "postgresql://someone:p/s3cret@localhost/name",
    "postgresql://someone:s3cret/p@localhost/name",
    "postgresql://someone:p%ZZs3cret@localhost/name",
    "host=/nonexistent-folder-s3cret password=s3cret",
    "postgresql://someone:s3cret",
    "dbname=postgresql://someone:s3cret@host/name host=/nonexistent-folder",
    "s3cret", "host=/nonexistent-folder password=s3cret port=s3cret", "password=s3cret\0",
  ])
  func `a connection that fails never shows the password`(connectionString: String) async throws {
    let client = PostgresClient(connectionString: connectionString)
    let error = await expectError {
      try await client.withConnection { _ in }
    }
    guard case .connectFailed(let reason) = error else {
      Issue.record("expected connectFailed")
      return
    }
    #expect(!reason.contains("s3cret"))
    #expect(!reason.isEmpty)
    #expect(!"\(String(reflecting: error))".contains("s3cret"))
    await client.shutdown()
  }

  @Test func `a server that is not there is named`() async throws {
    let client = PostgresClient(connectionString: "host=/nonexistent-folder dbname=x user=y")
    let error = await expectError {
      try await client.withConnection { _ in }
    }
    #expect(error?.description.contains("/nonexistent-folder") == true)
    await client.shutdown()
  }

  @Test func `every session speaks UTF-8, UTC and ISO dates and has a name`() async throws {
    try await withClient(name: "hark-settings") { client in
      try await client.withConnection { connection in
        for (setting, value) in [
          ("client_encoding", "UTF8"), ("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"),
          ("application_name", "hark-settings"),
        ] {
          let current = try connection.first("select current_setting(\(setting))") {
            try $0.get(0, as: String.self)
          }
          #expect(current == value)
        }
      }
    }
  }
}
