// A server over a copy of a backup, in a folder that is to become a home: recovers to a moment, opens
// for a look, and stops.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Postgres

/// The server of a restore.
struct RecoveringServer: Sendable {
  let home: HarkHome
  let store: BackupStore
  let programs: PostgresPrograms
  let record: BackupRecord
  /// The folder with the archived log.
  let archive: String
  /// Whether the lost database's log stands in for archived files that are damaged.
  let replacesDamaged: Bool

  private var socket: SocketFolder { SocketFolder(home: home, account: store.account) }

  /// Recovers to a target and comes back when the server takes connections.
  func start(target: RestoreTarget) async throws {
    try await socket.prepare()
    try await store.run("/usr/bin/touch", ["\(home.newDataFolder)/recovery.signal"])
    var options = ServerOptions(socketFolder: socket.path).text
    let settings = [
      "archive_mode=off", "hot_standby=off", "recovery_target_action=promote",
      "restore_command='\(LogArchive.restoreCommand(replacesDamaged: replacesDamaged))'",
    ]
    options += (settings + target.settings(record)).map { " -c \($0)" }.joined()
    let result = try await store.child.run(
      programs.pgCtl,
      [
        "start", "-D", home.newDataFolder, "-l", home.logFile, "-w", "-t", "86400", "-o", options,
      ], endsWithTask: true)
    try Task.checkCancellation()
    guard result.isSuccess else { throw failure() }
    // pg_ctl is content with a server that recovers and takes no connections yet.
    while try await !isOpen() {
      let status = try await store.child.run(
        programs.pgCtl, ["status", "-D", home.newDataFolder])
      guard status.isSuccess else { throw failure() }
      try await Task.sleep(for: .milliseconds(100))
    }
    for file in damagedFiles {
      store.notice(
        "\(archive)/\(file)\(LogArchive.suffix) is damaged; the lost database's own log was there for"
          + " it. Make a new backup soon, and look after the disk of the backups")
    }
  }

  private var log: String { (try? String(contentsOfFile: home.logFile, encoding: .utf8)) ?? "" }

  /// Files of the log that were found damaged in the archive.
  private var damagedFiles: [String] {
    var found: [String] = []
    for line in log.split(whereSeparator: \.isNewline) where line.hasPrefix(LogArchive.damaged) {
      let name = line.dropFirst(LogArchive.damaged.count).trimmingCharacters(in: .whitespaces)
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  private func isOpen() async throws -> Bool {
    try await store.child.run(
      programs.program("pg_isready"), ["--quiet", "--host=\(socket.path)", "--port=5432"]
    ).isSuccess
  }

  /// Why the server ended, from its log.
  private func failure() -> Problem {
    let log = log
    if let file = damagedFiles.last {
      return Problem(
        .backupUnusable,
        "\(archive)/\(file)\(LogArchive.suffix) is damaged, and nothing after it can be restored from"
          + " the archive; restore to an earlier moment (--until, or without --latest), make a new"
          + " backup, and look after the disk")
    }
    if log.contains("recovery ended before configured recovery target was reached") {
      return Problem(
        .backupUnusable,
        "the log that there is ends before the moment asked for: nothing was recorded after it, or"
          + " the log of that time is missing or damaged; restore with --latest for all there is")
    }
    // While it recovers it answers so to those who ask whether it is open.
    let answers = ["is not accepting connections", "is not yet accepting", "is starting up"]
    let reasons = log.split(whereSeparator: \.isNewline).filter { line in
      (line.contains("FATAL") || line.contains("PANIC")) && !answers.contains { line.contains($0) }
    }
    return Problem(
      .backupUnusable,
      "PostgreSQL could not recover the backup: "
        + (reasons.first.map(String.init) ?? String(log.suffix(500))))
  }

  func stop() async throws {
    try await store.run(
      programs.pgCtl, ["stop", "-D", home.newDataFolder, "-m", "fast", "-w", "-t", "600"])
  }

  /// Ends the server if it runs, whatever it does.
  func kill() async {
    _ = try? await store.child.run(
      programs.pgCtl, ["stop", "-D", home.newDataFolder, "-m", "immediate", "-w"])
  }

  /// Runs something as the superuser.
  func withClient<Value: Sendable>(
    database: String? = nil, _ body: (PostgresClient) async throws -> Value
  ) async throws -> Value {
    let names = [record.superuser, database ?? record.database].map {
      "'" + $0.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
    let client = PostgresClient(
      connectionString: "host='\(socket.path)' port=5432 user=\(names[0]) dbname=\(names[1])",
      maximumConnections: 1, applicationName: "hark-restore")
    let result: Result<Value, any Error>
    do { result = .success(try await body(client)) } catch { result = .failure(error) }
    await client.shutdown()
    return try result.get()
  }

  /// Looks for damage in tables and indexes, where PostgreSQL has the tool for it. Nil: it has not.
  func findDamage() async throws -> Bool? {
    let program = programs.program("pg_amcheck")
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let result = try await store.child.run(
      program, ["--install-missing", "--heapallindexed", "--no-password", record.database],
      variables: [
        "PGHOST": socket.path, "PGPORT": "5432", "PGUSER": record.superuser,
      ], endsWithTask: true)
    try Task.checkCancellation()
    // 2 is damage; 1 is that it could not look, for want of the extension.
    if result.status == 1 { return nil }
    return !result.isSuccess
  }
}
