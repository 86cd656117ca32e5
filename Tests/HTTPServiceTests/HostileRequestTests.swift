// What somebody may try on the service, or a database do to it, each ending in a message that helps.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import HummingbirdTesting
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct HostileRequestTests {
  private static func conversation(on day: String = "2026-10-01") -> String {
    """
    {"id": "\(UUID().uuidString.lowercased())", "held_on": "\(day)", "setting": "home",
     "how": "phone", "consent": {"form": "spoken", "scopes": {"analyse": true}},
     "answers": {"what_matters": "A made-up answer."}}
    """
  }

  @Test func `R25 a packed body is refused with what to do`() async throws {
    try await withService { service in
      for coding in ["gzip", "br", "identity, gzip"] {
        let packed = try await service.send(
          .post, "/api/v1/conversations", as: .researcher, Self.conversation(),
          headers: [.contentEncoding: coding])
        #expect(packed.status == 415 && packed.body?["code"] == "H006")
        #expect(packed.body?["detail"]?.string?.contains("Content-Encoding") == true)
      }
      let plain = try await service.send(
        .post, "/api/v1/conversations", as: .researcher, Self.conversation(),
        headers: [.contentEncoding: "identity"])
      #expect(plain.status == 201)
    }
  }

  @Test func `R25 every route refuses another media type with 415 and broken JSON with 400`()
    async throws
  {
    try await withService { service in
      for route in HTTPService.routes where route.method == .post || route.method == .put {
        let role = route.roles.isEmpty ? nil : Role.allCases.first(where: route.roles.contains)
        // Links are no role of an account: their token in the address is unknown before the body counts.
        guard route.isForAnyone || role != nil else { continue }
        let isBatch = route.path.hasSuffix("batch")
        let wrong = try await service.send(
          route.method, address(route), as: role, "{}", headers: [.contentType: "text/plain"])
        #expect(wrong.status == 415 && wrong.body?["code"] == "H006", "\(route.path)")
        let broken = try await service.send(
          route.method, address(route), as: role, "{\"a\": ",
          headers: [.contentType: isBatch ? "application/x-ndjson" : "application/json"])
        // Each line of a batch has its own status.
        #expect(broken.status == (isBatch ? 200 : 400), "\(route.path)")
        #expect(broken.body?["code"] == "H004", "\(route.path)")
      }
    }
  }

  @Test func `a day before anybody was asked is a slip of the year`() async throws {
    try await withService { service in
      let early = try await service.send(
        .post, "/api/v1/conversations", as: .researcher, Self.conversation(on: "0206-10-01"))
      #expect(early.status == 422 && early.body?["problems"]?[0]?["code"] == "A019")
      #expect(early.body?["problems"]?[0]?["message"]?.string?.contains("year") == true)
    }
  }

  @Test func `what is wrong with JSON is said in whole sentences`() async throws {
    try await withService { service in
      let cut = try await service.send(.post, "/api/v1/conversations", as: .researcher, "{\"id\": ")
      let detail = cut.body?["detail"]?.string ?? ""
      #expect(cut.status == 400 && detail.contains(". Check that all of it was sent."))
    }
  }

  @Test func `R32 an export that is refused for want of the right is in the trail`() async throws {
    try await withService { service, database in
      try await database.superuser.withConnection { connection in
        try connection.execute("update hark.membership set may_export = false")
      }
      let answer = try await service.send(
        .get, "/api/v1/surveys/open-conversation/responses.csv", as: .coordinator)
      #expect(answer.status == 403 && answer.body?["code"] == "H030")
      let acts = try await database.superuser.withConnection { connection in
        try connection.query(
          "select record_id from hark.audit_event where action = 'access.refuse'"
        ) { try $0.get(0, as: String.self) }
      }
      #expect(acts == ["GET /surveys/{survey}/responses.csv"])
    }
  }

  @Test func `R44 on a read-only database nothing is ready, recorded or exported`() async throws {
    try await withService { service, database in
      try await Self.setReadOnly(true, database)
      let ready = try await Self.patiently { try await service.send(.get, "/readyz", as: nil) }
      #expect(ready.status == 503)
      #expect(ready.body?["reason"]?.string?.contains("read-only") == true)
      let recorded = try await service.send(
        .post, "/api/v1/conversations", as: .researcher, Self.conversation())
      #expect(recorded.status == 503 && recorded.headers[.retryAfter] != nil)
      for format in ["csv", "ndjson"] {
        let answer = try await service.send(
          .get, "/api/v1/surveys/open-conversation/responses.\(format)", as: .coordinator)
        #expect(answer.status == 503 && answer.body?["code"] == "H016")
      }
      let read = try await service.send(.get, "/api/v1/surveys", as: .researcher)
      #expect(read.status == 200)

      try await Self.setReadOnly(false, database)
      let again = try await Self.patiently { try await service.send(.get, "/readyz", as: nil) }
      #expect(again.status == 200)
      let after = try await service.send(
        .post, "/api/v1/conversations", as: .researcher, Self.conversation())
      #expect(after.status == 201)
    }
  }

  /// Makes the database read-only for the service, on new connections, and ends those there are.
  private static func setReadOnly(_ isReadOnly: Bool, _ database: TestDatabase) async throws {
    try await database.superuser.withConnection { connection in
      try connection.runScript(
        """
        do $$ begin
          execute format('alter role hark_app in database %I set default_transaction_read_only = '
            || '\(isReadOnly ? "on" : "off")', current_database());
        end $$;
        """)
      try connection.execute(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = 'hark_app'
        """)
    }
  }

  /// Asks again while connections that were ended are found out.
  private static func patiently(
    _ ask: () async throws -> (status: Int, headers: HTTPFields, body: JSONValue?)
  ) async throws -> (status: Int, headers: HTTPFields, body: JSONValue?) {
    for _ in 0..<8 {
      let answer = try await ask()
      if answer.body?["reason"]?.string != "The database is not available" { return answer }
    }
    return try await ask()
  }
}
