// A backup comes back with everything that was confirmed, at the moment asked for.

import Backups
import EmbeddedPostgres
import Engagement
import Foundation
import Glibc
import Postgres
import Storage
import Synchronization
import Testing

/// Which records were confirmed so far.
private final class Confirmed: Sendable {
  private let ids = Mutex<Set<UUID>>([])
  private let isOver = Mutex(false)

  var all: Set<UUID> { ids.withLock { $0 } }
  var mayGoOn: Bool { isOver.withLock { !$0 } }

  func add(_ id: UUID) { ids.withLock { _ = $0.insert(id) } }
  func end() { isOver.withLock { $0 = true } }
}

@Suite struct BackupTests {
  @Test func `R45 a backup taken while people record comes back with all that was confirmed`()
    async throws
  {
    try await withHousehold { house in
      let confirmed = Confirmed()
      let (before, backup) = try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            while confirmed.mayGoOn { confirmed.add(try await house.record()) }
          }
        }
        while confirmed.all.count < 10 { await Task.yield() }
        let before = confirmed.all
        let backup = try await house.backUp()
        let atEnd = confirmed.all.count
        while confirmed.all.count < atEnd + 20 { await Task.yield() }
        confirmed.end()
        try await group.waitForAll()
        return (before, backup)
      }
      #expect(backup.point.isExact)
      // The server is lost at once, with whatever it had not archived.
      try #require(kill(house.running.process, SIGKILL) == 0)

      let (first, atBackup) = try await house.restore(nil, .backup)
      #expect(first.comparison.isGood)
      #expect(atBackup.count == backup.point.contents.tables["response"]?.rows)
      #expect(atBackup.isSuperset(of: before) && atBackup.isSubset(of: confirmed.all))
      #expect(atBackup.count < confirmed.all.count)

      let (second, latest) = try await house.restore(nil, .latest)
      #expect(second.comparison.isGood)
      #expect(latest == confirmed.all)

      let checked = try await house.run(nil, .latest).check()
      #expect(checked.comparison.isGood && checked.isDamaged != true)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: house.store.path).sorted() == [
          backup.name, "lock", "wal",
        ])
    }
  }

  @Test func `R45 a restore to a moment between two records brings back exactly the first`()
    async throws
  {
    try await withHousehold { house in
      let backup = try await house.backUp()
      let first = try await house.record()
      // The moment is told in milliseconds, so the next record waits for the next one.
      let moment = Date(
        timeIntervalSince1970: (Date().timeIntervalSince1970 * 1000).rounded(.up) / 1000)
      while Date() <= moment { await Task.yield() }
      let second = try await house.record()
      let (outcome, ids) = try await house.restore(nil, .time(moment))
      #expect(outcome.comparison.isGood && ids == [first])
      let (_, all) = try await house.restore(backup.name, .latest)
      #expect(all == [first, second])
      let early = await house.problem {
        _ = try await house.restore(nil, .time(backup.began.addingTimeInterval(-60)))
      }
      #expect(early?.detail.contains("older backup") == true)
      let late = await house.problem {
        _ = try await house.restore(nil, .time(Date().addingTimeInterval(3600)))
      }
      #expect(late?.code == "H046" && late?.detail.contains("--latest") == true)
    }
  }

  @Test func `a place for backups that cannot be made is named with what names it`() async throws {
    try await withHousehold { house in
      let file = "\(house.path)/a-file"
      try Data().write(to: URL(fileURLWithPath: file))
      let nowhere = try BackupStore(
        path: "\(file)/backups", owner: house.cluster.home, notice: { _ in })
      let error = await #expect(throws: EmbeddedPostgresError.self) {
        _ = try await house.backUp(to: nowhere)
      }
      #expect(error?.description.contains("set HARK_BACKUPS or --to to a folder") == true)
    }
  }

  @Test func `only so many backups are kept, with the log that they need`() async throws {
    try await withHousehold { house in
      let first = try await house.backUp()
      let id = try await house.record()
      let second = try await house.backUp(keep: 1)
      let kept = house.store.list()
      #expect(kept.map(\.name) == [second.name] && first.name != second.name)
      let problem = await house.problem { _ = try await house.restore(first.name, .backup) }
      #expect(problem?.code == "H046")
      let (outcome, ids) = try await house.restore(nil, .latest)
      #expect(outcome.comparison.isGood && ids == [id])
    }
  }
}
