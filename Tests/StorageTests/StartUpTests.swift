// The application refuses to start with a login that no rule binds, or on a server that loses data.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct StartUpTests {
  @Test func `the application's own login is accepted`() async throws {
    try await withDatabase { database in
      try await database.application.verifyApplicationRole(allowingDataLoss: true)
    }
  }

  @Test func `a superuser is refused`() async throws {
    try await withDatabase { database in
      let problems = try await problems(at: database.superuserURL)
      #expect(problems.contains(.superuser))
    }
  }

  @Test(arguments: [
    ("bypassrls", StartUpProblem.bypassesRowSecurity), ("in role hark_owner", .owner),
    ("nologin", .notTheApplication),
  ])
  func `a login that the rules do not bind, or that is not the application's, is refused`(
    _ attribute: String, _ problem: StartUpProblem
  ) async throws {
    try await withDatabase { database in
      let role = database.name
      try await database.superuser.withConnection { connection in
        try connection.runScript("create role \(role) \(attribute); alter role \(role) login")
      }
      let found: Result<[StartUpProblem], any Error>
      do {
        found = .success(try await problems(at: database.url(user: role)))
      } catch {
        found = .failure(error)
      }
      try await database.superuser.withConnection { connection in
        try connection.runScript("drop role \(role)")
      }
      #expect(try found.get().contains(problem))
    }
  }

  @Test func `a server that confirms before it has written is refused`() async throws {
    try await withDatabase { database in
      let url = database.applicationURL
      let options =
        url.contains("://")
        ? "&options=-c%20synchronous_commit%3Doff" : " options='-c synchronous_commit=off'"
      let problems = try await problems(at: url + options, allowingDataLoss: false)
      #expect(problems.contains(.losesData(setting: "synchronous_commit")))
    }
  }

  private func problems(
    at url: String, allowingDataLoss: Bool = true
  ) async throws -> [StartUpProblem] {
    let client = PostgresClient(connectionString: url, maximumConnections: 1)
    let result: Result<[StartUpProblem], any Error>
    do {
      try await Database(client: client).verifyApplicationRole(allowingDataLoss: allowingDataLoss)
      result = .success([])
    } catch let refusal as StartUpRefusal {
      result = .success(refusal.problems)
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    return try result.get()
  }
}
