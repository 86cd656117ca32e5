// Transactions and savepoints. What ends a transaction is never cancelled: a task that stops in the
// middle leaves nothing half done and nothing open.

/// How much a transaction sees of others that run at the same time.
public enum TransactionIsolation: Sendable {
  /// Each statement sees what was committed before it.
  case readCommitted
  /// Every statement sees what was committed before the first.
  case repeatableRead
  /// As if transactions ran one after another; may ask to be tried again (40001).
  case serializable

  fileprivate var name: String {
    switch self {
    case .readCommitted: "read committed"
    case .repeatableRead: "repeatable read"
    case .serializable: "serializable"
    }
  }
}

/// What a transaction sees, for another one to see the same while the first is open.
public struct Snapshot: Sendable, Hashable {
  /// The name that PostgreSQL gave it: hexadecimal digits and hyphens.
  fileprivate let name: String

  fileprivate init?(_ name: String) {
    // The name goes into a statement that takes no bound values.
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 == 0x2D || Self.isDigit($0) }) else {
      return nil
    }
    self.name = name
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
  }
}

extension Connection {
  /// What this transaction sees, to be shared with another until it ends; it has to be one of
  /// `repeatableRead` or `serializable`.
  public func exportSnapshot() throws -> Snapshot {
    let name = try first("select pg_export_snapshot() as name") { row in
      try row.get("name", as: String.self)
    }
    guard let snapshot = name.flatMap({ Snapshot($0) }) else {
      throw PostgresError.decode(column: "name", expected: "the name of a snapshot")
    }
    return snapshot
  }

  /// Runs a body in a savepoint of the transaction: if it throws, what it did is undone and the
  /// transaction goes on.
  @discardableResult
  public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try sendGathered()
    return try withSavepointNumber { number in
      _ = try perform { session in try session.runSimple("savepoint hark_\(number)") }
      let value: Value
      do {
        value = try body()
        if hasFailedTransaction {
          throw PostgresError.server(ServerError(sqlState: .inFailedTransaction))
        }
      } catch {
        try? performShielded { session in
          try session.runSimple("rollback to savepoint hark_\(number)")
          try session.runSimple("release savepoint hark_\(number)")
        }
        throw error
      }
      try performShielded { session in
        try session.runSimple("release savepoint hark_\(number)")
      }
      return value
    }
  }

  /// Lends the connection for a body without a transaction.
  func serve<Value: Sendable>(
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await lend { lease in try await lease.cancellable { try await body(self) } }
  }

  /// Lends the connection for a transaction: committed when the body returns, else rolled back.
  func serveTransaction<Value: Sendable>(
    isolation: TransactionIsolation, readOnly: Bool, snapshot: Snapshot? = nil,
    opening: SQL? = nil, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    let begin = "begin isolation level \(isolation.name)\(readOnly ? " read only" : "")"
    let first = try opening.map { [RenderedSQL(text: begin), try $0.rendered()] }
    hasGivenRows = false
    return try await lend { lease in
      let value: Value
      do {
        value = try await lease.cancellable {
          if let first, snapshot == nil {
            self.opening = first
            return try await body(self)
          }
          _ = try perform { session in try session.runSimple(begin) }
          if let snapshot {
            _ = try perform { session in
              try session.runSimple("set transaction snapshot '\(snapshot.name)'")
            }
          }
          if let opening { try execute(opening) }
          return try await body(self)
        }
      } catch {
        (self.opening, gathered) = ([], nil)
        // Closing the connection, if this fails, rolls back as well.
        try? performShielded { session in try session.runSimple("rollback") }
        throw error
      }
      try commit()
      return value
    }
  }

  private func commit() throws {
    let isOpen = isInTransaction
    let held = takeHeld()
    gathered = nil
    try performShielded { session in
      if session.isLost { throw PostgresError.connectionLost }
      if isOpen, !held.isEmpty {
        let ends = try session.runTogether(held + [RenderedSQL(text: "commit")])
        guard ends.last?.commandTag == "COMMIT" else {
          throw PostgresError.server(ServerError(sqlState: .inFailedTransaction))
        }
        return
      }
      guard isInTransaction else {
        // The body ended the transaction by itself: what came after was not part of it.
        throw PostgresError.server(ServerError(sqlState: .noActiveTransaction))
      }
      // A failed transaction answers COMMIT with ROLLBACK, and calls that a success.
      guard try session.runSimple("commit").commandTag == "COMMIT" else {
        throw PostgresError.server(ServerError(sqlState: .inFailedTransaction))
      }
    }
  }
}
