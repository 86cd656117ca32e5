// What a restore of a backup must not undo: what people took back in part, and what a legal hold keeps.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct RestoredConsentTests {
  private func body(_ id: UUID, receipt: UInt8) -> JSONObject {
    var body = Programme.response(
      id, answers: ["warm": "no", "story": "Cold \(receipt).", "danger": "no"],
      consent: ["analyse", "analyse_sensitive", "quote"])
    body["consent"] = .object(
      (body["consent"]?.object ?? [:]).with([
        "receipt_hash": .string(
          String(repeating: String(receipt, radix: 16), count: 32))
      ]))
    return body
  }

  private func record(_ programme: Programme, _ id: UUID = UUID(), receipt: UInt8) async throws
    -> UUID
  {
    _ = try await programme.engagement.record(
      body(id, receipt: receipt), survey: "warm-rooms", as: programme.researcher, origin: .http)
    return id
  }

  private func receipt(_ programme: Programme, _ receipt: UInt8) async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: receipt, count: 32), from: "test")
  }

  private func change(
    _ programme: Programme, _ code: UInt8, _ scopes: [String: Bool]
  ) async throws {
    _ = try await programme.engagement.changeScopes(
      receipt(programme, code), scopes, origin: .http)
  }

  /// What is held under a code.
  private func held(_ programme: Programme, _ code: UInt8) async throws -> JSONValue? {
    try await programme.engagement.held(receipt(programme, code), origin: .http)["records"]?[0]
  }

  private func list(_ programme: Programme) async throws -> ListedActs {
    let begin = Date(timeIntervalSince1970: 0)
    return try await programme.engagement.listed(erasures: begin, changes: begin, holds: begin)
  }

  /// Whether a hold keeps what stands on the list of what was taken back, for coordinators and stewards alike.
  private func areKept(_ programme: Programme) async throws -> [Bool?] {
    let lists = try await [
      programme.engagement.erasedRecords(after: nil, limit: 10, as: programme.coordinator),
      programme.engagement.erasedRecords(after: nil, limit: 10, as: programme.steward),
    ].map { $0.items.map { $0["kept_by_hold"]?.bool } }
    #expect(lists[0] == lists[1])
    return lists[0]
  }

  @Test func `what people took back in part stays taken back after a restore`() async throws {
    try await withProgramme { programme in
      let engagement = programme.engagement
      for code in [0xa1, 0xa2, 0xa3] as [UInt8] { _ = try await record(programme, receipt: code) }
      try await programme.database.keepForTomorrow()
      try await change(programme, 0xa1, ["analyse_sensitive": false, "quote": false])
      // Who says yes again says so of answers to come: those of before are gone.
      try await change(programme, 0xa2, ["analyse_sensitive": false])
      try await change(programme, 0xa2, ["analyse_sensitive": true])
      try await change(programme, 0xa3, ["quote": false])
      try await change(programme, 0xa3, ["quote": true])
      let list = try await list(programme)
      #expect(list.changes.count == 6 && list.erasures.isEmpty && list.holds.isEmpty)
      #expect(try await !engagement.isBehind(list))

      try await programme.database.restoreYesterday()
      let back = try await held(programme, 0xa1)
      #expect(back?["answers"]?["danger"] == "no")
      #expect(back?["scopes"]?["quote"]?["given"] == true)
      #expect(try await engagement.isBehind(list))
      #expect(try await engagement.changesWaiting(list) == 6)
      let done = try await engagement.replay(list)
      #expect(done.changed == 6 && done.failed == 0 && done.erased == 0)
      #expect(try await !engagement.isBehind(list))
      #expect(try await engagement.changesWaiting(list) == 0)
      let first = try await held(programme, 0xa1)
      #expect(first?["answers"]?["danger"] == nil && first?["answers"]?["story"] != nil)
      #expect(first?["scopes"]?["quote"]?["given"] == false)
      #expect(first?["scopes"]?["analyse_sensitive"]?["given"] == false)
      let second = try await held(programme, 0xa2)
      #expect(second?["answers"]?["danger"] == nil)
      #expect(second?["scopes"]?["analyse_sensitive"]?["given"] == true)
      let third = try await held(programme, 0xa3)
      #expect(third?["scopes"]?["quote"]?["given"] == true && third?["answers"]?["danger"] == "no")
      let quotes = try await programme.export(
        ExportRequest(.response, survey: "warm-rooms", for: .quote))
      #expect(quotes.contains("Cold 162") && quotes.contains("Cold 163"))
      #expect(!quotes.contains("Cold 161"))
      // The list says when people said so, also after it was followed, and is not followed twice.
      let again = try await self.list(programme)
      #expect(Set(again.changes) == Set(list.changes))
      let twice = try await engagement.replay(list)
      #expect(twice.changed == 0 && twice.words == nil)
      let trail = try await programme.actions()
      #expect(trail.filter { $0 == "consent.change" }.count == 9)
    }
  }

  @Test func `newer words of a person stand against the list`() async throws {
    try await withProgramme { programme in
      _ = try await record(programme, receipt: 0xa1)
      try await programme.database.keepForTomorrow()
      try await change(programme, 0xa1, ["quote": false])
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      try await change(programme, 0xa1, ["quote": false])
      try await change(programme, 0xa1, ["quote": true])
      let done = try await programme.engagement.replay(list)
      #expect(done.changed == 0)
      #expect(try await held(programme, 0xa1)?["scopes"]?["quote"]?["given"] == true)
      #expect(try await !programme.engagement.isBehind(list))
    }
  }

  @Test func `a record that a phone sends again after a restore has what was taken back of it`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      try await programme.database.keepForTomorrow()
      let id = try await record(programme, receipt: 0xa1)
      try await change(programme, 0xa1, ["quote": false, "analyse_sensitive": false])
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      #expect(try await engagement.replay(list).changed == 0)
      #expect(try await !engagement.isBehind(list))
      // From the first moment, and so does any other record under the code.
      for late in [id, UUID()] {
        let receipt = try await engagement.record(
          body(late, receipt: 0xa1), survey: "warm-rooms", as: programme.researcher, origin: .http)
        let told = try JSONValue.parse(receipt.bytes)
        #expect(told["scopes_taken_back"] == ["analyse_sensitive", "quote"])
      }
      let records = try await engagement.held(self.receipt(programme, 0xa1), origin: .http)[
        "records"]
      #expect(records?.array?.count == 2)
      for late in records?.array ?? [] {
        #expect(late["scopes"]?["quote"]?["given"] == false && late["answers"]?["danger"] == nil)
      }
      #expect(try await engagement.changeLateRecords() == 0)
      // Whoever says yes again is heard.
      try await change(programme, 0xa1, ["quote": true])
      let later = try await record(programme, receipt: 0xa1)
      let told = try await engagement.held(self.receipt(programme, 0xa1), origin: .http)["records"]?
        .array?.first { $0["id"]?.string == later.text }
      #expect(told?["scopes"]?["quote"]?["given"] == true)
    }
  }

  @Test func `a list from before codes stood on it is followed as it was`() async throws {
    try await withProgramme { programme in
      let engagement = programme.engagement
      try await programme.database.keepForTomorrow()
      let id = try await record(programme, receipt: 0xa1)
      try await change(programme, 0xa1, ["quote": false, "analyse_sensitive": false])
      var list = try await list(programme)
      list.changes = list.changes.map { change in
        ListedChange(
          partnership: change.partnership, id: change.id, recordHash: change.recordHash,
          survey: change.survey, scope: change.scope, given: change.given, at: change.at)
      }
      try await programme.database.restoreYesterday()
      #expect(try await engagement.replay(list).changed == 0)
      _ = try await record(programme, id, receipt: 0xa1)
      #expect(try await engagement.changeLateRecords() == 2)
      let late = try await held(programme, 0xa1)
      #expect(late?["scopes"]?["quote"]?["given"] == false && late?["answers"]?["danger"] == nil)
      #expect(try await engagement.changeLateRecords() == 0)
    }
  }

  @Test func `a no that was said last under a code is listed for what comes in after a restore`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      try await programme.database.keepForTomorrow()
      let code = [UInt8](repeating: 0xa1, count: 32)
      for (receipt, answers) in [(0xa1, [false]), (0xa2, [false, true])] as [(UInt8, [Bool])] {
        _ = try await record(programme, receipt: receipt)
        for given in answers { try await change(programme, receipt, ["quote": given]) }
      }
      let list = try await list(programme)
      #expect(list.changes.allSatisfy { $0.receiptHashes.count == 1 })
      // A hash of what the client sends, which opens nothing.
      #expect(!list.changes.flatMap(\.receiptHashes).contains(code))
      try await programme.database.restoreYesterday()
      _ = try await engagement.replay(list)
      for receipt in [0xa1, 0xa2] as [UInt8] { _ = try await record(programme, receipt: receipt) }
      #expect(try await held(programme, 0xa1)?["scopes"]?["quote"]?["given"] == false)
      #expect(try await held(programme, 0xa2)?["scopes"]?["quote"]?["given"] == true)
    }
  }

  @Test func `what was taken back is listed at the time when it was, also after a restore`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      _ = try await record(programme, receipt: 0xa1)
      let kept = try await record(programme, receipt: 0xa2)
      _ = try await engagement.hold(
        record: kept.uuidString, survey: nil, reason: "A court asked", as: programme.steward,
        origin: .cli)
      try await programme.database.keepForTomorrow()
      for code in [0xa1, 0xa2] as [UInt8] {
        _ = try await engagement.withdraw(receipt(programme, code), origin: .http)
      }
      func moments() async throws -> [JSONValue?] {
        let erased = try await engagement.erasedRecords(
          after: nil, limit: 10, as: programme.steward
        ).items.map { $0["at"] }
        let gone = try await engagement.held(receipt(programme, 0xa1), origin: .http)["gone_at"]
        return erased + [gone, try await held(programme, 0xa2)?["taken_back_at"]]
      }
      let before = try await moments()
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      let done = try await engagement.replay(list)
      #expect(done.erased == 1 && done.held == 1)
      let after = try await moments()
      #expect(after == before && after.count == 4)
    }
  }

  @Test func `after a restore a response comes late to a conversation as its person allows it`()
    async throws
  {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()]) { programme in
      let engagement = programme.engagement
      try await programme.database.keepForTomorrow()
      let id = UUID()
      let conversation: JSONObject = [
        "id": .string(id.text), "survey": "neighbours", "held_on": "2026-10-01",
        "setting": "home", "how": "phone", "people": 1,
        "consent": [
          "form": "spoken", "scopes": ["analyse": true, "quote": true],
          "receipt_hash": .string(String(repeating: "a1", count: 32)),
        ],
        "answers": ["matters": "A bench"],
      ]
      func log() async throws -> JSONValue? {
        let receipt = try await engagement.log(
          conversation, as: programme.researcher, origin: .http)
        return try JSONValue.parse(receipt.bytes)["scopes_taken_back"]
      }
      #expect(try await log() == nil)
      try await change(programme, 0xa1, ["quote": false])
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      _ = try await engagement.replay(list)
      let logged = try await log()
      #expect(logged == ["quote"])
      var response = Programme.response(answers: ["warm": true], consent: ["analyse", "quote"])
      response["conversation"] = .string(id.text)
      let attached = response
      let receipt = try await engagement.record(
        attached, survey: "warm-rooms", as: programme.researcher, origin: .http)
      #expect(try JSONValue.parse(receipt.bytes)["scopes_taken_back"] == ["quote"])
    }
  }

  @Test func `a hold and what was taken back under it are kept after a restore`() async throws {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let id = try await record(programme, receipt: 0xa1)
      try await programme.database.keepForTomorrow()
      let hold = try await engagement.hold(
        record: id.uuidString, survey: nil, reason: "A court asked", as: programme.steward,
        origin: .cli)
      _ = try await engagement.withdraw(receipt(programme, 0xa1), origin: .http)
      let list = try await list(programme)
      #expect(try await areKept(programme) == [true])
      #expect(list.erasures.count == 1 && list.holds.map(\.record) == [id])

      try await programme.database.restoreYesterday()
      #expect(try await engagement.isBehind(list))
      let done = try await engagement.replay(list)
      #expect(done.holdsSet == 1 && done.held == 1 && done.erased == 0)
      #expect(try await !engagement.isBehind(list))
      let kept = try await held(programme, 0xa1)
      #expect(kept?["kept_because"] == "legal_duty")
      let refused = await problem {
        _ = try await engagement.response(
          id.uuidString, as: programme.researcher, origin: .http)
      }
      #expect(refused?.code == ProblemCode.withdrawn.rawValue)
      let file = try await programme.export(ExportRequest(.response, survey: "warm-rooms"))
      #expect(!file.contains("Cold"))
      let holds = try await engagement.holds(after: nil, limit: 10, as: programme.steward)
      #expect(holds.items.count == 1 && holds.items[0]["id"]?.string == hold)
      #expect(holds.items[0]["reason"]?.string?.contains("restored") == true)
      let trail = try await programme.actions()
      #expect(trail.filter { $0 == "hold.add" }.count == 2)
      #expect(trail.filter { $0 == "record.withdraw" }.count == 2)
      #expect(!trail.contains("record.erase"))
      #expect(try await areKept(programme) == [true])
      #expect(try await engagement.endHold(hold, as: programme.steward, origin: .cli) == 1)
      #expect(try await areKept(programme) == [false])
      #expect(try await programme.database.tables(holding: "Cold") == [])
    }
  }

  @Test(arguments: [false, true])
  func `what was erased before there was a hold, and after it, is erased again`(
    wasHeldYesterday: Bool
  ) async throws {
    try await withProgramme { programme in
      let engagement = programme.engagement
      func hold() async throws -> String {
        try await engagement.hold(
          record: nil, survey: "warm-rooms", reason: "A court asked", as: programme.steward,
          origin: .cli)
      }
      func withdraw(_ code: UInt8) async throws {
        _ = try await engagement.withdraw(receipt(programme, code), origin: .http)
      }
      for code in [0xa1, 0xa2, 0xa3] as [UInt8] { _ = try await record(programme, receipt: code) }
      var id = wasHeldYesterday ? try await hold() : ""
      try await programme.database.keepForTomorrow()
      try await withdraw(0xa1)
      if !wasHeldYesterday { id = try await hold() }
      try await withdraw(0xa2)
      try await change(programme, 0xa3, ["analyse_sensitive": false])
      #expect(
        try await engagement.endHold(id, as: programme.steward, origin: .cli)
          == (wasHeldYesterday ? 3 : 2))
      let list = try await list(programme)
      try await programme.database.restoreYesterday()
      let done = try await engagement.replay(list)
      #expect(done.holdsSet == (wasHeldYesterday ? 0 : 1) && done.holdsEnded == 1)
      #expect(done.erased == 2 && done.changed == 1)
      #expect(try await !engagement.isBehind(list))
      #expect(try await programme.database.tables(holding: "\"danger\"") == [])
      #expect(try await programme.database.tables(holding: "Cold 163") != [])
      #expect(try await programme.database.tables(holding: "Cold 161") == [])
      #expect(try await programme.database.tables(holding: "Cold 162") == [])
    }
  }
}
