// A request that is refused for its role is in the audit trail, once however often it is sent.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct RefusalTests {
  @Test func `R32 a request that is refused for its role is recorded, once a minute`() async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let secret = try await Administration(
        database: database.application, owner: database.owner
      ).issueToken(
        account: partnership.accountName, role: .commissioner, label: "test", days: 1,
        as: partnership.principal(.administrator), origin: .cli
      ).secret
      let engagement = Engagement(
        database: database.application, catalog: { ModuleCatalog.load(folders: []) })
      try await Application(router: HTTPService.router(engagement)).test(.router) { client in
        for (method, path) in [
          (HTTPRequest.Method.post, "findings/releases"), (.post, "findings/releases"),
          (.get, "conversations"), (.get, "surveys"),
        ] {
          let response = try await client.execute(
            uri: "/api/v1/\(path)", method: method, headers: [.authorization: "Bearer \(secret)"])
          #expect((response.status == .forbidden) == (path != "surveys"))
        }
      }
      let events = try await database.application.transaction(
        as: partnership.principal(.steward)
      ) { connection in
        try connection.query(
          """
          select role || ' ' || record_id as line from hark.audit_event
          where action = 'access.refuse' order by position
          """
        ) { row in try row.get("line", as: String.self) }
      }
      #expect(
        events == ["commissioner POST /findings/releases", "commissioner GET /conversations"])
    }
  }
}
