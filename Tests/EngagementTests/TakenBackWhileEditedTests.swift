// A record is edited at the moment when its person takes something back: whichever is first, nothing of it stands
// that was taken back.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct TakenBackWhileEditedTests {
  /// What a person takes back.
  enum TakenBack: CaseIterable {
    case everything, privateAnswers

    /// The table that is written to while it is taken back.
    var table: String {
      switch self {
      case .everything: "tombstone"
      case .privateAnswers: "consent_change"
      }
    }
  }

  private static let story = "Canarystory."

  /// A record under a code, and an edit of it that brings words and a private answer.
  private struct Edited {
    let programme: Programme
    let kind: SubmissionKind
    let id = UUID()

    private var consent: JSONValue {
      [
        "form": "spoken", "scopes": ["analyse": true, "quote": true, "analyse_sensitive": true],
        "receipt_hash": .string(String(repeating: "ab", count: 32)),
      ]
    }

    func begin() async throws {
      switch kind {
      case .response:
        var body = Programme.response(id, answers: ["warm": "no", "danger": "no"])
        body["consent"] = consent
        let sent = body
        _ = try await programme.engagement.record(
          sent, survey: "warm-rooms", as: programme.researcher, origin: .http)
      case .conversation:
        _ = try await programme.engagement.log(
          [
            "id": .string(id.uuidString.lowercased()), "survey": "clinic",
            "held_on": "2026-10-01", "setting": "home", "how": "phone", "consent": consent,
            "answers": ["matters": "A bench"],
          ], as: programme.researcher, origin: .http)
      }
    }

    /// Edits it; nil: it was done.
    func edit() async -> Problem? {
      let answers: JSONObject =
        kind == .response
        ? ["warm": "no", "story": .string(TakenBackWhileEditedTests.story), "danger": "no"]
        : [
          "matters": .string(TakenBackWhileEditedTests.story), "ill": "yes",
          "more": "Zanzibarine.",
        ]
      return await problem {
        _ = try await programme.engagement.edit(
          kind, id.uuidString, ["answers": .object(answers)], made: .any,
          as: programme.researcher, origin: .http)
      }
    }

    func takeBack(_ what: TakenBack) async throws {
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      switch what {
      case .everything: _ = try await programme.engagement.withdraw(receipt, origin: .http)
      case .privateAnswers:
        _ = try await programme.engagement.changeScopes(
          receipt, ["analyse_sensitive": false], origin: .http)
      }
    }

    /// What stands when both are done.
    func check(_ what: TakenBack) async throws {
      switch what {
      case .everything:
        let tables = try await programme.database.tables(
          holding: TakenBackWhileEditedTests.story)
        #expect(tables == [])
      case .privateAnswers:
        let stands = try await programme.engagement.edit(
          kind, id.uuidString, [:], made: .any, as: programme.researcher, origin: .http
        ).json["answers"]
        for answer in ["danger", "ill", "more"] { #expect(stands?[answer] == nil) }
        let tables = try await programme.database.tables(holding: "Zanzibarine")
        #expect(tables == [])
      }
    }
  }

  private func withEdited(
    _ kind: SubmissionKind, _ body: (Edited) async throws -> Void
  ) async throws {
    try await withProgramme(modules: ["clinic": clinicSurvey()]) { programme in
      let edited = Edited(programme: programme, kind: kind)
      try await edited.begin()
      try await body(edited)
    }
  }

  @Test(arguments: [SubmissionKind.response, .conversation], TakenBack.allCases)
  func `R36 what an edit was just bringing goes with what its person takes back`(
    kind: SubmissionKind, what: TakenBack
  ) async throws {
    try await withEdited(kind) { edited in
      let (refused, _) = try await edited.programme.database.atOnce(
        heldAt: "audit_event", { await edited.edit() }, { try await edited.takeBack(what) })
      #expect(refused == nil)
      try await edited.check(what)
    }
  }

  @Test(arguments: [SubmissionKind.response, .conversation], TakenBack.allCases)
  func `R36 an edit that comes while its person takes something back brings none of it`(
    kind: SubmissionKind, what: TakenBack
  ) async throws {
    try await withEdited(kind) { edited in
      let (_, refused) = try await edited.programme.database.atOnce(
        heldAt: what.table, { try await edited.takeBack(what) }, { await edited.edit() })
      if what == .everything {
        #expect(refused != nil && (refused?.httpStatus ?? 500) < 500)
      }
      try await edited.check(what)
    }
  }
}
