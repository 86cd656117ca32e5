// A programme whose records are sealed, with a key file in memory.

import Engagement
import Foundation
import JSON
import Sealing
import Storage
import Synchronization
import TestSupport
import Testing

/// A key file in memory.
final class Keys: Sendable {
  private let keys: Mutex<MasterKeys>

  init() throws {
    keys = Mutex(try #require(MasterKeys([MasterKey(madeAt: Date(timeIntervalSince1970: 0))])))
  }

  var vault: Vault { Vault(masters: { self.keys.withLock { $0 } }) }
  var current: String { keys.withLock { $0.current.id } }

  func rotate() throws {
    try keys.withLock { keys in
      keys = try #require(MasterKeys(keys.all + [MasterKey(madeAt: .now)]))
    }
  }
}

/// What tests of sealed records share.
enum SealedProgramme {
  /// A word that must nowhere stand in clear.
  static let canary = "Zanzibarine"
  /// The survey that they answer.
  static let module = neighboursSurvey(
    asking: nameQuestion,
    "{id: helpers, ask: Who helps you?, type: repeat, up_to: 3, questions: ["
      + "{id: called, ask: What are they called?, type: text, personal: identifies}]}")

  /// Runs a test with a programme that seals.
  static func withSealing(
    _ body: (Programme, Keys) async throws -> Void
  ) async throws {
    let keys = try Keys()
    try await withProgramme(modules: ["neighbours": module], vault: keys.vault) {
      try await body($0, keys)
    }
  }

  /// A conversation that names somebody.
  static func conversation(_ id: UUID, receipt: String = "ab") -> JSONObject {
    [
      "id": .string(id.uuidString.lowercased()), "survey": "neighbours",
      "held_on": "2026-10-01", "setting": "home", "how": "phone",
      "note": .string("\(canary) noted"),
      "consent": [
        "form": "spoken", "scopes": ["analyse": true], "witness": .string("\(canary) heard"),
        "receipt_hash": .string(String(repeating: receipt, count: 32)),
      ],
      "answers": [
        "matters": "a bench", "name": .string(canary),
        "helpers": [["called": .string("\(canary) junior")]],
      ],
    ]
  }

  /// Logs it.
  static func log(_ programme: Programme, _ id: UUID = UUID()) async throws -> UUID {
    _ = try await programme.engagement.log(
      conversation(id), as: programme.researcher, origin: .http)
    return id
  }
}
