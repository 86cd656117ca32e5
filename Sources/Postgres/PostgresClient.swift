// The way into the database: a client lends connections and runs transactions.

import Dispatch

/// A database, reached through a bounded number of connections that are made when first needed.
public final class PostgresClient: Sendable {
  private let pool: ConnectionPool

  /// Describes the way to a database; nothing is sent yet, and a bad connection string shows at first
  /// use. Takes any connection string of libpq. `waitTimeout` bounds the wait for a free connection,
  /// `maximumWaiting` how many may wait; who comes then is refused at once.
  public init(
    connectionString: String, maximumConnections: Int = 8,
    waitTimeout: Duration = .seconds(5), maximumWaiting: Int = .max,
    applicationName: String = "hark"
  ) {
    let settings = Result { () throws(PostgresError) in
      try ConnectionSettings(
        connectionString: connectionString, applicationName: applicationName)
    }
    pool = ConnectionPool(
      settings: settings, maximumConnections: maximumConnections, waitTimeout: waitTimeout,
      maximumWaiting: maximumWaiting, name: applicationName)
  }

  /// How many tasks wait for a free connection.
  package var waitingCount: Int { pool.load.waiting }

  /// How busy the connections are.
  public var load: PoolLoad { pool.load }

  /// Lends a connection to a body, which runs on the connection's own thread. Keep the connection
  /// inside the body, and take no second one there: a full pool would wait for itself.
  @discardableResult
  public func withConnection<Value: Sendable>(
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await pool.withConnection { connection in try await connection.serve(body) }
  }

  /// Runs a body in a transaction: committed when it returns, rolled back when it throws or is
  /// cancelled. After a serialization failure or a deadlock the whole body runs again, `retries`
  /// times at most; once more when a prepared statement was too old and the body had been given no row
  /// yet, as when a newer version changes the database under this one. `connectionLost` may mean that the commit happened. With a `snapshot` it sees what
  /// the transaction sees that exported it, which has to be open still. `opening` is a first statement that
  /// is sent together with the beginning.
  @discardableResult
  public func withTransaction<Value: Sendable>(
    isolation: TransactionIsolation = .readCommitted, readOnly: Bool = false, retries: Int = 0,
    snapshot: Snapshot? = nil, opening: SQL? = nil,
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await pool.withConnection { connection in
      var attempt = 0
      var mayPrepareAnew = true
      while true {
        do {
          return try await connection.serveTransaction(
            isolation: isolation, readOnly: readOnly, snapshot: snapshot, opening: opening, body)
        } catch let error as PostgresError {
          if error.isOfOldStatement, mayPrepareAnew, await !connection.hasGivenRows {
            mayPrepareAnew = false
          } else if error.isWorthRetrying, attempt < retries {
            attempt += 1
          } else {
            throw error
          }
        }
      }
    }
  }

  /// Refuses new work, waits for what is under way, closes the connections and ends their threads.
  /// Everything afterwards throws `.closed`.
  public func shutdown() async {
    for connection in await pool.drain() {
      await connection.close()
      let executor = connection.executor
      // Joining blocks, though shortly: not on a thread of Swift's pool.
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          executor.stopAndJoin()
          continuation.resume()
        }
      }
    }
  }
}

extension PostgresError {
  /// Whether the same transaction may well succeed the next time.
  fileprivate var isWorthRetrying: Bool {
    sqlState == .serializationFailure || sqlState == .deadlockDetected || isOfOldStatement
  }
}
