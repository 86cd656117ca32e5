// A bounded number of connections and a queue of those who wait for one: first come, first served,
// with a limit to the wait.

import Synchronization

/// How busy a pool is.
public struct PoolLoad: Sendable, Hashable {
  /// Connections that are lent out.
  public let inUse: Int
  /// Connections that were made.
  public let open: Int
  /// Callers that wait for one.
  public let waiting: Int
  /// Connections there may be.
  public let maximum: Int
}

/// Lends connections and hands each one that comes back to the first who waits.
final class ConnectionPool: Sendable {
  private struct Waiter {
    let number: UInt64
    let continuation: CheckedContinuation<Connection, any Error>
  }

  private struct State {
    var idle: [Connection] = []
    var all: [Connection] = []
    var waiters: [Waiter] = []
    var lastNumber: UInt64 = 0
    var isClosed = false
    var whenAllBack: [CheckedContinuation<Void, Never>] = []
  }

  private let settings: Result<ConnectionSettings, PostgresError>
  private let maximumConnections: Int
  private let waitTimeout: Duration
  private let maximumWaiting: Int
  private let name: String
  private let state = Mutex(State())

  init(
    settings: Result<ConnectionSettings, PostgresError>, maximumConnections: Int,
    waitTimeout: Duration, maximumWaiting: Int, name: String
  ) {
    self.settings = settings
    self.maximumConnections = max(1, maximumConnections)
    self.waitTimeout = waitTimeout
    self.maximumWaiting = maximumWaiting
    self.name = name
  }

  /// How many connections are lent out, how many there are, and how many callers wait for one.
  var load: PoolLoad {
    state.withLock {
      PoolLoad(
        inUse: $0.all.count - $0.idle.count, open: $0.all.count, waiting: $0.waiters.count,
        maximum: maximumConnections)
    }
  }

  /// Lends a connection to a body.
  func withConnection<Value: Sendable>(
    _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    let connection = try await acquire()
    defer { giveBack(connection) }
    return try await body(connection)
  }

  private func acquire() async throws -> Connection {
    try Task.checkCancellation()
    let settings = try settings.get()
    if let free = try takeFree(settings) { return free }
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let timer = Task { [waitTimeout] in
      try await Task.sleep(for: waitTimeout)
      self.fail(number, with: PostgresError.poolTimeout)
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wait($0, number) }
    } onCancel: {
      fail(number, with: CancellationError())
    }
  }

  /// A connection that nobody uses, or a new one while there may be more; nil: all are in use.
  private func takeFree(_ settings: ConnectionSettings) throws -> Connection? {
    try state.withLock { state in
      if state.isClosed { throw PostgresError.closed }
      if let connection = state.idle.popLast() { return connection }
      if state.all.count >= maximumConnections { return nil }
      let connection = Connection(settings: settings, name: name)
      state.all.append(connection)
      return connection
    }
  }

  /// Puts a caller into the queue, unless a connection came back or all changed in the meantime.
  private func wait(
    _ continuation: CheckedContinuation<Connection, any Error>, _ number: UInt64
  ) {
    let outcome = state.withLock { state -> Result<Connection, any Error>? in
      if state.isClosed { return .failure(PostgresError.closed) }
      // A cancellation before this moment found nobody in the queue.
      if Task.isCancelled { return .failure(CancellationError()) }
      if let connection = state.idle.popLast() { return .success(connection) }
      if state.waiters.count >= maximumWaiting { return .failure(PostgresError.poolTimeout) }
      state.waiters.append(Waiter(number: number, continuation: continuation))
      return nil
    }
    if let outcome { continuation.resume(with: outcome) }
  }

  private func fail(_ number: UInt64, with error: any Error) {
    let waiter = state.withLock { state in
      state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
    }
    waiter?.continuation.resume(throwing: error)
  }

  private func giveBack(_ connection: Connection) {
    let (waiter, finished) = state.withLock {
      state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
      if !state.waiters.isEmpty { return (state.waiters.removeFirst(), []) }
      state.idle.append(connection)
      guard state.isClosed, state.idle.count == state.all.count else { return (nil, []) }
      defer { state.whenAllBack = [] }
      return (nil, state.whenAllBack)
    }
    waiter?.continuation.resume(returning: connection)
    finished.forEach { $0.resume() }
  }

  /// Refuses new callers and those who wait, waits for what is lent out, and gives up every
  /// connection. A second call returns none.
  func drain() async -> [Connection] {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters = [] }
      return state.waiters
    }
    waiters.forEach { $0.continuation.resume(throwing: PostgresError.closed) }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.idle.count == state.all.count { return true }
        state.whenAllBack.append(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
    return state.withLock { state in
      defer { (state.all, state.idle) = ([], []) }
      return state.all
    }
  }
}
