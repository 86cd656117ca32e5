// Whatever people write comes back byte for byte and never becomes part of a statement: every text
// field, through the use cases that terminal and HTTP call.

import Engagement
import Foundation
import JSON
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct HostileTextTests {
  /// Texts without spaces at their ends, which are trimmed.
  static let corpus = [
    "'; drop table hark.response; --", "\" or 1=1 --", "$1 $2 $$ $tag$ x $tag$", "\\", "\\'",
    "%s %I",
    "E'\\x41'", "\\x00 \\u0000 (written out)", "{\"a\": [1, \"b\"]}", "'{}'::jsonb", "null", "NULL",
    "=1+1", "a,b;\"c\"\r\nd", "<script>alert(1)</script>", "../../etc/passwd", "${HOME} `id`",
    "e\u{301} and \u{e9}", "\u{202E}txt.exe", "\u{200B}x\u{FEFF}x", "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\u{FFFD}\u{10FFFF}",
    "عربى 中文 ਪੰਜਾਬੀ ייִדיש", "\u{1}\u{7F}\u{85}x", "hark.partnership", "set role hark_owner",
    String(repeating: "'\\\"é", count: 1_500),
  ]

  @Test func `R16 every text of a conversation comes back byte for byte`() async throws {
    try await withShipped { programme in
      for (number, text) in Self.corpus.enumerated() {
        let id = UUID()
        var body: JSONObject = [
          "id": .string(id.uuidString.lowercased()), "survey": "open-conversation",
          "held_on": "2026-10-01", "setting": "home", "how": "in_person", "people": 1,
          "language": "en", "interpreter": false, "note": .string(text),
          "answers": ["what_matters": .string(text), "going_well": .string(text)],
        ]
        if number.isMultiple(of: 2) {
          body["consent"] = ["form": "spoken", "scopes": ["analyse": true, "quote": true]]
        } else {
          body["basis"] = "published"
          body["citation"] = .string(text)
        }
        let problem = await problem {
          _ = try await programme.engagement.log(body, as: programme.researcher, origin: .http)
        }
        guard problem == nil else {
          // A refusal is fine when it says what is wrong with the text, as with control characters.
          #expect(problem?.httpStatus == 422, "\(text.prefix(30)): \(problem?.detail ?? "")")
          continue
        }
        let found = try await programme.engagement.conversation(
          id.uuidString, as: programme.coordinator, origin: .http
        ).json
        var texts = [
          found["note"]?.string, found["answers"]?["what_matters"]?.string,
          found["answers"]?["going_well"]?.string,
        ]
        if body["citation"] != nil { texts.append(found["citation"]?.string) }
        // Swift calls texts equal that differ in their bytes.
        #expect(
          texts.allSatisfy { $0.map { Array($0.utf8) } == Array(text.utf8) }, "\(text.prefix(30))")
      }
    }
  }

  @Test func `R16 names of places, accounts and partnerships come back byte for byte`()
    async throws
  {
    try await withShipped { programme in
      let administration = Administration(
        database: programme.database.application, owner: programme.database.owner)
      let administrator = programme.partnership.principal(.administrator)
      var kept: [String: Set<[UInt8]>] = [:]
      for (number, text) in Self.corpus.enumerated() where text.unicodeScalars.count <= 200 {
        let place = PlaceRecord(code: "p-\(number)", name: text, kind: "neighbourhood")
        if await problem({
          _ = try await administration.importPlaces(
            [place], official: false, as: administrator, origin: .cli)
        }) == nil {
          kept["places", default: []].insert(Array(text.utf8))
        }
        if await problem({
          _ = try await administration.addAccount(
            text, roles: [.researcher], partnership: nil, as: administrator, origin: .cli)
        }) == nil {
          kept["accounts", default: []].insert(Array(text.utf8))
        }
        if await problem({
          _ = try await administration.addPartnership(slug: "p-\(number)", name: text)
        }) == nil {
          kept["partnerships", default: []].insert(Array(text.utf8))
        }
      }
      let found = [
        "places": try await administration.places(
          kind: nil, after: nil, limit: 1_000, as: administrator
        ).compactMap { $0["name"]?.string },
        "accounts": try await administration.accounts(as: administrator).compactMap {
          $0["account"]?.string
        },
        "partnerships": try await administration.partnerships(as: nil).compactMap {
          $0["name"]?.string
        },
      ]
      for (kind, texts) in found {
        let missing = (kept[kind] ?? []).subtracting(texts.map { Array($0.utf8) })
        #expect(missing.isEmpty, "\(kind)")
        #expect((kept[kind]?.count ?? 0) >= 15, "\(kind)")
      }
    }
  }

  /// A programme with the shipped surveys and the open conversation published.
  private func withShipped(_ body: (Programme) async throws -> Void) async throws {
    try await withDatabase { database in
      let folder = checkout.appendingPathComponent("surveys").path
      let programme = Programme(
        database: database, partnership: try await database.addPartnership(),
        engagement: Engagement(
          database: database.application, catalog: { ModuleCatalog.load(folders: [folder]) }))
      _ = try await programme.engagement.publish(
        "open-conversation", as: programme.coordinator, origin: .cli)
      try await body(programme)
    }
  }
}
