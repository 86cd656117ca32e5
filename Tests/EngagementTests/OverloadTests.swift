// R44: more writers than connections, and a database that does not come forward.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import Surveys
import Synchronization
import TestSupport
import Testing

@Suite struct OverloadTests {
  @Test(.timeLimit(.minutes(2 * patience)))
  func `R44 fifty writers on a pool of two are refused in time, and none is stored in part`()
    async throws
  {
    try await withProgramme { programme in
      let client = PostgresClient(
        connectionString: programme.database.applicationURL, maximumConnections: 2,
        waitTimeout: .milliseconds(200))
      let engagement = Engagement(
        database: Database(client: client, lockTimeout: .milliseconds(300)),
        catalog: { ModuleCatalog.load(folders: []) })
      let result: Result<Void, any Error>
      do {
        try await crowd(programme, engagement)
        result = .success(())
      } catch {
        result = .failure(error)
      }
      await client.shutdown()
      try result.get()
    }
  }

  private func crowd(_ programme: Programme, _ engagement: Engagement) async throws {
    let ids = (0..<50).map { _ in UUID() }
    let told = Told()
    try await programme.database.superuser.withConnection { connection in
      try connection.runScript("begin; lock table hark.submission in access exclusive mode")
      let writers = Self.start(ids, told, programme, engagement)
      // Nobody may wait for as long as the lock is held.
      await told.waitForAll(50)
      try connection.runScript("rollback")
      await writers.value
    }
    let answers = told.answers
    #expect(answers.count == 50)
    let refused = answers.compactMapValues { $0 }
    #expect(refused.count == 50)
    #expect(refused.values.allSatisfy { $0.httpStatus == 503 && $0.exitStatus == 69 })
    let kept = try await stored(programme)
    #expect(kept == Set(ids.filter { refused[$0] == nil }))

    // It goes on by itself: every writer that was refused succeeds with the same record.
    for id in ids { try await Self.record(id, programme, engagement) }
    let all = try await stored(programme)
    #expect(all == Set(ids))
  }

  private static func start(
    _ ids: [UUID], _ told: Told, _ programme: Programme, _ engagement: Engagement
  ) -> Task<Void, Never> {
    Task {
      await withTaskGroup(of: Void.self) { group in
        for id in ids {
          group.addTask {
            told.add(id, await problem { try await record(id, programme, engagement) })
          }
        }
      }
    }
  }

  private static func record(
    _ id: UUID, _ programme: Programme, _ engagement: Engagement
  ) async throws {
    _ = try await engagement.record(
      Programme.response(id, answers: ["warm": "yes"]), survey: "warm-rooms",
      as: programme.researcher, origin: .http)
  }

  /// The records that are there, whole.
  private func stored(_ programme: Programme) async throws -> Set<UUID> {
    let rows = try await programme.database.superuser.withConnection { connection in
      try connection.query(
        """
        select id, s.id is not null and r.id is not null and c.id is not null as whole
        from hark.submission s full join hark.response r using (partnership_id, id)
        full join hark.consent c using (partnership_id, id)
        """
      ) { row in
        (try row.get("id", as: UUID.self), try row.get("whole", as: Bool.self))
      }
    }
    #expect(rows.allSatisfy { $0.1 })
    return Set(rows.map { $0.0 })
  }
}

/// What the writers were told: nothing wrong, or what.
private final class Told: Sendable {
  private let known = Mutex<[UUID: Problem?]>([:])
  private let (heard, hear) = AsyncStream.makeStream(of: Void.self)

  var answers: [UUID: Problem?] { known.withLock { $0 } }

  func add(_ id: UUID, _ problem: Problem?) {
    known.withLock { $0[id] = .some(problem) }
    hear.yield()
  }

  /// Returns when so many have been told.
  func waitForAll(_ count: Int) async {
    var left = count
    for await _ in heard {
      left -= 1
      if left == 0 { return }
    }
  }
}
