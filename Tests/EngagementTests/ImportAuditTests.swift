// The audit trail of records that come in together: an event for many names each of them, and each is found by
// its id, with whoever recorded it.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ImportAuditTests {
  @Test func `every imported record is found in the trail by its id, in one event`() async throws {
    try await withProgramme { programme in
      let ids = (0..<600).map { _ in UUID().uuidString.lowercased() }
      let rows = ids.map { "\($0),yes,old,yes" }.joined(separator: "\n")
      let (summary, _) = try await importing(
        Array(("_id,consent.analyse,age,warm\n" + rows).utf8), programme)
      #expect(summary.stored == 600)

      let all = try await programme.trail(TrailFilter(action: "response.record"))
      let counts = all.compactMap { $0["detail"]?["count"]?.int }
      #expect(counts == [250, 250, 100])
      #expect(Set(all.compactMap { $0["record"]?.string }).count == 1)
      #expect(all.allSatisfy { $0["detail"]?["ids"] == nil && $0["kind"] == "batch" })
      for id in [ids[0], ids[250], ids[599].uppercased()] {
        let events = try await programme.trail(TrailFilter(record: id))
        #expect(events.count == 1, "\(id)")
      }
      let nobody = try await programme.trail(TrailFilter(record: UUID().uuidString))
      #expect(nobody.isEmpty)
    }
  }

  @Test func `records of several people in one event are found each with whoever recorded it`()
    async throws
  {
    try await withProgramme { programme in
      let (kim, sam) = (try await programme.person("kim"), try await programme.person("sam"))
      let ids = (0..<4).map { _ in UUID() }
      let accounts = zip(ids, [kim, sam, kim, sam]).map { ($0, $1.account) }
      try await programme.shareEvent(ids, Dictionary(uniqueKeysWithValues: accounts), [kim, sam])
      for (id, name) in zip(ids, ["kim", "sam", "kim", "sam"]) {
        let events = try await programme.trail(TrailFilter(record: id.uuidString))
        #expect(events.map { $0["account"] } == [.string(name)])
        #expect(events.map { $0["action"] } == ["response.record"])
      }
      let all = try await programme.trail(TrailFilter(action: "response.record"))
      #expect(all.map { $0["account"] } == ["kim, sam"])
      #expect(all.map { $0["detail"] } == [["kind": "response", "count": 4]])
      #expect(all.map { $0["role"] } == ["researcher"])
      let own = try await programme.trail(TrailFilter(account: "sam"))
      #expect(own.map { $0["account"] } == ["sam"])
      #expect(try await programme.trail(TrailFilter(account: "nobody")).isEmpty)
    }
  }

  @Test func `a coordinator finds what they did in an event that they share, and only their name`()
    async throws
  {
    try await withProgramme { programme in
      var people: [Principal] = []
      for name in ["kim", "sam", "lee"] {
        people.append(try await programme.person(name, .coordinator))
      }
      let ids = (0..<2).map { _ in UUID() }
      try await programme.shareEvent(
        ids, [ids[0]: people[0].account, ids[1]: people[1].account], people)
      func names(_ reader: Principal) async throws -> [JSONValue?] {
        try await programme.trail(TrailFilter(action: "response"), as: reader)
          .map { $0["account"] }
      }
      #expect(try await names(people[0]) == ["kim"])
      #expect(try await names(people[1]) == ["sam"])
      #expect(try await names(people[2]).isEmpty)
    }
  }

  @Test func `an event of one person's records is theirs as if they came in one by one`()
    async throws
  {
    try await withProgramme { programme in
      let kim = try await programme.person("kim")
      let ids = (0..<2).map { _ in UUID() }
      try await programme.shareEvent(ids, [ids[0]: kim.account, ids[1]: kim.account], [kim])
      let owner = try await programme.database.superuser.withConnection { connection in
        try connection.query(
          "select created_by from hark.audit_event where record_kind = 'batch'"
        ) { row in try row.get("created_by", as: UUID?.self) }
      }
      #expect(owner == [kim.account])
    }
  }

  @Test func `records that come in alone have an event each`() async throws {
    try await withProgramme { programme in
      try await programme.record(2, ["warm": "yes"])
      let events = try await programme.trail(TrailFilter(action: "response.record"))
      #expect(events.count == 2 && events.allSatisfy { $0["kind"] == "response" })
    }
  }
}

extension Programme {
  fileprivate func trail(
    _ filter: TrailFilter, as reader: Principal? = nil
  ) async throws -> [JSONObject] {
    try await engagement.auditTrail(
      filter, after: nil, limit: 1_000, as: reader ?? steward, origin: .cli
    ).items.compactMap(\.object)
  }

  /// Adds the event of records that people stored in one transaction.
  fileprivate func shareEvent(
    _ ids: [UUID], _ accounts: [UUID: UUID], _ people: [Principal]
  ) async throws {
    let group = try #require(RecordingGroup(people))
    try await database.application.transaction(recordingFor: group) { connection in
      try AuditQueries.insert(
        AuditEvent(
          action: "response.record", recordKind: "response",
          recordIDs: ids.map { $0.uuidString.lowercased() }, origin: .http),
        of: ids, by: .accounts(accounts), on: connection)
    }
  }
}
