// A restore: verified first, into an empty folder, recovered to a moment, compared with what the
// backup recorded. The folder becomes a home only when all of it went well.

public import EmbeddedPostgres
internal import Engagement
public import Foundation
internal import Glibc
internal import Postgres
internal import Storage

/// Restores a backup.
public struct RestoreRun: Sendable {
  private let store: BackupStore
  private let folder: String
  private let record: BackupRecord
  private let target: RestoreTarget
  private let lostHome: HarkHome?

  /// `lostHome` is where the database that was lost may still lie: its log is used where the archive
  /// has none, if it is the same database's.
  public init(
    store: BackupStore, backup: (folder: String, record: BackupRecord), target: RestoreTarget,
    lostHome: HarkHome?
  ) {
    (self.store, self.target, self.lostHome) = (store, target, lostHome)
    (folder, record) = backup
  }

  /// What a restore came to.
  public struct Outcome: Sendable {
    /// The restored figures beside the recorded ones.
    public let comparison: Comparison
    /// When the last change that was restored had been made.
    public let lastChange: Date?
    /// Whether tables and indexes were looked through and are damaged; nil: not looked.
    public let isDamaged: Bool?
  }

  /// Restores into an empty folder, which becomes a home of Hark's.
  public func restore(to path: String) async throws -> Outcome {
    let home = try HarkHome(path: path, setting: "--to")
    try Self.refuseContents(of: path)
    let (programs, lost) = try await verify()
    let wasThere = FileManager.default.fileExists(atPath: home.path)
    do {
      return try await make(home, programs, lost, lookingForDamage: false) { server in
        if !record.isPrivate { try await becomePrivate(server) }
      }
    } catch {
      _ = try? await store.child.run(
        "/bin/sh",
        [
          "-c", "cd \"$1\" && rm -rf database.new run restore.* postgresql.log", "sh", home.path,
        ])
      if !wasThere { _ = rmdir(home.path) }
      throw error
    }
  }

  /// Does the whole restore in a temporary place and removes it again.
  public func check() async throws -> Outcome {
    try await store.prepare()
    return try await store.locked {
      try await store.removeInterrupted()
      let (programs, lost) = try await verify()
      let path = "\(store.path)/\(BackupStore.checkPrefix)\(record.name)"
      let result: Result<Outcome, any Error>
      do {
        result = .success(
          try await make(
            try HarkHome(path: path), programs, lost, lookingForDamage: true
          ) { _ in })
      } catch {
        result = .failure(error)
      }
      try await store.run("/bin/rm", ["-rf", "--", path])
      return try result.get()
    }
  }

  /// Refuses a folder in which there is anything.
  public static func refuseContents(of path: String) throws {
    let home = try HarkHome(path: path, setting: "--to")
    guard let contents = try? FileManager.default.contentsOfDirectory(atPath: home.path) else {
      guard FileManager.default.fileExists(atPath: home.path) else { return }
      throw Problem(
        .restoreRefused, "\(home.path) is no folder that can be read; name an empty one")
    }
    if home.holdsUnfinishedRestore {
      throw Problem(.restoreRefused, home.unfinishedRestore)
    }
    if let first = contents.sorted().first {
      throw Problem(
        .restoreRefused,
        "\(home.path) is not empty (\(first)), and a restore overwrites nothing; name an empty or a"
          + " new folder")
    }
  }

  /// Finds the programs and the lost log; refuses a backup that is damaged, or a log with a gap.
  private func verify() async throws -> (PostgresPrograms, lostLog: String?) {
    let programs = try await PostgresPrograms.find(
      environment: ProcessInfo.processInfo.environment, wanted: record.majorVersion)
    let result = try await store.child.run(
      programs.program("pg_verifybackup"), ["--quiet", "\(folder)/data"], endsWithTask: true)
    try Task.checkCancellation()
    guard result.isSuccess else {
      // 1 is the program's own verdict; with another status it did not come to one.
      throw Problem(
        .backupUnusable,
        result.status == 1
          ? "\(folder) is damaged; use another backup.\n\(result.output)"
          : "\(folder) could not be verified; it may be whole.\n\(result.output)")
    }
    if case .time(let date) = target, date < record.copied {
      let first = record.copied.formatted(.iso8601)
      throw Problem(
        .badRequest,
        "this backup was whole at \(first) and reaches no earlier moment; use an older backup")
    }
    guard target != .backup else { return (programs, nil) }
    let lost = try await lostLog(programs)
    let (own, fileBytes) = (["\(folder)/data/pg_wal"], try await logFileBytes(programs))
    let files = LogFiles(
      folders: [archive] + own + (lost.map { [$0] } ?? []), fileBytes: fileBytes)
    if !files.reaches(beyond: LogFiles(folders: own, fileBytes: fileBytes)) {
      store.notice(
        "warning: no log follows this backup, neither in \(archive) nor in the home of a lost database:"
          + " what was recorded after \(record.copied.formatted(.iso8601)) is not in it")
    }
    if let gap = files.firstGap(from: record.firstLogFile) {
      throw Problem(
        .backupUnusable,
        "the log has a gap at \(gap), beyond which nothing can be restored; look for that file in"
          + " \(archive), or restore a newer backup")
    }
    return (programs, lost)
  }

