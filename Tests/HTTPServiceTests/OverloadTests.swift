// R44: when the database cannot work just now, requests are refused quickly, nothing is stored, and
// all is well again when it can, without a restart.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct OverloadTests {
  private static let path = "/api/v1/conversations"

  private static func conversation() -> String {
    """
    {"id": "\(UUID().uuidString.lowercased())", "held_on": "2026-10-01", "setting": "home",
     "how": "phone", "consent": {"form": "spoken", "scopes": {"analyse": true}},
     "answers": {"what_matters": "A made-up answer."}}
    """
  }

  /// How many conversations are stored.
  private static func stored(_ database: TestDatabase) async throws -> Int? {
    try await database.superuser.withConnection { connection in
      try connection.first("select count(*) from hark.conversation") { try $0.get(0) }
    }
  }

  @Test func `R44 fifty writers on a pool of two are answered with 201 or 503, and none is lost`()
    async throws
  {
    try await withService(connections: 2, waiting: 3) { service, database in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 {
          group.addTask {
            let answer = try await service.send(
              .post, Self.path, as: .researcher, Self.conversation())
            if answer.status == 503 {
              #expect(answer.headers[.retryAfter] != nil)
              #expect(answer.body?["code"] == "H040")
            }
            return answer.status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(Set(statuses).isSubset(of: [201, 503]))
      #expect(try await Self.stored(database) == statuses.count { $0 == 201 })
      let after = try await service.send(.post, Self.path, as: .researcher, Self.conversation())
      #expect(after.status == 201)
    }
  }

  @Test func `R44 while every connection is in use requests are refused, and served afterwards`()
    async throws
  {
    try await withService(connections: 1, waiting: 1, wait: .milliseconds(20)) {
      service, database in
      try await service.engagement.database.client.withConnection { _ in
        for _ in 0..<3 {
          let answer = try await service.send(.get, "/api/v1/surveys", as: .researcher)
          #expect(answer.status == 503 && answer.body?["code"] == "H040")
        }
      }
      #expect(try await service.send(.get, "/api/v1/surveys", as: .researcher).status == 200)
    }
  }

  @Test(arguments: [
    ("53100", "the disk is full"), ("53200", "memory is short"), ("57014", "it was stopped"),
    ("58030", "the disk does not answer"), ("25006", "it is read-only"),
  ])
  func `R44 a database that cannot write is answered with 503, and stores nothing`(
    state: String, reason: String
  ) async throws {
    try await withService { service, database in
      try await database.superuser.withConnection { connection in
        try connection.execute("create table public.fault (state text)")
        try connection.execute("insert into public.fault values (\(state))")
        try connection.execute(
          """
          create function public.cannot_write() returns trigger language plpgsql security definer
            as $$ begin
              raise exception 'canary' using errcode = (select state from public.fault);
            end $$
          """)
        try connection.execute(
          """
          create trigger cannot_write before insert on hark.response
            execute function public.cannot_write()
          """)
      }
      let body = Self.conversation()
      let refused = try await service.send(.post, Self.path, as: .researcher, body)
      #expect(refused.status == 503, "\(reason)")
      #expect(refused.headers[.retryAfter] != nil)
      #expect(refused.body?["code"] == "H016")
      let text = refused.body.map { $0.text() } ?? ""
      #expect(text.contains("H016") && !text.contains("canary"))
      #expect(try await Self.stored(database) == 0)
      try await database.superuser.withConnection { connection in
        try connection.execute("drop function public.cannot_write() cascade")
      }
      #expect(try await service.send(.post, Self.path, as: .researcher, body).status == 201)
      #expect(try await Self.stored(database) == 1)
    }
  }

  @Test func `R44 a database that is not there is answered with 503`() async throws {
    let client = PostgresClient(connectionString: "host=/nowhere dbname=hark")
    let engagement = Engagement(
      database: Database(client: client), catalog: { ModuleCatalog.load(folders: []) })
    let application = Application(router: HTTPService.router(engagement))
    try await application.test(.router) { client in
      let answer = try await client.execute(
        uri: "/api/v1/surveys", method: .get, headers: [.authorization: "Bearer hark_made_up"])
      #expect(answer.status.code == 503)
      #expect(answer.headers[.retryAfter] != nil)
      #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
      #expect(try await client.execute(uri: "/readyz", method: .get).status.code == 503)
    }
    await client.shutdown()
  }
}
