// The server that script/test starts, and small things that several tests here need.

import Foundation
import Postgres
import Synchronization
import Testing

/// The server's connection string is missing: the tests were started without their database.
struct NoTestDatabase: Error, CustomStringConvertible {
  let description = "HARK_TEST_DATABASE_URL is not set: run script/test, which starts a database"
}

/// The connection string of the throw-away server.
func testDatabaseAddress() throws -> String {
  guard let address = ProcessInfo.processInfo.environment["HARK_TEST_DATABASE_URL"] else {
    throw NoTestDatabase()
  }
  return address
}

/// Runs a test with a client of its own, which is shut down afterwards.
func withClient(
  connections: Int = 1, waitTimeout: Duration = .seconds(60), name: String = "hark-test",
  _ body: (PostgresClient) async throws -> Void
) async throws {
  let client = PostgresClient(
    connectionString: try testDatabaseAddress(), maximumConnections: connections,
    waitTimeout: waitTimeout, applicationName: name)
  let result: Result<Void, any Error>
  do { result = .success(try await body(client)) } catch { result = .failure(error) }
  await client.shutdown()
  try result.get()
}

/// What a test throws itself, to see that it comes out again.
struct Deliberate: Error, Equatable {}

/// Opens once; whoever waits goes on then.
actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func open() {
    isOpen = true
    waiting.forEach { $0.resume() }
    waiting = []
  }

  func wait() async {
    if isOpen { return }
    await withCheckedContinuation { waiting.append($0) }
  }
}

/// A value that several tasks change.
final class Shared<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  init(_ value: Value) { mutex = Mutex(value) }

  var value: Value { mutex.withLock { $0 } }

  func change(_ body: (inout Value) -> Void) { mutex.withLock { body(&$0) } }
}

/// Gives way until a condition holds.
func until(_ condition: () async throws -> Bool) async throws {
  while try await !condition() { await Task.yield() }
}

/// Ends a server process from another connection, once it sleeps in a statement when `sleeping`.
func terminate(_ process: Int, sleeping: Bool = false) async throws {
  try await withClient { administrator in
    try await administrator.withConnection { connection in
      while sleeping {
        let asleep = try connection.execute(
          """
          select from pg_stat_activity where pid = \(process)::int and wait_event = 'PgSleep'
          """)
        if asleep == 1 { break }
      }
      try connection.execute("select pg_terminate_backend(\(process)::int, 10000)")
    }
  }
}

extension Connection {
  /// The number of the server's process for this connection.
  func process() throws -> Int {
    try #require(try first("select pg_backend_pid()") { row in try row.get(0, as: Int.self) })
  }
}
