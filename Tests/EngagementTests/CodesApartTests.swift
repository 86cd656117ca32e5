// What a person says with a receipt code binds what comes in under that code, also when nothing is held under it any
// more, and binds nothing under another.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct CodesApartTests {
  private func consent(_ code: UInt8, _ scopes: [String]) -> JSONValue {
    [
      "form": "spoken", "scopes": .object(JSONObject(scopes.map { ($0, .bool(true)) })),
      "receipt_hash": .string(String(repeating: String(code, radix: 16), count: 32)),
    ]
  }

  private func response(
    _ code: UInt8, in conversation: UUID? = nil, _ story: String = "Made up."
  ) -> JSONObject {
    var body = Programme.response(answers: ["warm": "no", "story": .string(story)])
    body["consent"] = consent(code, ["analyse", "quote"])
    body["conversation"] = conversation.map { .string($0.text) }
    return body
  }

  private func record(_ body: JSONObject, _ programme: Programme) async throws -> JSONValue {
    try await JSONValue.parse(
      programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http
      ).bytes)
  }

  private func receipt(_ code: UInt8, _ programme: Programme) async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: code, count: 32), from: "test")
  }

  private func change(
    _ code: UInt8, _ scopes: [String: Bool], _ programme: Programme
  ) async throws {
    _ = try await programme.engagement.changeScopes(
      receipt(code, programme), scopes, origin: .http)
  }

  private func list(_ programme: Programme) async throws -> ListedActs {
    let begin = Date(timeIntervalSince1970: 0)
    return try await programme.engagement.listed(erasures: begin, changes: begin, holds: begin)
  }

  /// A response under a code of its own within a conversation, and another under that code.
  private func withConversation(
    _ body: (Programme, _ attached: JSONObject) async throws -> Void
  ) async throws {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()]) { programme in
      let conversation = UUID()
      _ = try await programme.engagement.log(
        [
          "id": .string(conversation.text), "survey": "neighbours", "held_on": "2026-10-01",
          "setting": "home", "how": "phone", "people": 1, "consent": consent(0xab, ["analyse"]),
          "answers": ["matters": "A bench"],
        ], as: programme.researcher, origin: .http)
      let attached = response(0xcd, in: conversation, "Canarystory.")
      _ = try await record(attached, programme)
      _ = try await record(response(0xcd), programme)
      try await body(programme, attached)
    }
  }

  /// What stands under the other code when the conversation was taken back.
  private func check(_ programme: Programme, _ attached: JSONObject) async throws {
    let tables = try await programme.database.tables(holding: "Canarystory")
    #expect(tables == [])
    let refused = await problem { _ = try await record(attached, programme) }
    #expect(refused?.httpStatus == 410 || refused?.answers.map(\.question) == ["conversation"])
    let held = try await programme.engagement.held(receipt(0xcd, programme), origin: .http)
    #expect(held["records"]?.array?.contains { $0["answers"]?["story"] == "Made up." } == true)
    let late = try await record(response(0xcd), programme)
    #expect(late["scopes_taken_back"] == nil)
    // Under the conversation's own code nothing comes in any more.
    let own = await problem { _ = try await record(response(0xab), programme) }
    #expect(own?.code == ProblemCode.withdrawn.rawValue)
  }

  @Test func `R36 a conversation that is taken back leaves what is held under another code`()
    async throws
  {
    try await withConversation { programme, attached in
      _ = try await programme.engagement.withdraw(receipt(0xab, programme), origin: .http)
      try await check(programme, attached)
      // A dry run says so too.
      var file = try await programme.engagement.importing(
        into: "warm-rooms", ImportSettings(identity: .key, isDryRun: true, reading: .typed),
        as: programme.researcher)
      var refused = try await file.take(
        ImportEntry(line: 1, object: response(0xcd), key: "1"))
      refused += try await file.finish()
      #expect(refused.isEmpty)
      // Whoever has the other code takes back what is under it, as ever.
      _ = try await programme.engagement.withdraw(receipt(0xcd, programme), origin: .http)
      let late = await problem { _ = try await record(response(0xcd), programme) }
      #expect(late?.code == ProblemCode.withdrawn.rawValue)
    }
  }

  @Test func `R36 what is held under another code is left also when a restore is followed`()
    async throws
  {
    try await withConversation { programme, attached in
      try await programme.database.keepForTomorrow()
      _ = try await programme.engagement.withdraw(receipt(0xab, programme), origin: .http)
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      let done = try await programme.engagement.replay(list)
      #expect(done.erased == 2)
      try await check(programme, attached)
    }
  }

  @Test(arguments: [true, false])
  func `R36 a no binds what comes later under a code whose records a steward all erased`(
    isBefore: Bool
  ) async throws {
    try await withProgramme { programme in
      func erase() async throws {
        let held = try await programme.engagement.held(receipt(0xab, programme), origin: .http)
        for id in held["records"]?.array?.compactMap({ $0["id"]?.string }) ?? [] {
          try await programme.engagement.erase(
            id, because: .recordedByMistake, as: programme.steward, origin: .cli)
        }
      }
      _ = try await record(response(0xab), programme)
      if isBefore { try await change(0xab, ["quote": false], programme) }
      try await erase()
      if !isBefore {
        let unasked = await problem { try await change(0xab, ["made_up": false], programme) }
        #expect(unasked?.answers.map(\.question) == ["scopes.made_up"])
        try await programme.database.keepForTomorrow()
        for _ in 0..<2 { try await change(0xab, ["quote": false], programme) }
        // A restore does not undo it.
        let list = try await list(programme)
        #expect(list.changes.count == 1)
        let isBehind = try await programme.engagement.isBehind(list)
        #expect(!isBehind)
        try await programme.database.restoreYesterday()
        let isBehindThen = try await programme.engagement.isBehind(list)
        #expect(isBehindThen)
        let done = try await programme.engagement.replay(list)
        #expect(done.failed == 0)
        let isBehindNow = try await programme.engagement.isBehind(list)
        #expect(!isBehindNow)
      }
      let late = try await record(response(0xab), programme)
      #expect(late["scopes_taken_back"] == ["quote"])
      // Until they say yes again, also where nothing is held.
      try await erase()
      try await change(0xab, ["quote": true], programme)
      let anew = try await record(response(0xab), programme)
      #expect(anew["scopes_taken_back"] == nil)
    }
  }

  @Test func `R36 who takes everything back binds a code whose records a steward all erased`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      _ = try await record(
        response(0xab).with(["id": .string(id.text)]), programme)
      try await programme.engagement.erase(
        id.text, because: .recordedByMistake, as: programme.steward, origin: .cli)
      try await programme.database.keepForTomorrow()
      for _ in 0..<2 {
        _ = try await programme.engagement.withdraw(receipt(0xab, programme), origin: .http)
      }
      let list = try await list(programme)
      #expect(list.changes.count == 1)
      for isRestored in [false, true] {
        if isRestored {
          try await programme.database.restoreYesterday()
          _ = try await programme.engagement.replay(list)
        }
        let late = await problem { _ = try await record(response(0xab), programme) }
        #expect(late?.code == ProblemCode.withdrawn.rawValue, "\(isRestored)")
      }
    }
  }
}
