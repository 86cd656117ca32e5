// How to reach a private database that runs.

import Postgres

/// A private database that runs.
public struct RunningCluster: Sendable, Equatable {
  /// The superuser of the private database. It has no password: only the user who runs the
  /// server, and root, can get into the socket's folder.
  public static let administrator = "hark_admin"
  /// The database that is made with the cluster.
  public static let database = "hark"

  /// The folder of the server's socket.
  public let socketFolder: String
  /// The number of the server's process.
  public let process: Int32
  /// As whom the server runs.
  public let user: String
  /// Whether the call that gave this started the server; false: it ran already.
  public internal(set) var wasStarted = false

  /// The connection string for a role of the database and one of its databases. Both are names of
  /// letters, digits and underscores.
  public func connectionString(user: String, database: String = RunningCluster.database) -> String {
    "host='\(socketFolder)' port=5432 user='\(user)' dbname='\(database)'"
  }

  /// The connection string of the owner: the superuser `hark_admin` in the database `hark`.
  public var ownerConnectionString: String { connectionString(user: Self.administrator) }
}

extension RunningCluster {
  /// The server of a home, if it takes connections and is really the one of that home.
  static func reach(_ home: HarkHome, account: Account) async -> RunningCluster? {
    let folder = SocketFolder(home: home, account: account)
    guard folder.isSafe, let process = Postmaster(home: home).process else { return nil }
    let running = RunningCluster(socketFolder: folder.path, process: process, user: account.name)
    let isOurs = try? await running.withAdministrator { connection in
      try connection.first("show data_directory") { try $0.get(0, as: String.self) }
    }
    return isOurs == .some(.some(home.dataFolder)) ? running : nil
  }

  /// Makes the database `hark` unless it is there.
  func ensureDatabase() async throws {
    try await withAdministrator { connection in
      let count = try connection.execute(
        "select from pg_database where datname = \(Self.database)")
      if count == 0 { try connection.execute("create database hark") }
    }
  }

  /// Runs something as the superuser in the database that every cluster has.
  private func withAdministrator<Value: Sendable>(
    _ body: @Sendable (isolated Connection) throws -> Value
  ) async throws -> Value {
    let client = PostgresClient(
      connectionString: connectionString(user: Self.administrator, database: "postgres"),
      maximumConnections: 1, applicationName: "hark-cluster")
    let result: Result<Value, any Error>
    do {
      result = .success(try await client.withConnection { try body($0) })
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    return try result.get()
  }
}
