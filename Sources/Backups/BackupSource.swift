// The server that is backed up: the private one, or any that its owner's connection string reaches.

public import EmbeddedPostgres
internal import Foundation
public import Postgres
internal import Storage

/// A running server and how to reach it.
public struct BackupSource: Sendable {
  /// The owner's connections.
  public let client: PostgresClient
  /// The home of a private database; nil for another server.
  public let privateHome: HarkHome?
  private let connectionString: String

  /// Names a server by its owner's connection string.
  public init(connectionString: String, client: PostgresClient, privateHome: HarkHome?) {
    (self.connectionString, self.client) = (connectionString, client)
    self.privateHome = privateHome
  }

  /// What PostgreSQL's own programs find the server by. Of this process's environment only what a
  /// connection string may leave out.
  func variables() throws -> [String: String] {
    let given = try ConnectionEnvironment.variables(connectionString)
    guard privateHome == nil else { return given }
    let mine = ProcessInfo.processInfo.environment.filter {
      $0.key.hasPrefix("PG") || $0.key == "HOME"
    }
    return mine.merging(given) { $1 }
  }

  func facts() async throws -> ServerFacts {
    guard let facts = try await client.withConnection({ try ServerQueries.facts(on: $0) }) else {
      throw PostgresError.closed
    }
    return facts
  }
}
