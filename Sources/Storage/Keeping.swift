// Transactions about single records: what a person does with their receipt code, what a steward
// erases, what has been kept long enough. They see the records that they name, and no other.

public import Foundation
public import Postgres

/// Who keeps, shows or erases records.
public enum Keeper: Sendable {
  /// Whoever has the receipt code: no account.
  case person
  /// A steward.
  case steward(UUID)
  /// Hark itself, after a restore: no account and no role.
  case restore
}

/// Records of a partnership that somebody came for.
public struct KeptRecords: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The records.
  public let ids: [UUID]

  /// Names records.
  public init(partnership: UUID, ids: [UUID]) {
    (self.partnership, self.ids) = (partnership, ids)
  }
}

/// What a receipt code opens.
public struct ReceiptFound: Sendable {
  /// The records that are held under it.
  public let records: KeptRecords
  /// When the last record under it was erased; nil when none was.
  public let goneAt: Date?
  /// What is left of records under it that were erased.
  public let tombstones: [UUID]
}

extension Connection {
  /// From here on the transaction is a keeper's, for its account: it sees these records and no other.
  public func turnToKeeping(_ records: [UUID]) throws {
    let ids = "{" + records.map(\.uuidString).joined(separator: ",") + "}"
    try setLocal("hark.records", ids)
    try setLocal("role", DatabaseRole.keeper.name)
  }

  /// Reads what everybody of the partnership may and belongs to no record, such as the entries of its lists, in a
  /// keeper's transaction.
  public func besideKeeping<Value>(_ read: (isolated Connection) throws -> Value) throws -> Value {
    try setLocal("role", DatabaseRole.application.name)
    do {
      let value = try read(self)
      try setLocal("role", DatabaseRole.keeper.name)
      return value
    } catch {
      try? setLocal("role", DatabaseRole.keeper.name)
      throw error
    }
  }
}

extension Database {
  /// Runs a body in one transaction that sees these records alone. A release that is stored meanwhile is gone
  /// through for who left once more when it ends.
  public func keeping<Value: Sendable>(
    _ records: KeptRecords, as keeper: Keeper, readOnly: Bool = false,
    isolation: TransactionIsolation = .repeatableRead,
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    let ids = "{" + records.ids.map(\.uuidString).joined(separator: ",") + "}"
    let (role, account) =
      switch keeper {
      case .person: ("person", "")
      case .restore: ("", "")
      case .steward(let account): (Role.steward.rawValue, account.uuidString)
      }
    return try await translatingErrors {
      try await client.withTransaction(isolation: isolation, readOnly: readOnly, retries: 3) {
        connection in
        try connection.execute(
          """
          select set_config('role', \(DatabaseRole.keeper.name), true),
            set_config('hark.partnership', \(records.partnership.uuidString), true),
            set_config('hark.account', \(account), true),
            set_config('hark.role', \(role), true),
            set_config('hark.records', \(ids), true),
            set_config('lock_timeout', \(lockTimeout), true), \(ReleaseQueries.announcement(records.partnership))
          """)
        return try await body(connection)
      }
    }
  }

  /// Runs a body in one transaction that keeps the whole server in order, and sees no record.
  public func upkeep<Value: Sendable>(
    readOnly: Bool = false, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(readOnly: readOnly) { connection in
        try connection.setLocal("role", DatabaseRole.keeper.name)
        return try await body(connection)
      }
    }
  }

  /// What is held under a receipt code, by the partnership's short name and what the client worked out
  /// from the words; nil when nothing is or ever was.
  public func openReceipt(slug: String, hash: [UInt8]) async throws -> ReceiptFound? {
    try await translatingErrors {
      try await client.withTransaction(readOnly: true) { connection in
        try connection.execute(
          """
          select set_config('role', \(DatabaseRole.application.name), true),
            set_config('hark.role', 'person', true)
          """)
        return try connection.opened(slug: slug, hash: hash)
      }
    }
  }
}
