// One backup: everything is copied while people go on recording, then the log up to a marked moment
// whose contents are known exactly. It gets its name when it is whole, verified and on the disk.

internal import EmbeddedPostgres
internal import Engagement
public import Foundation
internal import Postgres
internal import Storage

/// Makes a backup.
public struct BackupRun: Sendable {
  private let source: BackupSource
  private let store: BackupStore
  private let archives: Bool
  private let now: @Sendable () -> Date

  /// `archives`: whether the private database keeps its log in this folder from now on, for restores
  /// to any later moment.
  public init(
    source: BackupSource, store: BackupStore, archives: Bool,
    now: @escaping @Sendable () -> Date
  ) {
    (self.source, self.store, self.archives, self.now) = (source, store, archives, now)
  }

  /// Makes the backup; with `keep` only so many are kept.
  public func run(keep: Int? = nil) async throws -> BackupRecord {
    try await store.prepare()
    return try await store.locked {
      try await store.removeInterrupted()
      let record: BackupRecord
      do {
        record = try await make()
      } catch let error as PostgresError where error.sqlState == .insufficientPrivilege {
        throw Problem(.backupFailed, Self.rights)
      } catch let problem as Problem where problem.detail.contains("pg_hba.conf") {
        throw Problem(.backupFailed, problem.detail + Self.admission)
      }
      if let keep {
        try await store.prune(keep: keep, programs: programs(record.majorVersion))
      }
      return record
    }
  }

  private static let rights = """
    the user of HARK_DATABASE_ADMIN_URL may not back this server up; a superuser may, and so may a \
    user NAME after: alter role NAME replication bypassrls; grant pg_read_all_data, hark_owner to \
    NAME; grant execute on function pg_create_restore_point(text), pg_switch_wal(), \
    pg_control_system() to NAME
    """

  /// "all" in pg_hba.conf does not stand for the connections that copy a server.
  private static let admission = """
    ; the server lets nobody in from here who copies it: add to its pg_hba.conf the line "host \
    replication NAME ADDRESS scram-sha-256", with the user of HARK_DATABASE_ADMIN_URL and this \
    machine's address, and reload it
    """

  private func programs(_ version: String) async throws -> PostgresPrograms {
    try await PostgresPrograms.find(
      environment: ProcessInfo.processInfo.environment, wanted: version)
  }

  private func make() async throws -> BackupRecord {
    let facts = try await source.facts()
    try check(facts)
    let programs = try await programs(String(facts.version.prefix(while: \.isNumber)))
    if archives, let home = source.privateHome { try await startArchiving(home, facts) }
    let began = now()
    let name = freeName(began)
    let final = "\(store.path)/\(name)"
    let folder = final + BackupStore.partial
    do {
      try await store.run("/bin/mkdir", ["-m", "700", folder])
      try await copy(to: "\(folder)/data", programs)
      let copied = now()
      let point = try await ContentsQueries.markRestorePoint(
        "hark \(name)", client: source.client)
      try await followLog(to: point.position, folder: "\(folder)/data/pg_wal", programs)
      try await store.run(
        programs.program("pg_verifybackup"), ["--quiet", "\(folder)/data"], endsWithTask: true)
      let size = try await store.run("/usr/bin/du", ["-sb", folder])
      let record = BackupRecord(
        name: name, began: began, copied: copied, serverVersion: facts.version,
        systemIdentifier: facts.systemIdentifier, firstLogFile: try firstLogFile(folder),
        bytes: size.split(separator: "\t").first.flatMap { Int($0) } ?? 0,
        superuser: facts.superuser, database: facts.database,
        isPrivate: source.privateHome != nil, point: point)
      try await finish(record, folder: folder, final: final)
      return record
    } catch {
      try? await store.remove(name + BackupStore.partial)
      throw error
    }
  }

