// A record comes in at the moment when its person takes something back: whichever is first, nothing of it stands
// that was taken back.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct TakenBackMeanwhileTests {
  /// How a record belongs to the person who takes something back.
  enum Belonging: CaseIterable {
    case alone, streamed, filed, inTheirConversation
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
      let late = Late(programme: programme, belonging: belonging)
      try await late.begin()
      try await body(late)
    }
  }

  /// Does two things at once: the first is held up where it writes to a table, until the second waits or is done.
  private func atOnce<First: Sendable, Second: Sendable>(
    _ database: TestDatabase, heldAt table: String,
    _ first: @escaping @Sendable () async throws -> First,
    _ second: @escaping @Sendable () async throws -> Second
  ) async throws -> (First, Second) {
    let tasks = try await database.superuser.withTransaction { connection in
      try connection.runScript("lock table hark.\(table) in share mode")
      let hasEnded = Mutex(false)
      let one = Task {
        defer { hasEnded.withLock { $0 = true } }
        return try await first()
      }
      try await database.waitForBlockedStatement(unless: hasEnded)
      let isDone = Mutex(false)
      let two = Task {
        defer { isDone.withLock { $0 = true } }
        return try await second()
      }
      try await database.waitForBlockedStatement(2, unless: isDone)
      return (one, two)
    }
    return try await (tasks.0.value, tasks.1.value)
  }

  @Test(arguments: Belonging.allCases, TakenBack.allCases)
  func `R36 a record that was just being stored goes with what its person takes back`(
    belonging: Belonging, what: TakenBack
  ) async throws {
    try await withLate(belonging) { late in
      // Stored but for the trail, and not seen by anybody yet.
      let (refused, _) = try await atOnce(
        late.programme.database, heldAt: "audit_event", { try await late.send() },
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
      let (_, refused) = try await atOnce(
        late.programme.database, heldAt: what == .everything ? "tombstone" : "consent_change",
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
      let (_, refused) = try await atOnce(
        programme.database, heldAt: "tombstone", { try await late.takeBack(.everything) },
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
      let (refused, _) = try await atOnce(
        programme.database, heldAt: "audit_event", { try await late.send() },
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
      let (refused, edited) = try await atOnce(
        programme.database, heldAt: "audit_event", { try await late.send() },
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
}
