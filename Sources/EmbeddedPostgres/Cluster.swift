// A PostgreSQL of one's own, for people who have none: made when first needed, reached through a
// socket in a closed folder, never through the network. It goes on when the program that started
// it ends.

public import Foundation
import Postgres

/// The private database under a home folder.
public struct Cluster: Sendable {
  /// What is known of a database from outside.
  public enum Status: Sendable, Equatable {
    /// It was never made.
    case absent
    /// It does not run.
    case stopped
    /// Its server lives but takes no connections: it is starting, recovering or stopping.
    case busy
    /// It runs.
    case running(RunningCluster)
  }

  /// Where it is.
  public let home: HarkHome
  let environment: [String: String]
  let notice: @Sendable (String) -> Void

  /// Describes a database; nothing happens yet. `notice` is told in a sentence what a person should
  /// know: as whom the server runs, that a database is made, what was put right.
  public init(
    home: HarkHome, environment: [String: String] = ProcessInfo.processInfo.environment,
    notice: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.home = home
    self.environment = environment
    self.notice = notice
  }

  /// Makes the database if there is none, starts it if it does not run, and says how to reach it.
  /// Safe to call again and from several programs at once. After a crash it tries for 30 seconds.
  @discardableResult
  public func start() async throws -> RunningCluster {
    let account = try Account.running(home)
    try await HomeFolder(home: home, account: account, notice: notice).prepare()
    let running = try await StartLock.hold(home, for: account) {
      try await ClusterStarter(cluster: self, account: account).start()
    }
    if account.needsSwitch, running.wasStarted {
      notice("the database does not run as root but as \(account.name)")
    }
    return running
  }

  /// Stops the database, ending connections that are open. False: it did not run.
  @discardableResult
  public func stop() async throws -> Bool {
    guard FileStatus(home.dataFolder) != nil else { return false }
    let account = try Account.running(home)
    return try await StartLock.hold(home, for: account) {
      let programs = try await programs()
      let result = try await Child(account: account).run(
        programs.pgCtl, ["stop", "-D", home.dataFolder, "-m", "fast", "-w", "-t", "60"])
      if result.isSuccess { return true }
      if !Postmaster(home: home).isAlive { return false }
      throw EmbeddedPostgresError.failed(
        program: "pg_ctl stop", output: result.output, log: home.logFile)
    }
  }

  /// Says whether the database runs; changes nothing.
  public func status() async throws -> Status {
    guard FileStatus("\(home.dataFolder)/PG_VERSION") != nil else { return .absent }
    let account = try Account.running(home)
    if let running = await RunningCluster.reach(home, account: account) {
      return .running(running)
    }
    return Postmaster(home: home).isAlive ? .busy : .stopped
  }

  /// Which version of PostgreSQL's programs would be used, and from which folder.
  public func programVersion() async throws -> (version: String, folder: String) {
    let programs = try await programs()
    return (programs.version, programs.folder)
  }

  /// PostgreSQL's programs, of the version that made the data if there is any.
  func programs() async throws -> PostgresPrograms {
    let version = try? String(contentsOfFile: "\(home.dataFolder)/PG_VERSION", encoding: .utf8)
    return try await PostgresPrograms.find(
      environment: environment,
      wanted: version?.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
