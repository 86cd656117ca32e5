// A server whose key file is away: what needs no key goes on, and nobody outside learns where it lies.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import NIOCore
import Sealing
import Storage
import TestSupport
import Testing

@Suite struct MissingKeyTests {
  @Test func `R24 what cannot be sealed is refused, and the key file's place stays in the log`()
    async throws
  {
    try await withService { service in
      let without = Engagement(
        database: service.engagement.database, catalog: service.engagement.catalog,
        vault: Vault(masters: { throw Problem(.keyMissing, "/srv/canary/keys is not there") }))
      let headers: HTTPFields = [.authorization: "Bearer \(service.tokens[.researcher] ?? "")"]
      @Sendable func line(_ note: String) -> String {
        """
        {"id": "\(UUID().uuidString.lowercased())", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", \(note) "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "A bench."}}
        """
      }
      try await Application(router: HTTPService.router(without)).test(.router) { client in
        for (note, status) in [("", 201), (#""note": "Seen.","#, 503)] {
          let answer = try await client.execute(
            uri: "/api/v1/conversations", method: .post, headers: headers,
            body: ByteBuffer(string: line(note)))
          let text = String(buffer: answer.body)
          #expect(answer.status.code == status && !text.contains("canary"), "\(text)")
          #expect(status == 201 || text.contains("H070"))
        }
        let form = try await client.execute(
          uri: "/api/v1/surveys/open-conversation", method: .get, headers: headers)
        #expect(form.status == .ok)
      }
    }
  }

  @Test
  func `R41 a worry in an edit is told while the key file is away, and its place stays in the log`()
    async throws
  {
    let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
    try await withService(vault: Vault(masters: { keys })) { service, _ in
      let id = UUID().uuidString.lowercased()
      let logged = try await service.send(
        .post, "/api/v1/conversations", as: .researcher,
        """
        {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
         "note": "Seen at home.", "consent": {"form": "spoken", "scopes": {"analyse": true}},
         "answers": {"what_matters": "A bench."}}
        """)
      #expect(logged.status == 201)
      let edit = #"{"note": "She is scared of her son. He hits her."}"#
      let without = Engagement(
        database: service.engagement.database, catalog: service.engagement.catalog,
        vault: Vault(masters: { throw Problem(.keyMissing, "/srv/canary/keys is not there") }))
      let headers: HTTPFields = [
        .authorization: "Bearer \(service.tokens[.researcher] ?? "")", .ifMatch: "\"1\"",
      ]
      try await Application(router: HTTPService.router(without)).test(.router) { client in
        for _ in 0..<2 {
          let answer = try await client.execute(
            uri: "/api/v1/conversations/\(id)", method: .put, headers: headers,
            body: ByteBuffer(string: edit))
          let text = String(buffer: answer.body)
          #expect(answer.status.code == 503 && text.contains("H082"), "\(text)")
          #expect(text.contains("call 999") && !text.contains("canary"), "\(text)")
        }
      }
      let stands = try await service.send(
        .put, "/api/v1/conversations/\(id)", as: .researcher, edit, headers: [.ifMatch: "\"1\""])
      #expect(stands.status == 200 && stands.body?["concern_raised"] == true)
      let concerns = try await service.send(.get, "/api/v1/concerns", as: .steward)
      #expect(concerns.body?["concerns"]?.array?.count == 1, "\(String(describing: concerns.body))")
    }
  }

  @Test func `R30 an export that needs a key which is away is refused before its first byte`()
    async throws
  {
    let keys = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))]))
    let other = try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 1))]))
    let path = "/api/v1/surveys/open-conversation/responses.ndjson?personal=yes"
    try await withService(vault: Vault(masters: { keys })) { service, _ in
      let headers: HTTPFields = [.authorization: "Bearer \(service.tokens[.coordinator] ?? "")"]
      let body = """
        {"id": "\(UUID().uuidString.lowercased())", "held_on": "2026-10-01", "setting": "home",
         "how": "phone", "consent": {"form": "spoken", "scopes": {"analyse": true, "quote": true}},
         "answers": {"what_matters": "A bench."}}
        """
      let logged = try await service.send(.post, "/api/v1/conversations", as: .researcher, body)
      #expect(logged.status == 201)
      @Sendable func ask(
        _ masters: @escaping @Sendable () throws -> MasterKeys, _ query: String
      ) async throws -> (status: Int, text: String) {
        let engagement = Engagement(
          database: service.engagement.database, catalog: service.engagement.catalog,
          vault: Vault(masters: masters))
        return try await Application(router: HTTPService.router(engagement)).test(.router) {
          client in
          let answer = try await client.execute(uri: path + query, method: .get, headers: headers)
          return (answer.status.code, String(buffer: answer.body))
        }
      }
      let away: @Sendable () throws -> MasterKeys = {
        throw Problem(.keyMissing, "/srv/canary/keys is not there")
      }
      // Before and after the key of its pseudonyms was made.
      for _ in 0..<2 {
        let refused = try await ask(away, "&for=quotes")
        #expect(refused.status == 503 && refused.text.contains("H070"))
        #expect(!refused.text.contains("canary"))
        let whole = try await ask({ keys }, "&for=quotes")
        #expect(whole.status == 200 && whole.text.contains("A bench."))
      }
      let foreign = try await ask({ other }, "&for=quotes")
      #expect(foreign.status == 503)
      // Nothing of what the coordinator's own work takes is sealed here, so that it waits for no key.
      let own = try await ask(away, "")
      #expect(own.text.contains("A bench."))
    }
  }
}
