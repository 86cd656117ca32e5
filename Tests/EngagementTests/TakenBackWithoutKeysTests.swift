// A person takes private answers back while the key file is away: it is done at once, and what they did not take
// back stays as it was.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import TestSupport
import Testing

private let module = clinicSurvey(
  asking: nameQuestion,
  "{id: helpers, ask: Who helps you?, type: repeat, up_to: 3, questions: ["
    + "{id: called, ask: What are they called?, type: text, personal: identifies}]}")

@Suite struct TakenBackWithoutKeysTests {
  private func log(_ programme: Programme, _ code: UInt8) async throws {
    _ = try await programme.engagement.log(
      [
        "id": .string(UUID().uuidString.lowercased()), "survey": "clinic",
        "held_on": "2026-10-01", "setting": "home", "how": "phone", "note": "Seen at home.",
        "consent": [
          "form": "spoken",
          "scopes": ["analyse": true, "quote": true, "analyse_sensitive": true],
          "receipt_hash": .string(String(repeating: String(code, radix: 16), count: 32)),
        ],
        "answers": [
          "matters": "A bench.", "name": "Made Up Name", "helpers": [["called": "A helper"]],
          "ill": "yes", "more": "Zanzibarine said.",
        ],
      ], as: programme.researcher, origin: .http)
  }

  @Test func `R36 private answers and quoting are taken back at once while the key is away`()
    async throws
  {
    let keys = try Keys()
    try await withProgramme(modules: ["clinic": module], vault: keys.vault) { programme in
      let without = Engagement(
        database: programme.database.application, catalog: { ModuleCatalog.load(folders: []) },
        vault: Vault(masters: { throw Problem(.keyMissing, "not there") }))
      func receipt(_ code: UInt8) async throws -> OpenedReceipt {
        try await programme.engagement.openReceipt(
          partnership: "plymouth", hash: [UInt8](repeating: code, count: 32), from: "test")
      }
      var left: [JSONValue?] = []
      for (engagement, code) in [(programme.engagement, 0xab), (without, 0xcd)]
        as [(Engagement, UInt8)]
      {
        try await log(programme, code)
        let changed = try await engagement.changeScopes(
          receipt(code), ["quote": false, "analyse_sensitive": false], origin: .http)
        for scope in ["quote", "analyse_sensitive"] {
          #expect(changed["records"]?[0]?["scopes"]?[scope]?["given"] == false)
        }
        #expect(try await programme.database.tables(holding: "Zanzibarine") == [])
        #expect(try await programme.database.tables(holding: "zanzibarine") == [])
        let held = try await programme.engagement.held(receipt(code), origin: .http)
        left.append(held["records"]?[0]?["answers"])
      }
      // The same as with the key: what was not taken back is all there, and opens.
      #expect(
        left == [
          ["matters": "A bench.", "name": "Made Up Name", "helpers": [["called": "A helper"]]],
          ["matters": "A bench.", "name": "Made Up Name", "helpers": [["called": "A helper"]]],
        ])
      let forms = try await programme.database.superuser.withConnection { connection in
        try connection.query("select distinct coded from hark.response") {
          try $0.get("coded", as: [UInt8].self)
        }
      }
      #expect(forms.count == 1)
      // Their names stay sealed.
      #expect(try await programme.database.tables(holding: "Made Up Name") == [])
      let found = try await programme.engagement.search(
        "bench", limit: 5, as: programme.coordinator)
      #expect(found.conversations.count == 2)
    }
  }
}