  private var archive: String {
    LogFiles.archive(
      of: record.systemIdentifier, in: (folder as NSString).deletingLastPathComponent)
  }

  /// A line of what PostgreSQL says about a data folder.
  private func control(
    _ line: String, of data: String, _ programs: PostgresPrograms
  ) async throws -> String {
    try await store.run(
      "/bin/sh",
      [
        "-c", "\"$1\" -D \"$2\" | sed -n \"s/^$3: *//p\"", "sh",
        programs.program("pg_controldata"), data, line,
      ])
  }

  private func logFileBytes(_ programs: PostgresPrograms) async throws -> Int {
    let text = try await control("Bytes per WAL segment", of: "\(folder)/data", programs)
    return Int(text) ?? 16 << 20
  }

  private func lostLog(_ programs: PostgresPrograms) async throws -> String? {
    guard let lostHome else { return nil }
    let system = try await control(
      "Database system identifier", of: lostHome.dataFolder, programs)
    return system == record.systemIdentifier ? "\(lostHome.dataFolder)/pg_wal" : nil
  }

  private func make(
    _ home: HarkHome, _ programs: PostgresPrograms, _ lost: String?, lookingForDamage: Bool,
    _ afterwards: (RecoveringServer) async throws -> Void
  ) async throws -> Outcome {
    try await HomeFolder(home: home, account: store.account, notice: store.notice).prepare()
    try await store.run("/usr/bin/touch", [home.restoreMark])
    store.notice("copying \(record.bytes >> 20) MB")
    try await store.run(
      "/bin/cp", ["-a", "--reflink=auto", "--", "\(folder)/data", home.newDataFolder],
      endsWithTask: true)
    if !record.isPrivate { try await writeConfiguration(home) }
    let links = [("archive", archive)] + (lost.map { [("wal", $0)] } ?? [])
    for (name, path) in links {
      try await store.run("/bin/ln", ["-sn", "--", path, "\(home.path)/restore.\(name)"])
    }
    // A check is of what the archive holds: a damaged file must not go unnoticed there.
    let server = RecoveringServer(
      home: home, store: store, programs: programs, record: record, archive: archive,
      replacesDamaged: !lookingForDamage)
    store.notice("recovering")
    let outcome: Outcome
    do {
      try await server.start(target: target)
      let (restored, lastChange) = try await server.withClient { client in
        try await client.withTransaction {
          (try ContentsQueries.read(on: $0), try ServerQueries.lastReplayed(on: $0))
        }
      }
      outcome = Outcome(
        comparison: Comparison(
          recorded: record.point.contents, restored: restored,
          exactly: target == .backup && record.point.isExact),
        lastChange: lastChange,
        isDamaged: lookingForDamage ? try await server.findDamage() : nil)
      try await afterwards(server)
      try await server.stop()
    } catch {
      await server.kill()
      throw error
    }
    for (name, _) in links { try await store.run("/bin/rm", ["\(home.path)/restore.\(name)"]) }
    try await store.run("/bin/mv", ["-T", "--", home.newDataFolder, home.dataFolder])
    try await store.run("/bin/rm", [home.restoreMark])
    try await store.run("/bin/sync", ["-f", home.path])
    return outcome
  }

  /// A server elsewhere may keep its settings outside its data, and they would not fit here.
  private func writeConfiguration(_ home: HarkHome) async throws {
    try await store.run(
      "/bin/sh",
      [
        "-c",
        """
        cd "$1" && echo "# Made by hark database restore." >postgresql.conf && : >pg_ident.conf &&
        : >postgresql.auto.conf && echo "local all all trust" >pg_hba.conf && chmod 600 *.conf
        """, "sh", home.newDataFolder,
      ])
  }

  /// A private database has a superuser and a database of names that Hark knows.
  private func becomePrivate(_ server: RecoveringServer) async throws {
    try await server.withClient(database: "postgres") { client in
      try await client.withConnection { connection in
        try ServerQueries.makePrivate(
          superuser: RunningCluster.administrator,
          database: (now: record.database, then: RunningCluster.database), on: connection)
      }
    }
  }
}
