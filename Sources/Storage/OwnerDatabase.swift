// The operator's way into the database, for what comes before there is anybody to sign in:
// partnerships and the first accounts. Nothing that people said can be read this way.

public import Foundation
public import Postgres

/// Hark's database on the owner's connection: a superuser's, or that of a role that may become
/// hark_owner.
public struct OwnerDatabase: Sendable {
  /// The connections.
  public let client: PostgresClient

  /// Wraps a client that may become hark_owner.
  public init(client: PostgresClient) {
    self.client = client
  }

  /// Runs a body in one transaction as hark_owner, for a partnership where the work belongs to one.
  /// The database's refusals arrive as `StorageError`.
  public func transaction<Value: Sendable>(
    partnership: UUID?, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction { connection in
        try connection.setLocal("role", "hark_owner")
        try connection.setLocal("hark.partnership", partnership?.uuidString ?? "")
        return try await body(connection)
      }
    }
  }
}
