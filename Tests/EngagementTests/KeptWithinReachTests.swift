// What one person answered in a conversation, when the conversation is erased or held before it: their code reaches
// what is kept, and a dry run says what the run then does.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct KeptWithinReachTests {
  private func withNeighbours(_ body: (Programme) async throws -> Void) async throws {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()], body)
  }

  private func late(_ programme: Programme) -> Engagement {
    let now = Date(timeIntervalSinceNow: 3 * 365.25 * 86_400)
    return Engagement(
      database: programme.database.application, catalog: programme.engagement.catalog,
      surroundings: Surroundings(
        now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes))
  }

  private func log(_ programme: Programme, people: Int = 1, code: String = "ab") async throws
    -> UUID
  {
    let id = UUID()
    _ = try await programme.engagement.log(
      [
        "id": .string(id.uuidString.lowercased()), "survey": "neighbours", "held_on": "2026-10-01",
        "setting": "home", "how": people == 1 ? "phone" : "group",
        "people": .number(Double(people)),
        "consent": [
          "form": "spoken", "scopes": ["analyse": true],
          "receipt_hash": .string(String(repeating: code, count: 32)),
        ],
        "answers": ["matters": "Canaryconversation."],
      ], as: programme.researcher, origin: .http)
    return id
  }

  private func answer(
    _ programme: Programme, in conversation: UUID, code: String? = nil
  ) async throws -> UUID {
    let id = UUID()
    var body = Programme.response(id, answers: ["warm": "no", "story": "Canarystory."])
    body["conversation"] = .string(conversation.uuidString.lowercased())
    if let code {
      body["consent"] = .object(
        (body["consent"]?.object ?? [:]).with([
          "receipt_hash": .string(String(repeating: code, count: 32))
        ]))
    }
    let sent = body
    _ = try await programme.engagement.record(
      sent, survey: "warm-rooms", as: programme.researcher, origin: .http)
    return id
  }

  private func receipt(_ programme: Programme, _ byte: UInt8 = 0xab) async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: byte, count: 32), from: "test")
  }

  private func hold(_ record: UUID, _ programme: Programme) async throws -> String {
    try await programme.engagement.hold(
      record: record.uuidString, survey: nil, reason: "A court asked", as: programme.steward,
      origin: .cli)
  }

  private func held(_ programme: Programme, _ byte: UInt8 = 0xab) async throws -> [String] {
    try await programme.engagement.held(receipt(programme, byte), origin: .http)["records"]?.array?
      .compactMap { $0["id"]?.string } ?? []
  }

  @Test func `R39 what a hold keeps of a conversation that went stays within reach of its code`()
    async throws
  {
    try await withNeighbours { programme in
      let conversation = try await log(programme)
      let response = try await answer(programme, in: conversation)
      let hold = try await hold(response, programme)
      _ = try await late(programme).retain(
        isDryRun: false, as: programme.steward, origin: .cli)
      #expect(try await programme.database.tables(holding: "Canaryconversation") == [])
      #expect(try await held(programme) == [response.text])
      // What they say with the code from now on goes for it.
      let gone = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      #expect(gone["held"] == 1 && gone["erased"] == 0)
      try await programme.engagement.endHold(hold, as: programme.steward, origin: .cli)
      #expect(try await programme.database.tables(holding: "Canarystory") == [])
      #expect(try await held(programme).isEmpty)
    }
  }

  @Test
  func `R36 a response that a hold keeps is shown to whoever takes its conversation back as kept`()
    async throws
  {
    try await withNeighbours { programme in
      let conversation = try await log(programme)
      let response = try await answer(programme, in: conversation)
      let hold = try await hold(response, programme)
      let gone = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      #expect(gone["held"] == 1 && gone["erased"] == 1)
      let shown = try await programme.engagement.held(receipt(programme), origin: .http)
      let record = try #require(shown["records"]?.array?.first)
      #expect(record["id"]?.string == response.text && record["kept_because"] == "legal_duty")
      #expect(shown["gone_at"]?.string != nil)
      try await programme.engagement.endHold(hold, as: programme.steward, origin: .cli)
      #expect(try await held(programme).isEmpty)
    }
  }

  @Test func `R36 a code of its own still opens a response whose conversation went, and no other`()
    async throws
  {
    try await withNeighbours { programme in
      let conversation = try await log(programme)
      let response = try await answer(programme, in: conversation, code: "cd")
      let group = try await log(programme, people: 4, code: "ef")
      let theirs = try await answer(programme, in: group)
      for id in [response, theirs] { _ = try await hold(id, programme) }
      _ = try await late(programme).retain(
        isDryRun: false, as: programme.steward, origin: .cli)
      #expect(try await programme.database.tables(holding: "Canaryconversation") == [])
      #expect(try await held(programme, 0xcd) == [response.text])
      // Of a group nobody's code opens what one of them answered.
      #expect(try await held(programme, 0xef).isEmpty)
    }
  }

  @Test(arguments: [1, 3])
  func `R39 a hold on a conversation keeps what its one person answered in it`(people: Int)
    async throws
  {
    try await withNeighbours { programme in
      let conversation = try await log(programme, people: people)
      let response = try await answer(programme, in: conversation, code: "cd")
      let hold = try await hold(conversation, programme)
      let lines = try await late(programme).retain(
        isDryRun: false, as: programme.steward, origin: .cli)
      let erased = lines.compactMap { $0["erased"]?.number }.reduce(0, +)
      #expect(erased == (people == 1 ? 0 : 1))
      #expect(try await held(programme, 0xcd) == (people == 1 ? [response.text] : []))
      guard people == 1 else { return }
      let refused = await problem {
        try await programme.engagement.erase(
          response.uuidString, because: .legalDuty, as: programme.steward, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.held.rawValue)
      let gone = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      #expect(gone["held"] == 2 && gone["erased"] == 0)
      let count = try await programme.engagement.endHold(
        hold, as: programme.steward, origin: .cli)
      #expect(count == 2)
      #expect(try await programme.database.tables(holding: "Canarystory") == [])
    }
  }

  @Test func `R39 a dry run says what the run then erases, with what goes along and what is held`()
    async throws
  {
    try await withNeighbours { programme in
      // Goes along; has a code and is due itself; is held; belongs to a group; stands alone.
      for code in [nil, "01", nil] as [String?] {
        let conversation = try await log(programme, code: code == nil ? "ab" : "02")
        let response = try await answer(programme, in: conversation, code: code)
        if code != nil { _ = try await hold(response, programme) }
      }
      let group = try await log(programme, people: 5, code: "03")
      _ = try await answer(programme, in: group)
      try await programme.record(2, ["warm": "yes"])
      let kept = try await log(programme, code: "04")
      _ = try await answer(programme, in: kept)
      let hold = try await hold(kept, programme)
      func run(_ isDryRun: Bool) async throws -> [JSONObject] {
        try await late(programme).retain(
          isDryRun: isDryRun, as: programme.steward, origin: .cli)
      }
      let (said, done) = (try await run(true), try await run(false))
      #expect(said.map { $0["survey"] } == ["neighbours", "warm-rooms"])
      for key in ["survey", "due", "held", "along"] {
        #expect(said.map { $0[key] } == done.map { $0[key] }, "\(key)")
      }
      #expect(said.map { $0["erased"] } == [0, 0])
      for line in done {
        let (due, held) = (line["due"]?.number ?? 0, line["held"]?.number ?? 0)
        #expect(line["erased"]?.number == due - held + (line["along"]?.number ?? 0))
      }
      #expect(said.map { $0["along"] } == [2, 0] && said.map { $0["held"] } == [1, 2])
      try await programme.engagement.endHold(hold, as: programme.steward, origin: .cli)
    }
  }

  @Test func `what went along with a conversation is told of under its code`() async throws {
    try await withNeighbours { programme in
      let conversation = try await log(programme)
      _ = try await answer(programme, in: conversation)
      _ = try await programme.engagement.withdraw(receipt(programme), origin: .http)
      let codes = try await programme.database.superuser.withConnection { connection in
        try connection.query("select encode(receipt_hash, 'hex') as code from hark.tombstone") {
          row in try row.get("code", as: String?.self)
        }
      }
      #expect(codes.count == 2 && Set(codes).count == 1 && !codes.contains(nil))
    }
  }
}
