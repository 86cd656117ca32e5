// A connection to the database, lent to one task at a time. It is an actor on a thread of its own:
// the body that receives it runs there, so its statements are plain calls without a hop between.

import CLibPQ

/// A connection, valid inside the body that `PostgresClient` lends it to.
public actor Connection {
  nonisolated let executor: ConnectionExecutor
  private let settings: ConnectionSettings
  private var session: Session?
  private var lease: Lease?
  private var isBusy = false
  private var isClosed = false
  private var savepointDepth = 0
  /// Statements that are held back to be sent together; nil: each is sent at once.
  var gathered: [RenderedSQL]?
  /// Whether a body has been given anything of what the database holds since the transaction began.
  var hasGivenRows = false
  /// What begins the transaction, until its first statement takes it along.
  var opening: [RenderedSQL] = []

  init(settings: ConnectionSettings, name: String) {
    self.settings = settings
    executor = ConnectionExecutor(name: name)
  }

  /// The connection's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Whether a transaction is open on the connection, a failed one included.
  public var isInTransaction: Bool {
    !opening.isEmpty || session?.transactionStatus == PQTRANS_INTRANS || hasFailedTransaction
  }

  var hasFailedTransaction: Bool { session?.transactionStatus == PQTRANS_INERROR }

  /// Runs something on the session: for the lease's own task, one at a time, cancellable.
  func perform<Value>(_ work: (Session) throws -> Value) throws -> Value {
    guard let lease, lease.isMine, let session else { throw PostgresError.closed }
    // A statement inside the chunk closure of a COPY on the same connection.
    if isBusy { throw PostgresError.server(ServerError(sqlState: "55006")) }
    if session.isLost { throw PostgresError.connectionLost }
    try lease.statementBegins(session.cancelHandle)
    isBusy = true
    defer { isBusy = false }
    do {
      let value = try work(session)
      _ = lease.statementEnds()
      return value
    } catch {
      let wasCancelled = lease.statementEnds()
      // A time limit of the server gives the same code: only our own request makes it a cancellation.
      let isStop = (error as? PostgresError)?.sqlState == .queryCanceled
      throw wasCancelled && isStop ? CancellationError() : error
    }
  }

  /// Runs something that must happen whether or not the task was cancelled.
  func performShielded(_ work: (Session) throws -> Void) throws {
    guard let session, !isBusy else { throw PostgresError.closed }
    try work(session)
  }

  /// A new number for a savepoint, for as long as the body runs.
  func withSavepointNumber<Value>(_ body: (Int) throws -> Value) rethrows -> Value {
    savepointDepth += 1
    defer { savepointDepth -= 1 }
    return try body(savepointDepth)
  }

  /// Lends the connection to the current task: connects if needed, and tidies up afterwards.
  func lend<Value: Sendable>(
    _ body: (Lease) async throws -> Value
  ) async throws -> Value {
    if isClosed { throw PostgresError.closed }
    let lease = Lease()
    self.lease = lease
    defer { takeBack() }
    if session?.isFit != true {
      session = nil
      session = try Session(settings: settings)
    }
    return try await Lease.$current.withValue(Lease.current + [lease.number]) {
      try await body(lease)
    }
  }

  /// Every further statement of the lease is refused.
  func dropSession() { session = nil }

  private func takeBack() {
    (lease, gathered, opening) = (nil, nil, [])
    if session?.tidy() != true { session = nil }
  }

  /// Closes the connection for good.
  func close() {
    isClosed = true
    session = nil
  }
}
