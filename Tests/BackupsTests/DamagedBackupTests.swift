// A backup that is not whole is refused in words, and a restore overwrites nothing.

import Backups
import EmbeddedPostgres
import Engagement
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct DamagedBackupTests {
  /// The largest file of the copied tables.
  private func tableFile(_ folder: String) throws -> URL {
    let base = URL(fileURLWithPath: "\(folder)/data/base")
    let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: [.fileSizeKey])
    let all = try #require(files).compactMap { $0 as? URL }
    return try #require(
      all.max { left, right in
        let sizes = [left, right].map {
          (try? $0.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
        }
        return sizes[0] < sizes[1]
      })
  }

  @Test
  func
    `R45 a backup with a changed byte or without a file is refused, an interrupted one is not offered`()
    async throws
  {
    try await withHousehold { house in
      let record = try await house.backUp()
      let folder = "\(house.store.path)/\(record.name)"
      let file = try tableFile(folder)
      let whole = try Data(contentsOf: file)
      var changed = whole
      changed[whole.count / 2] ^= 1
      for content in [changed, nil] {
        if let content {
          try content.write(to: file)
        } else {
          try FileManager.default.removeItem(at: file)
        }
        let problem = await house.problem { _ = try await house.restore(nil, .backup) }
        #expect(problem?.code == "H046" && problem?.detail.contains("damaged") == true)
        #expect(problem?.detail.contains(file.lastPathComponent) == true)
      }
      try whole.write(to: file)

      let description = URL(fileURLWithPath: "\(folder)/hark-backup.json")
      let text = try Data(contentsOf: description)
      try text.dropLast(40).write(to: description)
      let cut = await house.problem { _ = try await house.restore(record.name, .backup) }
      #expect(cut?.code == "H046")
      #expect(house.store.list().isEmpty)
      try text.write(to: description)

      let interrupted = folder + ".partial"
      try FileManager.default.moveItem(atPath: folder, toPath: interrupted)
      #expect(house.store.list().isEmpty)
      for name in [nil, interrupted] {
        let problem = await house.problem { _ = try await house.restore(name, .backup) }
        #expect(problem?.code == "H046")
      }
      let next = try await house.backUp()
      #expect(house.store.list().map(\.name) == [next.name])
      #expect(!FileManager.default.fileExists(atPath: interrupted))
    }
  }

  @Test func `R45 rows that are not those of the backup are seen`() async throws {
    try await withHousehold { house in
      _ = try await house.record()
      let record = try await house.backUp()
      let file = "\(house.store.path)/\(record.name)/hark-backup.json"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let digest = try #require(record.point.contents.tables["response"]?.digest)
      try text.replacing(digest, with: "1").write(toFile: file, atomically: false, encoding: .utf8)
      let outcome = try await house.run().check()
      let bad = outcome.comparison.figures.filter { !$0.isGood }
      #expect(bad.map(\.name) == ["response"])
    }
  }

  @Test func `R45 a gap in the log is refused instead of ending the restore there`() async throws {
    try await withHousehold { house in
      let record = try await house.backUp()
      for _ in 0..<2 {
        _ = try await house.record()
        _ = try await house.backUp()
      }
      let archive = "\(house.store.path)/wal/\(record.systemIdentifier)"
      let files = try FileManager.default.contentsOfDirectory(atPath: archive)
        .filter { $0.wholeMatch(of: /[0-9A-F]{24}\.gz/) != nil }.sorted()
      // Behind what the first backup holds itself, and before the last.
      let lost = try #require(files.dropLast().last)
      try FileManager.default.removeItem(atPath: "\(archive)/\(lost)")
      let run = RestoreRun(
        store: house.store, backup: try house.store.find(record.name), target: .latest,
        lostHome: nil)
      let problem = await house.problem { _ = try await run.check() }
      #expect(problem?.detail.contains("gap at …\(lost.dropLast(3).suffix(16))") == true)
    }
  }

  @Test func `R45 a restore of all there is says where no log follows the backup`() async throws {
    try await withHousehold { house in
      let record = try await house.backUp()
      let said = Mutex<[String]>([])
      let store = try BackupStore(
        path: house.store.path, owner: house.cluster.home,
        notice: { text in said.withLock { $0.append(text) } })
      func warnings(_ lostHome: HarkHome?) async throws -> Int {
        said.withLock { $0 = [] }
        _ = try await RestoreRun(
          store: store, backup: try store.find(record.name), target: .latest, lostHome: lostHome
        ).check()
        return said.withLock { $0.count { $0.contains("no log follows this backup") } }
      }
      // The database that was lost still has its own.
      let beside = try await warnings(house.cluster.home)
      try FileManager.default.removeItem(
        atPath: "\(house.store.path)/wal/\(record.systemIdentifier)")
      let alone = try await warnings(nil)
      #expect(beside == 0 && alone == 1)
    }
  }

  @Test func `a restore into a folder that holds something is refused and changes nothing`()
    async throws
  {
    try await withHousehold { house in
      _ = try await house.backUp()
      try await withFolder { folder in
        let letter = folder.appendingPathComponent("letter.txt")
        try Data("dear".utf8).write(to: letter)
        let problem = await house.problem {
          _ = try await house.run().restore(to: folder.path)
        }
        #expect(problem?.code == "H048" && problem?.exitStatus == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["letter.txt"])
      }
    }
  }

  @Test func `no new database begins where a restore was cut off, and it is said what to do`()
    async throws
  {
    try await withHousehold { house in
      _ = try await house.backUp()
      let id = try await house.record()
      let whole = try await house.restore(nil, .latest)
      #expect(whole.ids.contains(id))
      let path = "\(house.path)-cut"
      defer { try? FileManager.default.removeItem(atPath: path) }
      // What is there in the middle of a restore, as a power cut would leave it.
      let left = Mutex([String]())
      let store = try BackupStore(
        path: house.cluster.home.backupsFolder, owner: house.cluster.home,
        notice: { text in
          guard text == "recovering" else { return }
          let names = try? FileManager.default.contentsOfDirectory(atPath: path)
          left.withLock { $0 = names ?? [] }
        })
      _ = try await RestoreRun(
        store: store, backup: try store.find(nil), target: .backup, lostHome: house.cluster.home
      ).restore(to: path)
      let names = left.withLock { $0 }
      #expect(names.contains("restore.unfinished") && names.contains("database.new"))
      try FileManager.default.removeItem(atPath: path)
      for name in names {
        try FileManager.default.createDirectory(
          atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      }
      await #expect(throws: EmbeddedPostgresError.self) {
        _ = try await Cluster(home: try HarkHome(path: path)).start()
      }
      let again = await house.problem { _ = try await house.run().restore(to: path) }
      #expect(again?.code == "H048")
      #expect(again?.detail.contains("did not come to its end") == true)
      #expect(Set(try FileManager.default.contentsOfDirectory(atPath: path)).isSuperset(of: names))
      #expect(!FileManager.default.fileExists(atPath: "\(path)/database"))
    }
  }
}
