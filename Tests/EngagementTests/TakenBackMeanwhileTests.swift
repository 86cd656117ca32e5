// A record comes in at the moment when its person takes something back: whichever is first, nothing of it stands
// that was taken back.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct TakenBackMeanwhileTests {
  /// How a record belongs to the person who takes something back.
  enum Belonging: CaseIterable {
    case alone, streamed, filed, inTheirConversation, throughLink
  }

  /// What they take back.
  enum TakenBack: CaseIterable {
    case everything, quoting
  }

  private static let story = "Canarystory."

  /// A person with a first record under a code, and a late one on its way.
  private struct Late {
    let programme: Programme
    let belonging: Belonging
    /// Of a public link.
    let token: String
    let id = UUID()
    let conversation = UUID()

    var body: JSONObject {
      var body = Programme.response(
        id, answers: ["warm": "no", "story": .string(TakenBackMeanwhileTests.story)],
        consent: ["analyse", "quote"])
      if belonging == .inTheirConversation {
        body["conversation"] = .string(conversation.text)
      } else {
        body["consent"] = .object(
          (body["consent"]?.object ?? [:]).with([
            "receipt_hash": .string(String(repeating: "ab", count: 32))
          ]))
      }
      return body
    }

    /// The conversation under whose code the late record comes.
    func begin() async throws {
      _ = try await programme.engagement.log(
        [
          "id": .string(conversation.text), "survey": "neighbours", "held_on": "2026-10-01",
          "setting": "home", "how": "phone", "people": 1,
          "consent": [
            "form": "spoken", "scopes": ["analyse": true, "quote": true],
            "receipt_hash": .string(String(repeating: "ab", count: 32)),
          ],
          "answers": ["matters": "A bench"],
        ], as: programme.researcher, origin: .http)
    }

    /// Sends it; nil: it came in.
    func send() async throws -> Problem? {
      let (engagement, researcher, body) = (programme.engagement, programme.researcher, body)
      switch belonging {
      case .alone, .inTheirConversation:
        return await problem {
          _ = try await engagement.record(
            body, survey: "warm-rooms", as: researcher, origin: .http)
        }
      case .streamed:
        var batch = try engagement.recordingBatch(as: researcher, origin: .http)
        var answers = try await batch.take(
          .success(body.with(["survey": "warm-rooms"])), size: 1_000)
        answers += try await batch.finish()
        return answers.compactMap { if case .refused(let problem) = $0 { problem } else { nil } }
          .first
      case .throughLink:
        let link = try await engagement.link(token)
        return await problem { _ = try await engagement.record(body, through: link) }
      case .filed:
        var file = try await engagement.importing(
          into: "warm-rooms", ImportSettings(identity: .key, reading: .typed), as: researcher)
        var refused = try await file.take(ImportEntry(line: 1, object: body, key: "1"))
        refused += try await file.finish()
        return refused.first?.problem
      }
    }

    func takeBack(_ what: TakenBack) async throws {
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xab, count: 32), from: "test")
      switch what {
      case .everything: _ = try await programme.engagement.withdraw(receipt, origin: .http)
      case .quoting:
        _ = try await programme.engagement.changeScopes(receipt, ["quote": false], origin: .http)
      }
    }

    /// What stands of it when both are done.
    func check(_ what: TakenBack, _ refused: Problem?) async throws {
      switch what {
      case .everything:
        let tables = try await programme.database.tables(
          holding: TakenBackMeanwhileTests.story)
        #expect(tables == [])
        let left = await problem {
          _ = try await programme.engagement.response(
            id.text, as: programme.coordinator, origin: .http)
        }
        #expect(left != nil)
      case .quoting:
        #expect(refused == nil)
        let scopes = try await programme.database.application.transaction(
          as: programme.coordinator
        ) { try ConsentQueries.liveScopes(record: id, on: $0) }
        #expect(scopes == ["analyse"])
      }
    }
  }

  private func withLate(
    _ belonging: Belonging, _ body: (Late) async throws -> Void
  ) async throws {
    try await withProgramme(modules: ["neighbours": neighboursSurvey()]) { programme in
      let link = try await programme.engagement.addLink(
        to: "warm-rooms", place: nil, until: nil, most: nil, as: programme.coordinator,
        origin: .cli)
      let late = Late(programme: programme, belonging: belonging, token: link.token)
      try await late.begin()
      try await body(late)
    }
  }

  @Test(arguments: Belonging.allCases, TakenBack.allCases)
  func `R36 a record that was just being stored goes with what its person takes back`(
    belonging: Belonging, what: TakenBack
  ) async throws {
    try await withLate(belonging) { late in
      // Stored but for the trail, and not seen by anybody yet.
      let (refused, _) = try await late.programme.database.atOnce(
        heldAt: "audit_event", { try await late.send() },
        { try await late.takeBack(what) })
      #expect(refused == nil)
      try await late.check(what, refused)
    }
  }

  @Test(arguments: Belonging.allCases, TakenBack.allCases)
  func `R36 a record that comes while its person takes something back comes in without it, or not`(
    belonging: Belonging, what: TakenBack
  ) async throws {
    try await withLate(belonging) { late in
      let (_, refused) = try await late.programme.database.atOnce(
        heldAt: what == .everything ? "tombstone" : "consent_change",
        { try await late.takeBack(what) }, { try await late.send() })
      if what == .everything {
        #expect(refused != nil && refused?.code != ProblemCode.failed.rawValue)
        #expect((refused?.httpStatus ?? 500) < 500)
      }
      try await late.check(what, refused)
    }
  }

  @Test func `R36 other people's records do not wait for somebody who takes something back`()
    async throws
  {
    try await withLate(.alone) { late in
      let programme = late.programme
      let (_, refused) = try await programme.database.atOnce(
        heldAt: "tombstone", { try await late.takeBack(.everything) },
        { () -> Problem? in
          let other = Programme.response(answers: ["warm": "yes"])
          return await problem {
            _ = try await programme.engagement.record(
              other, survey: "warm-rooms", as: programme.researcher, origin: .http)
          }
        })
      #expect(refused == nil)
    }
  }

  @Test
  func `a response that is just coming to belong to a conversation goes with it for a steward`()
    async throws
  {
    try await withLate(.inTheirConversation) { late in
      let programme = late.programme
      let (refused, _) = try await programme.database.atOnce(
        heldAt: "audit_event", { try await late.send() },
        {
          try await programme.engagement.erase(
            late.conversation.text, because: .personAsked, as: programme.steward, origin: .cli)
        })
      #expect(refused == nil)
      try await late.check(.everything, refused)
    }
  }

  @Test func `an edit of how many spoke waits for a response that is just coming to belong to it`()
    async throws
  {
    try await withLate(.inTheirConversation) { late in
      let programme = late.programme
      let (refused, edited) = try await programme.database.atOnce(
        heldAt: "audit_event", { try await late.send() },
        { () -> Problem? in
          await problem {
            _ = try await programme.engagement.edit(
              .conversation, late.conversation.text, ["people": 4], made: .any,
              as: programme.researcher, origin: .http)
          }
        })
      #expect(refused == nil)
      #expect(edited?.answers.map(\.question) == ["people"])
    }
  }

  /// The same programme, so many years later.
  private func later(_ programme: Programme) -> Engagement {
    let now = Date(timeIntervalSinceNow: 3 * 365.25 * 86_400)
    return Engagement(
      database: programme.database.application, catalog: programme.engagement.catalog,
      surroundings: Surroundings(
        now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes),
      recordingWait: .seconds(60))
  }

  @Test(arguments: [true, false])
  func
    `R39 what comes to a conversation that was kept long enough goes with it, or does not come in`(
      isFirst: Bool
    ) async throws
  {
    try await withLate(.inTheirConversation) { late in
      let programme = late.programme
      let engagement = later(programme)
      var body = late.body
      body["answered_on"] = nil
      let sent = body
      @Sendable func send() async -> Problem? {
        await problem {
          _ = try await engagement.record(
            sent, survey: "warm-rooms", as: programme.researcher, origin: .http)
        }
      }
      @Sendable func retain() async throws -> Int {
        let lines = try await engagement.retain(
          isDryRun: false, as: programme.steward, origin: .cli)
        return Int(lines.first { $0["survey"] == "neighbours" }?["erased"]?.number ?? 0)
      }
      if isFirst {
        let (refused, erased) = try await programme.database.atOnce(
          heldAt: "audit_event", { await send() }, { try await retain() })
        #expect(refused == nil && erased == 2)
      } else {
        let (erased, refused) = try await programme.database.atOnce(
          heldAt: "tombstone", { try await retain() }, { await send() })
        #expect(erased == 1)
        #expect(
          refused != nil && (refused?.httpStatus ?? 500) < 500, "\(String(describing: refused))")
      }
      // Nothing stays that nobody can take back any more.
      let tables = try await programme.database.tables(holding: Self.story)
      #expect(tables == [])
    }
  }

  @Test
  func `R39 what has a receipt code of its own stays when its conversation was kept long enough`()
    async throws
  {
    try await withLate(.inTheirConversation) { late in
      let programme = late.programme
      let engagement = later(programme)
      for code in [nil, "cd"] {
        var body = late.body.with(["id": .string(UUID().text)])
        body["answered_on"] = nil
        body["consent"] = .object(
          (body["consent"]?.object ?? [:]).with([
            "receipt_hash": code.map { .string(String(repeating: $0, count: 32)) } ?? .null
          ]))
        let sent = body
        _ = try await engagement.record(
          sent, survey: "warm-rooms", as: programme.researcher, origin: .http)
      }
      let lines = try await engagement.retain(
        isDryRun: false, as: programme.steward, origin: .cli)
      #expect(lines.first { $0["survey"] == "neighbours" }?["erased"] == 2)
      let receipt = try await programme.engagement.openReceipt(
        partnership: "plymouth", hash: [UInt8](repeating: 0xcd, count: 32), from: "test")
      let held = try await programme.engagement.held(receipt, origin: .http)
      #expect(held["records"]?.array?.count == 1)
    }
  }
}
