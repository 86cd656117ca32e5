// A programme with conversations to be found.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport

private let module = """
  \(surveyHead("open-conversation", "Open conversation", scopes: "analyse, quote"))
  questions:
    - id: matters
      ask: What matters most to you where you live?
      type: long_text
      personal: may_identify
    - id: name
      ask: What are you called?
      type: text
      personal: identifies
  tests:
    people:
      - name: one
        consent: [analyse]
        answers: {matters: A bench}
  """

/// What tests of the search share.
enum Searched {
  /// Logs a conversation in which this matters; gives its id.
  static func log(
    _ programme: Programme, _ matters: String, as principal: Principal, id: UUID = UUID()
  ) async throws -> String {
    _ = try await programme.engagement.log(
      [
        "id": .string(id.uuidString.lowercased()), "held_on": "2026-10-01", "setting": "home",
        "how": "phone", "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["matters": .string(matters), "name": "Canaryname"],
      ], as: principal, origin: .http)
    return id.uuidString.lowercased()
  }

  /// Runs a test with conversations, and a researcher of them.
  static func withConversations(
    _ body: (Programme, Principal) async throws -> Void
  ) async throws {
    try await withProgramme(modules: ["open-conversation": module]) { programme in
      let kim = try await programme.person("kim")
      try await body(programme, kim)
    }
  }

  /// The ids of the conversations that somebody finds.
  static func found(
    _ programme: Programme, _ text: String, as principal: Principal
  ) async throws -> [String] {
    try await programme.engagement.search(text, limit: 20, as: principal).conversations
      .compactMap { $0["id"]?.string }
  }
}
