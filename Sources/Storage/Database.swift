// The application's way into the database. Every transaction says first for whom it works; without
// that, row-level security shows it nothing.

public import Foundation
public import Postgres

/// Hark's database as the application reaches it, logged in as hark_app.
public struct Database: Sendable {
  /// The connections.
  public let client: PostgresClient

  /// How long a statement waits for what somebody else holds, as PostgreSQL reads it.
  let lockTimeout: String

  /// Wraps a client that logs in as hark_app. A statement waits at most `lockTimeout` for a lock: who
  /// sends a record is told in time to send it again.
  public init(client: PostgresClient, lockTimeout: Duration = .seconds(5)) {
    self.client = client
    let (seconds, attoseconds) = lockTimeout.components
    self.lockTimeout = "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)ms"
  }

  /// Runs a body in one transaction as a principal. The database's refusals arrive as
  /// `StorageError`. After a serialization failure or a deadlock the whole body runs again,
  /// `retries` times at most. With `sharing` it sees what the transaction sees that exported it.
  public func transaction<Value: Sendable>(
    as principal: Principal, on role: DatabaseRole = .application,
    isolation: TransactionIsolation = .readCommitted, readOnly: Bool = false, retries: Int = 0,
    sharing snapshot: Snapshot? = nil, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(
        isolation: isolation, readOnly: readOnly, retries: retries, snapshot: snapshot,
        opening: """
          select set_config('role', \(role.name), true),
            set_config('hark.partnership', \(principal.partnership.uuidString), true),
            set_config('hark.account', \(principal.account.uuidString), true),
            set_config('hark.role', \(principal.role.rawValue), true),
            set_config('lock_timeout', \(lockTimeout), true)
          """, body)
    }
  }

  /// Runs a body in one transaction as the sealer of a partnership's audit trail; without one it
  /// may only ask which partnerships there are.
  public func sealing<Value: Sendable>(
    _ partnership: UUID?, readOnly: Bool = false,
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(readOnly: readOnly) { connection in
        try connection.setLocal("role", DatabaseRole.sealer.name)
        try connection.setLocal("hark.partnership", partnership?.uuidString ?? "")
        return try await body(connection)
      }
    }
  }

  /// Runs a body in one transaction as the courier of alerts, who works for every partnership.
  public func couriering<Value: Sendable>(
    readOnly: Bool = false, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(readOnly: readOnly) { connection in
        try connection.setLocal("role", DatabaseRole.courier.name)
        return try await body(connection)
      }
    }
  }

  /// Runs a body in one transaction that people of a partnership share for their records.
  public func transaction<Value: Sendable>(
    recordingFor group: RecordingGroup,
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(
        opening: """
          select set_config('role', \(DatabaseRole.application.name), true),
            set_config('hark.partnership', \(group.partnership)::text, true),
            set_config('hark.accounts', \(group.accounts)::text, true),
            set_config('hark.role', \(group.role.rawValue), true),
            set_config('lock_timeout', \(lockTimeout), true),
            set_config('plan_cache_mode', 'force_generic_plan', true)
          """, body)
    }
  }

  /// Whose tokens these are, by the SHA-256 of each secret, in one query; without those that do not
  /// work.
  public func signIn(tokenHashes: [[UInt8]]) async throws -> [[UInt8]: SignIn] {
    try await translatingErrors {
      // One statement, which needs neither a role nor a partnership: no transaction around it.
      try await client.withConnection { connection in
        try SignInQueries.find(tokenHashes, on: connection)
      }
    }
  }

  /// Whose token this is, by the SHA-256 of its secret; nil when there is none, or it has expired,
  /// was revoked, or its account or role has ended.
  public func signIn(tokenHash: [UInt8]) async throws -> Principal? {
    try await signIn(tokenHashes: [tokenHash])[tokenHash]?.principal
  }

  /// The account that the operator on the server's own machine works as. Without a slug it is the
  /// only partnership's, without a name the only administrator; nil when there is none such.
  public func findAccount(
    partnershipSlug: String?, accountName: String?
  ) async throws -> OperatorAccount? {
    try await translatingErrors {
      try await client.withTransaction(readOnly: true) { connection in
        try connection.setLocal("role", DatabaseRole.application.name)
        return try connection.first(
          "select * from hark.find_account(\(partnershipSlug), \(accountName))"
        ) { row in
          OperatorAccount(
            partnership: try row.get("partnership_id"), partnershipSlug: try row.get("slug"),
            account: try row.get("account_id"), accountName: try row.get("account_name"),
            roles: try row.get("roles", as: [String].self).compactMap(Role.init(rawValue:)))
        }
      }
    }
  }
}

/// An account with all of its roles.
public struct OperatorAccount: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The partnership's short name.
  public let partnershipSlug: String
  /// The account.
  public let account: UUID
  /// The account's name within the partnership.
  public let accountName: String
  /// Its roles, never empty.
  public let roles: [Role]

  /// The account in one of its roles; nil when it does not have that role.
  public func principal(as role: Role) -> Principal? {
    guard roles.contains(role) else { return nil }
    return Principal(
      partnership: partnership, partnershipSlug: partnershipSlug, account: account,
      accountName: accountName, role: role)
  }
}
