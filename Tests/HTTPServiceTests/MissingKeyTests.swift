// A server whose key file is away: what needs no key goes on, and nobody outside learns where it lies.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
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
}
