// A token that signed somebody in a moment ago is looked up with the record; it opens nothing by itself.

import Foundation
import HTTPTypes
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct RememberedTokenTests {
  private func conversation(_ id: String, _ text: String = "A made-up answer.") -> String {
    """
    {"id": "\(id)", "held_on": "2026-10-01", "setting": "home", "how": "phone",
     "consent": {"form": "spoken", "scopes": {"analyse": true}},
     "answers": {"what_matters": "\(text)"}}
    """
  }

  @Test(arguments: [false, true])
  func `a token revoked a moment ago stores nothing and is told nothing`(
    overSocket: Bool
  ) async throws {
    try await withService(overSocket: overSocket) { service, database in
      let path = "/api/v1/conversations"
      let ids = (0..<4).map { _ in UUID().uuidString.lowercased() }
      for id in ids.prefix(2) {
        let stored = try await service.send(.post, path, as: .researcher, conversation(id))
        #expect(stored.status == 201)
      }
      let refused = try await service.send(.post, path, as: .researcher, "{")
      #expect(refused.status == 400)
      try await database.superuser.withConnection { connection in
        try connection.execute("update hark.token set revoked_at = now() where role = 'researcher'")
      }
      // A new record, one that is stored, one that is not JSON, and a query that is none.
      for (address, body) in [
        (path, conversation(ids[2])), (path, conversation(ids[0])), (path, "{"),
        (path + "?after=x", conversation(ids[3])), (path, conversation(ids[3])),
      ] {
        let answer = try await service.send(.post, address, as: .researcher, body)
        #expect(answer.status == 401)
        #expect(answer.body?["code"] == "H001")
      }
      let stored = try await database.superuser.withConnection { connection in
        try connection.execute("select from hark.submission")
      }
      #expect(stored == 2)
    }
  }

  @Test(
    arguments: [
      "update hark.account set disabled_at = now()",
      "update hark.membership set ended_at = now() where role = 'researcher'",
      "update hark.token set expires_at = now() where role = 'researcher'",
      "delete from hark.token where role = 'researcher'",
      """
      set local session_replication_role = replica;
      update hark.token set revoked_at = now() where role = 'researcher'
      """,
    ], [false, true])
  func `whatever takes a token's power away takes it at once`(
    _ change: String, overSocket: Bool
  ) async throws {
    try await withService(overSocket: overSocket) { service, database in
      let path = "/api/v1/conversations"
      func send() async throws -> Int {
        try await service.send(
          .post, path, as: .researcher, conversation(UUID().uuidString.lowercased())
        ).status
      }
      #expect(try await send() == 201)
      #expect(try await send() == 201)
      try await database.superuser.withTransaction { connection in
        try connection.runScript(change)
      }
      #expect(try await send() == 401)
      // The coordinator is the same account, with a token of its own.
      let other = try await service.send(
        .post, path, as: .coordinator, conversation(UUID().uuidString.lowercased()))
      #expect(other.status == (change.contains("hark.account") ? 401 : 201))
    }
  }

  @Test(arguments: [false, true])
  func `of records that come at once those of a revoked token alone are refused`(
    overSocket: Bool
  ) async throws {
    try await withService(overSocket: overSocket) { service, database in
      let path = "/api/v1/conversations"
      for role in [Role.researcher, .coordinator] {
        let answer = try await service.send(
          .post, path, as: role, conversation(UUID().uuidString.lowercased()))
        #expect(answer.status == 201)
      }
      try await database.superuser.withConnection { connection in
        try connection.execute("update hark.token set revoked_at = now() where role = 'researcher'")
      }
      let answers = try await withThrowingTaskGroup(of: (Role, Int).self) { group in
        for number in 0..<24 {
          let role = number.isMultiple(of: 3) ? Role.researcher : .coordinator
          group.addTask {
            let answer = try await service.send(
              .post, path, as: role, conversation(UUID().uuidString.lowercased()))
            return (role, answer.status)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { role, status in status == (role == .researcher ? 401 : 201) })
      let stored = try await database.superuser.withConnection { connection in
        try connection.execute("select from hark.submission")
      }
      #expect(stored == 18)
    }
  }

  @Test(arguments: [false, true])
  func `who may not store is refused with their name in the trail, remembered or not`(
    overSocket: Bool
  ) async throws {
    try await withService(overSocket: overSocket) { service, database in
      for _ in 1...2 {
        let answer = try await service.send(
          .post, "/api/v1/conversations", as: .commissioner,
          conversation(UUID().uuidString.lowercased()))
        #expect(answer.status == 403)
      }
      let refusals = try await database.superuser.withConnection { connection in
        try connection.execute("select from hark.audit_event where role = 'commissioner'")
      }
      #expect(refusals >= 1)
    }
  }
}
