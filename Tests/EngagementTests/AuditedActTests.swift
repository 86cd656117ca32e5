// Every act is recorded with it or not at all, and so is every try at what somebody may not do.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Synchronization
import TestSupport
import Testing

@Suite struct AuditedActTests {
  @Test func `R32 each act on identifiable data, rights and releases leaves exactly one event`()
    async throws
  {
    try await withProgramme { programme in
      let administration = Administration(
        database: programme.database.application, owner: programme.database.owner)
      let engagement = programme.engagement
      let folder = checkout.appendingPathComponent("surveys").path
      let shipped = Engagement(
        database: programme.database.application,
        catalog: { ModuleCatalog.load(folders: [folder]) })
      let administrator = programme.partnership.principal(.administrator)
      let talk = UUID()
      let acts: [(String, @Sendable () async throws -> Void)] = [
        (
          "account.add",
          {
            _ = try await administration.addAccount(
              "sam", roles: [.researcher], partnership: nil, as: administrator, origin: .cli)
          }
        ),
        (
          "token.add",
          {
            _ = try await administration.issueToken(
              account: "sam", role: .researcher, label: "", days: 1, as: administrator, origin: .cli
            )
          }
        ),
        ("response.record", { try await programme.record(1, ["warm": "yes"]) }),
        (
          "survey.publish",
          {
            _ = try await shipped.publish(
              "open-conversation", as: programme.coordinator, origin: .cli)
          }
        ),
        (
          "conversation.record",
          {
            _ = try await engagement.log(
              Self.conversation(talk), as: programme.researcher, origin: .http)
          }
        ),
        (
          "conversation.read",
          {
            _ = try await engagement.conversation(
              talk.uuidString, as: programme.coordinator, origin: .http)
          }
        ),
        (
          "survey.close",
          {
            _ = try await engagement.close("warm-rooms", as: programme.coordinator, origin: .cli)
          }
        ),
        (
          "survey.reopen",
          {
            _ = try await engagement.reopen("warm-rooms", as: programme.coordinator, origin: .cli)
          }
        ),
      ]
      for (action, act) in acts {
        let before = try await programme.actions()
        try await act()
        let after = try await programme.actions()
        #expect(Array(after.dropFirst(before.count)) == [action])
      }
    }
  }

  @Test func `R32 an act whose event cannot be written does not happen`() async throws {
    try await withProgramme { programme in
      try await programme.database.superuser.withConnection { connection in
        try connection.runScript(
          """
          create function public.refuse() returns trigger language plpgsql as
            $$ begin raise exception 'no room'; end $$;
          create trigger refuse before insert on hark.audit_event
            for each row execute function public.refuse();
          """)
      }
      let problem = await problem { try await programme.record(1, ["warm": "yes"]) }
      #expect(problem != nil)
      let list = try await programme.engagement.responses(
        survey: "warm-rooms", after: nil, limit: 10, as: programme.coordinator)
      #expect(list.items.isEmpty)
    }
  }

  @Test func `R32 an act that is refused leaves no event of its own`() async throws {
    try await withProgramme { programme in
      let before = try await programme.actions()
      let problem = await problem { try await programme.record(1, ["warm": "perhaps"]) }
      #expect(problem != nil)
      #expect(try await programme.actions() == before)
    }
  }

  @Test func `R32 the same refusal is recorded once a minute, with how many there were`()
    async throws
  {
    try await withProgramme { programme in
      let clock = HeldClock()
      let engagement = Engagement(
        database: programme.database.application, catalog: programme.engagement.catalog,
        surroundings: Surroundings(
          now: { clock.now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes))
      func tryIt(_ times: Int, _ principal: Principal, _ act: String = "POST /x") async throws {
        for _ in 0..<times {
          try await engagement.recordRefusal(of: act, as: principal, origin: .http)
        }
      }
      try await tryIt(50, programme.commissioner)
      try await tryIt(1, programme.commissioner, "POST /y")
      try await tryIt(1, programme.researcher)
      clock.advance(61)
      try await tryIt(1, programme.commissioner)
      let events = try await programme.database.application.transaction(as: programme.steward) {
        connection in
        try connection.query(
          """
          select role || ' ' || record_id || ' ' || (detail ->> 'times') as line
          from hark.audit_event where action = 'access.refuse' order by position
          """
        ) { row in try row.get("line", as: String.self) }
      }
      #expect(
        events == [
          "commissioner POST /x 1", "commissioner POST /y 1", "researcher POST /x 1",
          "commissioner POST /x 50",
        ])
    }
  }

  private static func conversation(_ id: UUID) -> JSONObject {
    [
      "id": .string(id.uuidString.lowercased()), "survey": "open-conversation",
      "held_on": "2026-10-01", "setting": "home", "how": "in_person", "people": 1,
      "language": "en", "interpreter": false,
      "consent": ["form": "spoken", "scopes": ["analyse": true]],
      "answers": [:],
    ]
  }
}

extension Programme {
  /// What was done, in order.
  func actions() async throws -> [String] {
    try await database.application.transaction(as: steward) { connection in
      try connection.query("select action from hark.audit_event order by position") { row in
        try row.get("action", as: String.self)
      }
    }
  }
}

/// A clock that moves when it is told to.
private final class HeldClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

  var now: Date { time.withLock { $0 } }

  func advance(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
