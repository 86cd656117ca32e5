// What people are told about their data, and what becomes of their complaints.

import Engagement
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct PrivacyTests {
  /// An engagement whose clock stands where the test puts it.
  private func engagement(_ programme: Programme, after days: Double = 0) -> Engagement {
    let now = Date().addingTimeInterval(days * 86_400)
    return Engagement(
      database: programme.database.application, catalog: programme.engagement.catalog,
      surroundings: Surroundings(
        now: { now }, identifier: { UUID() }, randomBytes: Surroundings.live.randomBytes),
      vault: programme.engagement.vault)
  }

  private func withVault(_ body: (Programme) async throws -> Void) async throws {
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withProgramme(vault: Vault(masters: { keys }), body)
  }

  private static var filled: JSONObject {
    JSONObject(PrivacyNotice.parts.map { ($0.id, .string($0.words ?? "Example District.")) })
  }

  @Test func `a notice without words in every part is refused, and all of them are named`()
    async throws
  {
    try await withProgramme { programme in
      let refused = await problem {
        _ = try await programme.engagement.setPrivacyNotice(
          try PrivacyNotice.read(PrivacyNotice.template), as: programme.steward, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.noticeIncomplete.rawValue)
      for part in PrivacyNotice.parts {
        #expect(refused?.detail.contains(part.title) == (part.words == nil), "\(part.id)")
      }
      let missing = await problem {
        _ = try await programme.engagement.privacyNotice(of: "plymouth")
      }
      #expect(missing?.code == ProblemCode.notFound.rawValue)
    }
  }

  @Test func `a notice is read by anybody, and every form says where it stands`() async throws {
    try await withProgramme { programme in
      let before = try await programme.engagement.survey(
        "warm-rooms", version: nil, as: programme.researcher)
      #expect(before.json["privacy_notice"] == .null)
      var text = PrivacyNotice.template
      for part in PrivacyNotice.parts where part.words == nil {
        text = text.replacingOccurrences(
          of: "## \(part.title)\n", with: "## \(part.title)\nOur words on \(part.id).\n")
      }
      let notice = try await programme.engagement.setPrivacyNotice(
        try PrivacyNotice.read(text), as: programme.steward, origin: .cli)
      #expect(notice["revision"] == 1)
      let again = try await programme.engagement.setPrivacyNotice(
        try PrivacyNotice.read(text), as: programme.steward, origin: .cli)
      #expect(again["revision"] == 1)
      let read = try await programme.engagement.privacyNotice(of: "plymouth")
      #expect(read["parts"]?.array?.count == 12)
      #expect(read["parts"]?[0]?["text"] == "Our words on controller.")
      #expect(!JSONValue.object(read).text().contains("<!--"))
      let after = try await programme.engagement.survey(
        "warm-rooms", version: nil, as: programme.researcher)
      #expect(
        after.json["privacy_notice"]?["href"] == "/api/v1/partnerships/plymouth/privacy-notice")
      #expect(after.tag != before.tag)
      let changed = try await programme.engagement.setPrivacyNotice(
        Self.filled, as: programme.steward, origin: .cli)
      #expect(changed["revision"] == 2)
    }
  }

  @Test func `a notice is a steward's to write`() async throws {
    try await withProgramme { programme in
      let refused = await problem {
        _ = try await programme.engagement.setPrivacyNotice(
          Self.filled, as: programme.coordinator, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.notAllowed.rawValue)
    }
  }

  @Test func `R42 a complaint that waits longer than 30 days is overdue, until it is answered`()
    async throws
  {
    try await withVault { programme in
      let raised = try await programme.engagement.raiseComplaint(
        ["partnership": "plymouth", "text": "Zanzibarine", "contact": "Zanzibarine road"],
        from: "203.0.113.9", origin: .http)
      let id = try #require(raised["id"]?.string)
      #expect(try await programme.database.tables(holding: "Zanzibarine") == [])
      func says(_ word: String, _ days: Double) async throws -> JSONValue? {
        try await engagement(programme, after: days).complaints(
          status: nil, after: nil, limit: 10, as: programme.steward, origin: .http
        ).items.first?[word]
      }
      func overdue(_ days: Double) async throws -> JSONValue? { try await says("overdue", days) }
      // A week before its time is over whoever looks is told.
      for (days, isSoon) in [(22.9, false), (23.1, true), (29.9, true), (30.1, false)] {
        #expect(try await says("due_soon", days) == .bool(isSoon), "after \(days) days")
        let state = try await engagement(programme, after: days).privacyState().first
        #expect(state?.dueSoon == (isSoon ? 1 : 0), "after \(days) days")
      }
      #expect(try await overdue(29.9) == false)
      #expect(try await overdue(30.1) == true)
      #expect(try await engagement(programme, after: 30.1).privacyState().first?.overdue == 1)
      let shown = try await programme.engagement.complaint(
        id, as: programme.steward, origin: .http)
      #expect(shown["text"] == "Zanzibarine" && shown["contact"] == "Zanzibarine road")
      let early = await problem {
        _ = try await programme.engagement.closeComplaint(
          id, ["outcome": "upheld"], as: programme.steward, origin: .http)
      }
      #expect(early?.code == ProblemCode.complaintMoved.rawValue)
      _ = try await programme.engagement.acknowledgeComplaint(
        id, as: programme.steward, origin: .http)
      let answered = try await programme.engagement.answerComplaint(
        id, ["answer": "Zanzibarine was told."], as: programme.steward, origin: .http)
      #expect(answered["answer"] == "Zanzibarine was told.")
      #expect(try await overdue(40) == false)
      #expect(try await says("due_soon", 25) == false)
      _ = try await programme.engagement.closeComplaint(
        id, ["outcome": "upheld"], as: programme.steward, origin: .http)
      #expect(try await programme.database.tables(holding: "Zanzibarine") == [])
    }
  }

  @Test func `a complaint is for stewards alone, and every look is written down`() async throws {
    try await withVault { programme in
      let raised = try await programme.engagement.raiseComplaint(
        ["partnership": "plymouth", "text": "Nobody told me."], from: "here", origin: .http)
      let id = try #require(raised["id"]?.string)
      let again = await problem {
        _ = try await programme.engagement.raiseComplaint(
          ["partnership": "plymouth", "id": .string(id), "text": "Nobody told me."], from: "here",
          origin: .http)
      }
      #expect(again?.code == "H023" && again?.detail.contains("has arrived already") == true)
      for role in [Storage.Role.researcher, .coordinator, .commissioner, .administrator] {
        let refused = await problem {
          _ = try await programme.engagement.complaint(
            id, as: programme.partnership.principal(role), origin: .http)
        }
        #expect(refused?.code == ProblemCode.notAllowed.rawValue)
        let rows = try await programme.database.application.transaction(
          as: programme.partnership.principal(role)
        ) { connection in try ComplaintQueries.list(on: connection).count }
        #expect(rows == 0)
      }
      let another = try await programme.database.addPartnership(slug: "another")
      let unknown = await problem {
        _ = try await programme.engagement.complaint(
          id, as: another.principal(.steward), origin: .http)
      }
      #expect(unknown?.code == ProblemCode.notFound.rawValue)
      _ = try await programme.engagement.complaint(id, as: programme.steward, origin: .http)
      let looks = try await programme.database.superuser.withConnection { connection in
        try connection.first(
          """
          select count(*) as number from hark.audit_event
          where action in ('complaint.raise', 'complaint.read') and lower(record_id) = \(id)
          """
        ) { row in try row.get("number", as: Int.self) }
      }
      #expect(looks == 2)
    }
  }

  @Test func `who sends complaint after complaint has to wait, and nobody else does`() async throws
  {
    try await withVault { programme in
      func raise(_ address: String) async -> Problem? {
        await problem {
          _ = try await programme.engagement.raiseComplaint(
            ["partnership": "plymouth", "text": "Again."], from: address, origin: .http)
        }
      }
      for _ in 0..<5 { #expect(await raise("203.0.113.9") == nil) }
      let slowed = await raise("203.0.113.9")
      #expect(slowed?.code == ProblemCode.complaintsTooMany.rawValue && slowed?.retryAfter != nil)
      #expect(await raise("198.51.100.7") == nil)
    }
  }

  @Test func `R39 a complaint that was closed three years ago goes, with its key`() async throws {
    try await withVault { programme in
      let raised = try await programme.engagement.raiseComplaint(
        ["partnership": "plymouth", "text": "Nobody told me."], from: "here", origin: .http)
      let id = try #require(raised["id"]?.string)
      _ = try await programme.engagement.closeComplaint(
        id, ["outcome": "withdrawn"], as: programme.steward, origin: .http)
      let early = try await engagement(programme, after: 1_000).retain(
        isDryRun: false, as: programme.steward, origin: .cli)
      #expect(early.isEmpty)
      let later = engagement(programme, after: 1_100)
      let dry = try await later.retain(isDryRun: true, as: programme.steward, origin: .cli)
      #expect(dry.first?["due"] == 1 && dry.first?["erased"] == 0)
      let run = try await later.retain(isDryRun: false, as: programme.steward, origin: .cli)
      #expect(run.first?["erased"] == 1)
      #expect(try await programme.engagement.keyState().isEmpty)
    }
  }
}