  private func check(_ facts: ServerFacts) throws {
    guard facts.mayReplicate else { throw Problem(.backupFailed, Self.rights) }
    if facts.isStandby {
      throw Problem(.backupFailed, "this server is a standby; name the primary instead")
    }
    if facts.hasTablespaces {
      throw Problem(
        .backupFailed,
        "this server has tablespaces of its own, which hark does not back up; use pg_basebackup or"
          + " another tool for it")
    }
    let free = try FileManager.default.attributesOfFileSystem(forPath: store.path)[.systemFreeSize]
    if let free = free as? Int, free < facts.bytes + (128 << 20) {
      throw Problem(
        .backupFailed,
        "the database has \(facts.bytes >> 20) MB and \(store.path) only \(free >> 20) MB free; make"
          + " room, keep fewer backups (--keep), or name another disk with HARK_BACKUPS")
    }
  }

  private func freeName(_ date: Date) -> String {
    let name =
      date.formatted(
        .iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false)
          .timeSeparator(.omitted)) + "Z"
    let taken = Set(BackupStore.names(in: store.path))
    return taken.contains(name)
      ? (2...).lazy.map { "\(name)-\($0)" }.first { !taken.contains($0) } ?? name : name
  }

  /// From now on the private database keeps its log in the folder of these backups.
  private func startArchiving(_ home: HarkHome, _ facts: ServerFacts) async throws {
    let archive = LogFiles.archive(of: facts.systemIdentifier, in: store.path)
    let present = try? FileManager.default.destinationOfSymbolicLink(atPath: home.archiveLink)
    if present != archive {
      try await store.run("/bin/mkdir", ["-m", "700", "-p", archive])
      try await store.run("/bin/ln", ["-sfn", "--", archive, home.archiveLink])
      store.notice("from now on the database's log is kept in \(archive), for any later moment")
    }
    if !facts.archives {
      store.notice(
        "the log is kept once the database was started anew: hark database stop, then start")
    }
  }

  private func copy(to folder: String, _ programs: PostgresPrograms) async throws {
    try await store.run(
      programs.program("pg_basebackup"),
      [
        "--pgdata=\(folder)", "--format=plain", "--wal-method=stream", "--checkpoint=fast",
        "--manifest-checksums=SHA256", "--no-password", "--label=hark",
      ], variables: try source.variables(), endsWithTask: true)
  }

  /// Fetches the log from where the copy ends up to a position.
  private func followLog(
    to position: String, folder: String, _ programs: PostgresPrograms
  ) async throws {
    try await store.run(
      programs.program("pg_receivewal"),
      ["--directory=\(folder)", "--endpos=\(position)", "--no-loop", "--no-password"],
      variables: try source.variables(), endsWithTask: true)
    let unfinished = try await store.run("/usr/bin/find", [folder, "-name", "*.partial"])
    for path in unfinished.split(whereSeparator: \.isNewline).map(String.init) {
      try await store.run("/bin/mv", ["-T", "--", path, String(path.dropLast(8))])
    }
  }

  /// "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)"
  private func firstLogFile(_ folder: String) throws -> String {
    let label = try String(contentsOfFile: "\(folder)/data/backup_label", encoding: .utf8)
    guard let name = label.firstMatch(of: /\(file ([0-9A-F]{24})\)/)?.output.1 else {
      throw Problem(.backupFailed, "the copy has a backup_label that cannot be read")
    }
    return String(name)
  }

  private func finish(_ record: BackupRecord, folder: String, final: String) async throws {
    // The text goes through the environment: there is no file of ours that the user could read.
    try await store.run(
      "/bin/sh",
      [
        "-c", "umask 077; printf '%s\\n' \"$HARK_TEXT\" >\"$1\"", "sh",
        "\(folder)/\(BackupRecord.fileName)",
      ], variables: ["HARK_TEXT": try record.text()])
    try await store.run("/bin/sync", ["-f", folder])
    try await store.run("/bin/mv", ["-T", "--", folder, final])
    try await store.run("/bin/sync", ["-f", store.path])
  }
}
