// Makes and starts a private database, one at a time, under the lock of its home.

import Foundation
import Glibc

/// One start of a database.
struct ClusterStarter: Sendable {
  let cluster: Cluster
  let account: Account

  private var home: HarkHome { cluster.home }
  private var child: Child { Child(account: account) }

  /// Comes back when the database takes connections.
  func start() async throws -> RunningCluster {
    let folder = SocketFolder(home: home, account: account)
    if let running = await RunningCluster.reach(home, account: account) {
      try await running.ensureDatabase()
      return running
    }
    let programs = try await cluster.programs()
    if FileStatus("\(home.dataFolder)/PG_VERSION") == nil { try await make(programs) }
    try await folder.prepare()
    var running = try await startServer(programs, folder)
    try await running.ensureDatabase()
    running.wasStarted = true
    return running
  }

  /// Makes the data folder under another name first: one that was interrupted never counts.
  private func make(_ programs: PostgresPrograms) async throws {
    guard FileStatus(home.dataFolder) == nil else {
      throw EmbeddedPostgresError.unsuitableHome(
        "\(home.dataFolder) is there but holds no database; move it away, then try again")
    }
    guard !home.holdsUnfinishedRestore else {
      throw EmbeddedPostgresError.unsuitableHome(home.unfinishedRestore)
    }
    cluster.notice("making a new database in \(home.dataFolder)")
    _ = try await child.run("/bin/rm", ["-rf", "--", home.newDataFolder])
    let result = try await child.run(
      programs.initdb,
      [
        "-D", home.newDataFolder, "-U", RunningCluster.administrator, "--encoding=UTF8",
        "--locale=C.UTF-8", "--data-checksums", "--auth-local=trust", "--auth-host=reject",
      ])
    guard result.isSuccess else {
      throw EmbeddedPostgresError.failed(
        program: "initdb", output: withReason(result.output), log: home.newDataFolder)
    }
    let move = try await child.run("/bin/mv", ["-T", "--", home.newDataFolder, home.dataFolder])
    guard move.isSuccess else {
      throw EmbeddedPostgresError.failed(program: "mv", output: move.output, log: home.path)
    }
  }

  /// Starts the server. After a crash the old one's remains can be in the way for a while.
  private func startServer(
    _ programs: PostgresPrograms, _ folder: SocketFolder
  ) async throws -> RunningCluster {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let postmaster = Postmaster(home: home)
      // Their server is gone, and no other can start for as long as they work.
      for orphan in postmaster.orphans { _ = kill(orphan, SIGTERM) }
      postmaster.forgetTheDead()
      let result = try await child.run(
        programs.pgCtl,
        [
          "start", "-D", home.dataFolder, "-l", home.logFile, "-w", "-t", "60", "-o",
          options(folder),
        ])
      if let running = await RunningCluster.reach(home, account: account) { return running }
      guard ContinuousClock.now < deadline else {
        throw EmbeddedPostgresError.failed(
          program: "pg_ctl start", output: withReason(result.output), log: home.logFile)
      }
      try await Task.sleep(for: .milliseconds(250))
    }
  }

  /// What a program said, and that the disk is full where it is.
  private func withReason(_ output: String) -> String {
    let isFull = output.contains("No space left on device")
    let full =
      isFull ? FileTrouble.words(ENOSPC, home.path) : FileTrouble.noRoomForDatabase(home.path)
    return [output, full ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Given at every start, so that nothing in the data folder can open the server to the network or
  /// make it write what people said into its log: errors quote values, and are logged by nobody.
  private func options(_ folder: SocketFolder) -> String {
    ServerOptions(socketFolder: folder.path).text
      // Always on, because it cannot be switched on later without a restart.
      + " -c archive_mode=on -c archive_timeout=300 -c archive_command='\(LogArchive.command)'"
  }
}
