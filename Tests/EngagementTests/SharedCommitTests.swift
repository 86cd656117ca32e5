// Records that come in together share a commit, and nothing else: not their fate, not their names.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct SharedCommitTests {
  @Test func `a record that the database refuses fails alone among thirty-one`() async throws {
    try await withProgramme { programme in
      let kim = try await programme.person("kim")
      let taken = UUID()
      _ = try await record(programme, taken, as: kim).get()
      var records = (0..<31).map { _ in Sent(UUID(), as: programme.researcher) }
      records.insert(Sent(taken, as: programme.researcher), at: 15)
      records.insert(Sent(UUID(), ["warm": "perhaps"], as: programme.researcher), at: 7)
      let (outcomes, before) = try await together(programme, records)
      for (index, outcome) in outcomes.enumerated() {
        switch index {
        case 7: #expect(failure(outcome)?.httpStatus == 422)
        case 16: #expect(failure(outcome)?.code == ProblemCode.otherContent.rawValue)
        default: #expect(failure(outcome) == nil)
        }
      }
      let stored = try await rows(programme)
      #expect(stored.count == 1 + 31 + before)
    }
  }

  @Test func `the same record twice in one batch is stored once, another under its id is refused`()
    async throws
  {
    try await withProgramme { programme in
      let id = UUID()
      let (outcomes, before) = try await together(
        programme,
        [
          Sent(id, as: programme.researcher), Sent(id, as: programme.researcher),
          Sent(id, ["warm": "no"], as: programme.researcher),
        ])
      let receipts = outcomes.compactMap { try? $0.get() }
      // Which of the two contents is first is open; each is answered by what is stored.
      #expect(Set(receipts.map(\.bytes)).count == 1)
      #expect(receipts.filter { !$0.isRepeat }.count == 1)
      #expect(
        outcomes.compactMap(failure).allSatisfy { $0.code == ProblemCode.otherContent.rawValue })
      let stored = try await rows(programme)
      #expect(stored.count == 1 + before && stored[id] != nil)
    }
  }

  @Test func `records that wait together go by what is remembered, or are looked up`()
    async throws
  {
    try await withProgramme { programme in
      let batches = programme.engagement.batches
      func sent(_ count: Int) -> [Sent] {
        (0..<count).map { _ in Sent(UUID(), as: programme.researcher) }
      }
      // The first two tell which versions there are.
      let first = sent(5)
      let (outcomes, _) = try await together(programme, first)
      #expect(outcomes.allSatisfy { failure($0) == nil })
      #expect(batches.all == [.remembered: 1])
      // One that is known is answered as it was; the others are stored.
      let (again, _) = try await together(programme, [first[2]] + sent(3))
      #expect(again.compactMap { try? $0.get().isRepeat } == [true, false, false, false])
      #expect(try again[0].get().bytes == outcomes[2].get().bytes)
      #expect(batches.all == [.remembered: 1, .inVain: 1, .lookedUp: 1])
      // Who is refused by what is remembered is refused by what is so, and nobody else.
      var mixed = sent(3)
      mixed.insert(Sent(UUID(), ["warm": "perhaps"], as: programme.researcher), at: 1)
      let (judged, _) = try await together(programme, mixed)
      #expect(judged.map { failure($0)?.httpStatus } == [nil, 422, nil, nil])
      #expect(batches.all == [.remembered: 2, .inVain: 1, .lookedUp: 1])
      let stored = try await rows(programme).count
      // What was closed a moment ago takes nothing, though it is remembered as open.
      _ = try await programme.engagement.close(
        "warm-rooms", as: programme.coordinator, origin: .cli)
      let (late, before) = try await together(programme, sent(3))
      #expect(late.allSatisfy { failure($0)?.code == ProblemCode.surveyClosed.rawValue })
      let kept = try await rows(programme).count
      #expect(before == 0 && kept == stored)
    }
  }

  @Test func `a batch goes by a mark and a token's time that hold, or not at all`() async throws {
    try await withProgramme { programme in
      let group = try #require(RecordingGroup([programme.researcher]))
      let database = programme.database.application
      let mark = try await programme.database.superuser.withConnection { connection in
        try connection.first("select sign_in_mark from hark.partnership") {
          try $0.get("sign_in_mark", as: UUID.self)
        }
      }
      let now = Date()
      let cases: [(UUID?, Date?, Bool)] = [
        (mark, nil, true), (mark, now + 600, true), (mark, now - 600, false), (UUID(), nil, false),
      ]
      for (mark, until, holds) in cases {
        let mark = try #require(mark)
        let held: Bool
        do {
          try await database.transaction(recordingFor: group) { connection in
            try SignInQueries.require(mark, until: until, on: connection)
          }
          held = true
        } catch { held = false }
        #expect(held == holds)
      }
    }
  }

  @Test(arguments: [
    "update hark.survey_version set closed_at = now(), closed_by = created_by",
    """
    set local session_replication_role = replica;
    insert into hark.survey_version (partnership_id, id, module, version, unit, basis, series, bundle,
      sha256, created_by)
    select partnership_id, gen_random_uuid(), module, '9.0.0', unit, basis, series, bundle, sha256,
      created_by from hark.survey_version
    """,
    "set local session_replication_role = replica; delete from hark.survey_version",
    "set local session_replication_role = replica; truncate hark.survey_version cascade",
  ])
  func `whatever changes the versions of a survey changes the mark`(_ change: String) async throws {
    try await withProgramme { programme in
      var marks: Set<UUID> = []
      for change in ["select 1", change, "select 1"] {
        let mark = try await programme.database.superuser.withTransaction { connection in
          try connection.runScript(change)
          return try connection.first("select sign_in_mark from hark.partnership") {
            try $0.get("sign_in_mark", as: UUID.self)
          }
        }
        if let mark { marks.insert(mark) }
      }
      #expect(marks.count == 2)
    }
  }

  @Test func `R12 several researchers in one commit each own their record and see no other`()
    async throws
  {
    try await withProgramme { programme in
      var people: [Principal] = []
      for number in 0..<8 {
        people.append(try await programme.person("person-\(number)"))
      }
      let shared = UUID()
      var records = people.map { Sent(UUID(), as: $0) }
      // Two people with one id in one batch: one of them owns it, the other learns nothing.
      records += [Sent(shared, as: people[0]), Sent(shared, as: people[1])]
      let (outcomes, _) = try await together(programme, records)
      let stored = try await rows(programme)
      for (sent, outcome) in zip(records.dropLast(2), outcomes) {
        #expect(failure(outcome) == nil)
        #expect(stored[sent.id] == sent.principal.account)
      }
      let ofShared = outcomes.suffix(2)
      #expect(ofShared.compactMap { try? $0.get() }.count == 1)
      #expect(ofShared.compactMap(failure).map(\.httpStatus) == [409])
      for table in [AuditedTable.submission, .consent, .scope, .audit] {
        let owners = try await table.owners(programme)
        for sent in records.dropLast(2) { #expect(owners[sent.id] == [sent.principal.account]) }
      }
    }
  }

  @Test func `R12 a shared transaction stores nothing for an account it does not name`()
    async throws
  {
    try await withProgramme { programme in
      let (kim, sam) = (
        try await programme.person("kim"), try await programme.person("sam")
      )
      let group = try #require(RecordingGroup([kim]))
      let id = UUID()
      let submission = SubmissionRecord(
        id: id, kind: .response, survey: "warm-rooms", source: .http,
        sha256: [UInt8](repeating: 1, count: 32), result: [])
      for (recorder, reason) in [
        (Recorder.accounts([id: sam.account]), "another account"),
        (Recorder.transaction, "no account"),
      ] {
        await #expect(throws: (any Error).self, "\(reason)") {
          try await programme.database.application.transaction(recordingFor: group) { connection in
            try SubmissionQueries.insert([submission], by: recorder, on: connection)
          }
        }
      }
      await #expect(throws: (any Error).self) {
        try await programme.database.application.transaction(recordingFor: group) { connection in
          try AuditQueries.insert(
            AuditEvent(
              action: "response.record", recordKind: "response", recordIDs: [id.uuidString],
              origin: .http),
            of: [id], by: .accounts([id: sam.account]), on: connection)
        }
      }
      #expect(RecordingGroup([kim, programme.coordinator]) == nil)
    }
  }

  @Test
  func `R43 connections killed in the middle lose nothing acknowledged and store nothing twice`()
    async throws
  {
    try await withProgramme { programme in
      let sent = (0..<240).map { _ in Sent(UUID(), as: programme.researcher) }
      let acknowledged = try await withThrowingTaskGroup(of: UUID?.self) { group in
        let killer = Task {
          while !Task.isCancelled {
            try await programme.database.superuser.withConnection { connection in
              _ = try connection.query(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where usename = 'hark_app' and datname = current_database() and query ~ 'insert'
                """
              ) { _ in 0 }
            }
          }
        }
        for record in sent {
          group.addTask {
            (try? await self.record(programme, record.id, as: record.principal).get()) == nil
              ? nil : record.id
          }
        }
        let ids = try await group.reduce(into: Set<UUID>()) { ids, id in
          if let id { ids.insert(id) }
        }
        killer.cancel()
        _ = try? await killer.value
        return ids
      }
      let stored = try await rows(programme)
      #expect(acknowledged.isSubset(of: stored.keys))
      // What was not acknowledged is sent again, and all of it is there once.
      for record in sent where !acknowledged.contains(record.id) {
        _ = try await self.record(programme, record.id, as: record.principal).get()
      }
      let whole = try await rows(programme)
      #expect(Set(whole.keys) == Set(sent.map(\.id)))
    }
  }

  @Test func `R43 shutting down waits for the batches under way and refuses the rest`() async throws
  {
    try await withProgramme { programme in
      let client = programme.database.application.client
      let sent = (0..<40).map { _ in UUID() }
      let (locked, isLocked) = AsyncStream.makeStream(of: Void.self)
      let (released, release) = AsyncStream.makeStream(of: Void.self)
      let holder = Task {
        try await programme.database.superuser.withTransaction { connection in
          try connection.execute("lock table hark.submission in access exclusive mode")
          isLocked.finish()
          for await _ in released {}
        }
      }
      for await _ in locked {}
      let acknowledged = try await withThrowingTaskGroup(of: UUID?.self) { group in
        for (index, id) in sent.enumerated() {
          group.addTask {
            let outcome = await self.record(programme, id, as: programme.researcher)
            return self.failure(outcome) == nil ? id : nil
          }
          // The first two are batches under way; the others wait for one to begin.
          while index < 2, try await blocked(programme) <= index {
            try await Task.sleep(for: .milliseconds(2))
          }
        }
        while programme.engagement.recordsWaiting < sent.count - 2 {
          try await Task.sleep(for: .milliseconds(2))
        }
        let ending = Task { await client.shutdown() }
        // It has begun when nobody is lent a connection any more.
        while true {
          do { try await client.withConnection { _ in } } catch PostgresError.closed { break } catch
          {}
        }
        #expect(try await blocked(programme) == 2)
        release.finish()
        await ending.value
        // From here on no connection is there that could store anything.
        let now = try await rows(programme)
        #expect(Set(sent.prefix(2)).isSubset(of: now.keys))
        return try await group.reduce(into: Set<UUID>()) { ids, id in
          if let id { ids.insert(id) }
        }
      }
      _ = try await holder.value
      let stored = try await rows(programme)
      #expect(acknowledged == Set(stored.keys) && acknowledged == Set(sent.prefix(2)))
    }
  }

  // MARK: - What the tests share

  private struct Sent: Sendable {
    let id: UUID
    let answers: JSONObject
    let principal: Principal

    init(_ id: UUID, _ answers: JSONObject = ["warm": "yes"], as principal: Principal) {
      (self.id, self.answers, self.principal) = (id, answers, principal)
    }
  }

  /// Who owns the rows that belong to a record, in one table.
  private enum AuditedTable {
    case submission, consent, scope, audit

    func owners(_ programme: Programme) async throws -> [UUID: Set<UUID>] {
      let select: SQL =
        switch self {
        case .submission: "select id, created_by from hark.submission"
        case .consent: "select id, created_by from hark.consent"
        case .scope: "select consent_id as id, created_by from hark.consent_scope"
        case .audit:
          """
          select record_id::uuid as id, created_by from hark.audit_event where record_kind = 'response'
          union all
          select r.id::uuid, coalesce(e.detail -> 'accounts' ->> (r.place - 1)::integer, created_by::text)::uuid
          from hark.audit_event e,
            jsonb_array_elements_text(e.detail -> 'ids') with ordinality r (id, place)
          where e.record_kind = 'batch'
          """
        }
      return try await programme.database.superuser.withConnection { connection in
        let found = try connection.query(select) { row in
          (try row.get("id", as: UUID.self), try row.get("created_by", as: UUID.self))
        }
        return Dictionary(found.map { ($0.0, [$0.1]) }) { $0.union($1) }
      }
    }
  }

  private func record(
    _ programme: Programme, _ id: UUID, _ answers: JSONObject = ["warm": "yes"],
    as principal: Principal
  ) async -> Result<Receipt, Problem> {
    do {
      let body = Programme.response(id, answers: answers)
      return .success(
        try await programme.engagement.record(
          body, survey: "warm-rooms", as: principal, origin: .http))
    } catch {
      return .failure(Problem(translating: error))
    }
  }

  /// Records all of these as one batch: a lock holds up two others before them until all wait. Gives
  /// what became of each, and how many of the two before are stored.
  private func together(
    _ programme: Programme, _ records: [Sent]
  ) async throws -> (outcomes: [Result<Receipt, Problem>], before: Int) {
    // How many of the two before have ended: none, while the lock holds them up.
    let ended = Ended()
    let (locked, isLocked) = AsyncStream.makeStream(of: Void.self)
    let holder = Task {
      try await programme.database.superuser.withTransaction { connection in
        try connection.execute("lock table hark.submission in access exclusive mode")
        isLocked.finish()
        while programme.engagement.recordsWaiting < records.count, ended.count.withLock({ $0 }) == 0
        {
          try await Task.sleep(for: .milliseconds(2))
        }
      }
    }
    for await _ in locked {}
    return try await withThrowingTaskGroup(of: (Int, Result<Receipt, Problem>).self) { group in
      for before in 1...2 {
        group.addTask {
          let outcome = await self.record(programme, UUID(), as: programme.researcher)
          ended.count.withLock { $0 += 1 }
          return (-1, outcome)
        }
        // One that is refused at once would never be held up.
        while try await blocked(programme) < before, ended.count.withLock({ $0 }) == 0 {
          try await Task.sleep(for: .milliseconds(2))
        }
      }
      for (index, sent) in records.enumerated() {
        group.addTask {
          (index, await self.record(programme, sent.id, sent.answers, as: sent.principal))
        }
      }
      var outcomes: [Int: Result<Receipt, Problem>] = [:]
      var before = 0
      for try await (index, outcome) in group {
        if index >= 0 { outcomes[index] = outcome } else if failure(outcome) == nil { before += 1 }
      }
      _ = try await holder.value
      return (
        records.indices.map { outcomes[$0] ?? .failure(Problem(.failed, "no outcome")) }, before
      )
    }
  }

  /// How many wait for the table; copies of a database share its tables' numbers.
  private func blocked(_ programme: Programme) async throws -> Int {
    try await programme.database.superuser.withConnection { connection in
      try connection.first(
        """
        select count(*) as number from pg_locks
        where not granted and relation = 'hark.submission'::regclass
          and database = (select oid from pg_database where datname = current_database())
        """
      ) { row in try row.get("number", as: Int.self) } ?? 0
    }
  }

  private func failure(_ outcome: Result<Receipt, Problem>) -> Problem? {
    if case .failure(let problem) = outcome { problem } else { nil }
  }

  /// Every response with who recorded it.
  private func rows(_ programme: Programme) async throws -> [UUID: UUID] {
    try await programme.database.superuser.withConnection { connection in
      let found = try connection.query("select id, created_by from hark.response") { row in
        (try row.get("id", as: UUID.self), try row.get("created_by", as: UUID.self))
      }
      return Dictionary(uniqueKeysWithValues: found)
    }
  }
}

/// How many tasks have ended.
private final class Ended: Sendable {
  let count = Mutex(0)
}
