// Damage where it is easily overlooked: in what the newest backup says of itself, and in the newest file
// of the archived log.

import Backups
import EmbeddedPostgres
import Engagement
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct DamagedNewestTests {
  @Test
  func `R45 a newest backup that is damaged is named, and not passed over for an older one`()
    async throws
  {
    try await withHousehold { house in
      let older = try await house.backUp()
      let newest = try await house.backUp()
      let file = URL(fileURLWithPath: "\(house.store.path)/\(newest.name)/hark-backup.json")
      let whole = try Data(contentsOf: file)
      for content in [whole.dropLast(40), nil] {
        if let content {
          try Data(content).write(to: file)
        } else {
          try FileManager.default.removeItem(at: file)
        }
        let problem = await house.problem { _ = try await house.run(nil, .latest).check() }
        #expect(problem?.code == "H046" && problem?.exitStatus != 0)
        #expect(problem?.detail.contains(newest.name) == true)
        #expect(problem?.detail.contains("whole is \(older.name)") == true)
        let all = BackupStore.all(in: house.store.path)
        #expect(all.map(\.name) == [older.name, newest.name])
        #expect(all.map { $0.record != nil } == [true, false])
      }
      let (named, _) = try await house.restore(older.name, .backup)
      #expect(named.comparison.isGood)

      // The damaged one counts for none, and goes once enough newer ones are whole.
      let third = try await house.backUp(keep: 2)
      let names = { BackupStore.all(in: house.store.path).map(\.name) }
      #expect(names() == [older.name, newest.name, third.name])
      let fourth = try await house.backUp(keep: 2)
      #expect(names() == [third.name, fourth.name])
    }
  }

  @Test
  func
    `R45 a damaged file of the archived log is named by a check, and a restore finds it elsewhere`()
    async throws
  {
    try await withHousehold { house in
      let backup = try await house.backUp()
      let id = try await house.record()
      let file = try await house.finishLogFile()
      let archived = URL(
        fileURLWithPath: "\(house.store.path)/wal/\(backup.systemIdentifier)/\(file).gz")
      var bytes = try Data(contentsOf: archived)
      // In the checksum at its end: in the middle a changed bit may stand for the same zeros.
      bytes[bytes.count - 6] ^= 1
      try bytes.write(to: archived)

      let problem = await house.problem { _ = try await house.run(nil, .latest).check() }
      #expect(problem?.code == "H046")
      #expect(problem?.detail.contains("\(file).gz is damaged") == true, "\(problem?.detail ?? "")")
      let (outcome, ids) = try await house.restore(nil, .latest)
      #expect(outcome.comparison.isGood && ids == [id])
      let alone = RestoreRun(
        store: house.store, backup: try house.store.find(nil), target: .latest, lostHome: nil)
      let path = "\(house.path)-alone"
      let without = await house.problem { _ = try await alone.restore(to: path) }
      #expect(without?.detail.contains("\(file).gz is damaged") == true)
    }
  }
}

extension Household {
  /// Ends the file of the log that is written to, and gives its name once it is in the archive.
  fileprivate func finishLogFile() async throws -> String {
    let running = try await cluster.start()
    let client = PostgresClient(
      connectionString: running.ownerConnectionString, maximumConnections: 1)
    let result: Result<String, any Error>
    do {
      result = .success(
        try await client.withConnection { connection in
          let file = try connection.first("select pg_walfile_name(pg_switch_wal())") {
            try $0.get(0, as: String.self)
          }
          let name = try #require(file)
          let start = ContinuousClock.now
          while ContinuousClock.now - start < .seconds(60 * patience) {
            let isArchived = try connection.first(
              """
              select coalesce(last_archived_wal collate "C" >= \(name), false)
              from pg_stat_archiver
              """
            ) { try $0.get(0, as: Bool.self) }
            if isArchived == true { break }
          }
          return name
        })
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    return try result.get()
  }
}
