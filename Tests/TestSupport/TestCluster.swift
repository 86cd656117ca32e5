// The throw-away cluster that tests run on: where it is, a template database with every migration
// that is made once, and a bound on how many databases are in use at the same time.

import Foundation
import Postgres
import Storage

/// Tests need a cluster and there is none.
struct NoTestCluster: Error, CustomStringConvertible {
  var description: String {
    "no PostgreSQL for tests: run script/test, which starts one and sets HARK_TEST_DATABASE_URL"
  }
}

/// The cluster, as HARK_TEST_DATABASE_URL names it for a superuser.
struct TestCluster: Sendable {
  static let shared = TestCluster()

  private static let template = TemplateDatabase()
  /// Each database in use holds a few connections, and a cluster has a hundred.
  static let gate = Gate(width: 6)

  private let url: String?

  private init() {
    url = ProcessInfo.processInfo.environment["HARK_TEST_DATABASE_URL"]
      .flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A connection string for a database of the cluster. A later keyword wins over an earlier one.
  func connectionString(database: String, user: String? = nil) throws -> String {
    guard let url else { throw NoTestCluster() }
    let isAddress = url.hasPrefix("postgres://") || url.hasPrefix("postgresql://")
    let parts = ["dbname=\(database)"] + (user.map { ["user=\($0)"] } ?? [])
    guard isAddress else { return url + " " + parts.joined(separator: " ") }
    return url + (url.contains("?") ? "&" : "?") + parts.joined(separator: "&")
  }

  /// The name of a new database, a copy of a template.
  func makeDatabase(from template: String) async throws -> String {
    let name = Self.newName()
    try await run("create database \(name) template \(template) strategy file_copy")
    return name
  }

  /// The template with every migration.
  func migratedTemplate() async throws -> String {
    try await Self.template.name()
  }

  /// Drops a database, whoever is still connected to it.
  func drop(_ name: String) async throws {
    try await run("drop database if exists \(name) with (force)")
  }

  /// A name that no other test and no other process uses.
  static func newName() -> String {
    "hark_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
  }

  // Names are made here and hold letters, digits and underscores alone; they cannot be bound.
  fileprivate func run(_ statement: String) async throws {
    let client = PostgresClient(
      connectionString: try connectionString(database: "postgres"), maximumConnections: 1)
    let result: Result<Void, any Error>
    do {
      try await client.withConnection { connection in try connection.runScript(statement) }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    try result.get()
  }
}

/// Makes the template once, however many tests ask at the same time. It stays until the cluster
/// goes.
private actor TemplateDatabase {
  private var making: Task<String, any Error>?

  func name() async throws -> String {
    if let making { return try await making.value }
    let task = Task {
      let cluster = TestCluster.shared
      let name = try await cluster.makeDatabase(from: "template0")
      let client = PostgresClient(
        connectionString: try cluster.connectionString(database: name), maximumConnections: 1)
      let result: Result<Void, any Error>
      do {
        try await Migrator(client: client).migrate()
        result = .success(())
      } catch {
        result = .failure(error)
      }
      // A template may have no connections when it is copied.
      await client.shutdown()
      try result.get()
      return name
    }
    making = task
    return try await task.value
  }
}

/// Lets so many in at a time, in the order they came.
actor Gate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) {
    free = width
  }

  func enter() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
