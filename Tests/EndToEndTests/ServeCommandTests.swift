// What `hark serve` refuses to start on.

import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct ServeCommandTests {
  @Test(arguments: ["synchronous_commit", "fsync"])
  func `R43 the service does not start on a database that may lose what it confirmed`(
    setting: String
  ) async throws {
    try await withDatabase { database in
      let name = try await database.superuser.withConnection { connection in
        if setting == "synchronous_commit" {
          try connection.execute(
            """
            do $$ begin
              execute format('alter role hark_app in database %I set synchronous_commit = off',
                current_database());
            end $$
            """)
        }
        return try connection.first("select current_setting('fsync')") {
          try $0.get(0, as: String.self)
        }
      }
      // The tests' own PostgreSQL runs without fsync; where it does not, there is nothing to refuse.
      if setting == "fsync", name == "on" { return }
      let outcome = try await hark(
        "serve", "--listen", "127.0.0.1:0",
        environment: [
          "HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys",
        ])
      #expect(outcome.status == 78)
      #expect(outcome.errors.contains(setting) && outcome.errors.contains("may lose"))
    }
  }

  @Test(arguments: ["256.0.0.1:8080", "no.such.host.invalid:8080", "nothing", "127.0.0.1:99999"])
  func `an address that cannot be listened on is named with what to do`(address: String)
    async throws
  {
    try await withDatabase { database in
      let outcome = try await hark(
        "serve", "--listen", address,
        environment: ["HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys"])
      #expect(outcome.status == 78, "\(outcome.errors)")
      #expect(outcome.errors.contains("H018") && outcome.errors.contains("127.0.0.1:"))
    }
  }

  @Test func `an address that is taken, or another machine's, is named with the reason`()
    async throws
  {
    let other = try FaultProxy()
    defer { other.close() }
    try await ServedHome.with { home, _ in
      // 203.0.113.0/24 is for examples, and no machine's.
      for (address, reason) in [
        ("203.0.113.9:8080", "this machine has no such address"),
        ("127.0.0.1:\(other.port)", "another program does"),
      ] {
        let outcome = try await hark(
          "serve", "--listen", address,
          environment: ["HARK_HOME": home.folder.path, "HARK_SURVEYS": "surveys"])
        #expect(outcome.status == 78, "\(outcome.errors)")
        #expect(
          outcome.errors.contains("\(address) cannot be listened on, because \(reason)"),
          "\(outcome.errors)")
      }
    }
  }

  @Test func `limits that cannot be read are named, with what there is`() async throws {
    for (limits, hint) in [
      ("hurry", "least_bytes"), ("=", "least_bytes"), ("hurry=3", "least_bytes"),
      ("head", "from 1 to 1000000"),
      ("head=x", "from 1 to 1000000"), ("head=0", "from 1 to 1000000"),
    ] {
      let outcome = try await hark(
        "serve", environment: ["HARK_LIMITS": limits, "HARK_DATABASE_URL": "host=/nowhere"])
      #expect(outcome.status == 78)
      #expect(outcome.errors.contains("'\(limits)'") && outcome.errors.contains(hint))
    }
  }
}
