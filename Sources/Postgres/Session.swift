// One connection of libpq, from connecting to closing. It blocks, and belongs to one thread: only the
// actor Connection holds it.

import CLibPQ
import Foundation

/// The owner of a connection of libpq; closed when it goes. Not Sendable.
final class Session {
  let connection: OpaquePointer
  let cancelHandle: CancelHandle
  private(set) var statements = StatementCache(capacity: 256)
  /// Set after a script: it may have changed anything, so that the session is not used again.
  private(set) var isSpent = false
  /// Set after a SET: the settings are put back before the session is used again.
  private var hasChangedSettings = false

  /// Connects, which may take as long as connect_timeout.
  init(settings: ConnectionSettings) throws(PostgresError) {
    let connection = Self.connect(settings)
    guard let connection, PQstatus(connection) == CONNECTION_OK,
      let cancelHandle = CancelHandle(connection: connection)
    else {
      let message = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
      PQfinish(connection)
      throw .connectFailed(settings.reason(libpqMessage: message))
    }
    // Notices may quote values, and libpq would print them.
    PQsetNoticeReceiver(connection, { _, _ in }, nil)
    self.connection = connection
    self.cancelHandle = cancelHandle
  }

  deinit { PQfinish(connection) }

  private static func connect(_ settings: ConnectionSettings) -> OpaquePointer? {
    let texts = (settings.keywords + settings.values).map { strdup($0) }
    defer { texts.forEach { free($0) } }
    let count = settings.keywords.count
    let keywords = texts[..<count].map { UnsafePointer($0) } + [nil]
    let values = texts[count...].map { UnsafePointer($0) } + [nil]
    return PQconnectdbParams(keywords, values, 0)
  }

  var isLost: Bool { PQstatus(connection) == CONNECTION_BAD }

  var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }

  /// Whether the session can be lent out. What can be read from an idle connection is its end:
  /// libpq itself still believes it to be alive then.
  var isFit: Bool {
    if isLost || isSpent || transactionStatus != PQTRANS_IDLE { return false }
    var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) == 0
  }

  /// Runs a statement, from its second time on as a prepared one.
  func run(_ statement: RenderedSQL) throws(PostgresError) -> QueryResult {
    guard statement.values.count <= Int(UInt16.max) else {
      throw .server(ServerError(sqlState: "54000"))
    }
    let result = try runCached(statement)
    note(result)
    return result
  }

  /// Remembers when a statement has changed the session's settings.
  func note(_ result: QueryResult) {
    if result.isOfSetting { hasChangedSettings = true }
  }

  /// Forgets the prepared statements where an error says that they no longer fit.
  func noteFailure(_ error: PostgresError) {
    guard error.isOfOldStatement else { return }
    statements.forgetAll(alsoGone: error.sqlState == .invalidStatementName)
  }

  /// Runs one or more statements of our own, without values.
  @discardableResult
  func runSimple(_ text: String) throws(PostgresError) -> QueryResult {
    try send { PQsendQuery(connection, text) }
    return try collect()
  }

  /// Runs the text of a migration; the session is not lent out again after it.
  func runScript(_ text: String) throws(PostgresError) {
    if text.utf8.contains(0) { throw .nulInText }
    isSpent = true
    try runSimple(text)
  }

  /// Puts the session in order after a lease. False: it must be closed.
  func tidy() -> Bool {
    do throws(PostgresError) {
      if isLost || isSpent { return false }
      if transactionStatus != PQTRANS_IDLE { try runSimple("rollback") }
      if hasChangedSettings {
        try runSimple("set session authorization default; reset role; reset all")
        hasChangedSettings = false
      }
      return transactionStatus == PQTRANS_IDLE
    } catch {
      return false
    }
  }

  /// Sends something to the server.
  func send(_ body: () -> Int32) throws(PostgresError) {
    guard body() == 1 else {
      // Nothing is known about a connection that does not even take a statement.
      isSpent = true
      throw .connectionLost
    }
  }

  private func runCached(_ statement: RenderedSQL) throws(PostgresError) -> QueryResult {
    guard let name = try preparedName(for: statement) else { return try runOnce(statement) }
    do throws(PostgresError) {
      try sendPrepared(name, statement)
      return try collect()
    } catch {
      noteFailure(error)
      // In a transaction it is too late: PostgresClient begins it again where nobody can notice.
      guard error.isOfOldStatement, transactionStatus == PQTRANS_IDLE else { throw error }
      return try runOnce(statement)
    }
  }

  /// The name of a statement that is prepared, from its second time on; nil: it should run as it is.
  func preparedName(for statement: RenderedSQL) throws(PostgresError) -> String? {
    guard let use = statements.use(statement) else { return nil }
    if use.isPrepared { return use.name }
    // In a failed transaction nothing runs, this statement neither.
    if transactionStatus != PQTRANS_INERROR {
      for name in statements.takeOutdated() { try runSimple("deallocate \(name)") }
    }
    try send {
      PQsendPrepare(
        connection, use.name, statement.text, Int32(statement.types.count), statement.types)
    }
    _ = try collect()
    statements.markPrepared(statement)
    return use.name
  }
}
