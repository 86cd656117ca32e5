// `withDatabase` hands a test a clean database of its own, with every migration, and drops it
// afterwards.

public import Postgres
public import Storage

/// A database that belongs to one test.
public struct TestDatabase: Sendable {
  /// Its name in the cluster.
  public let name: String
  /// The application's way in, logged in as hark_app.
  public let application: Database
  /// The owner's way in.
  public let owner: OwnerDatabase
  /// A superuser's connections, for what no part of Hark does.
  public let superuser: PostgresClient
  /// A connection string for hark_app.
  public let applicationURL: String
  /// A connection string for the superuser.
  public let superuserURL: String

  /// A connection string for another user.
  public func url(user: String) throws -> String {
    try TestCluster.shared.connectionString(database: name, user: user)
  }

  fileprivate init(name: String, cluster: TestCluster) throws {
    self.name = name
    superuserURL = try cluster.connectionString(database: name)
    applicationURL = try cluster.connectionString(database: name, user: "hark_app")
    superuser = PostgresClient(
      connectionString: superuserURL, maximumConnections: 4, waitTimeout: .seconds(30))
    owner = OwnerDatabase(client: superuser)
    application = Database(
      client: PostgresClient(
        connectionString: applicationURL, maximumConnections: 4, waitTimeout: .seconds(30)),
      lockTimeout: .seconds(60))
  }
}

/// Runs a test with a migrated database of its own.
public func withDatabase<Value: Sendable>(
  _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
  try await withCopy(of: TestCluster.shared.migratedTemplate(), body)
}

/// Runs a test with a database of its own in which there is nothing yet.
public func withEmptyDatabase<Value: Sendable>(
  _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
  try await withCopy(of: "template0", body)
}

private func withCopy<Value: Sendable>(
  of template: String, _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
  await TestCluster.gate.enter()
  let result: Result<Value, any Error>
  do {
    let cluster = TestCluster.shared
    let database = try TestDatabase(
      name: await cluster.makeDatabase(from: template), cluster: cluster)
    do {
      result = .success(try await body(database))
    } catch {
      result = .failure(error)
    }
    await database.application.client.shutdown()
    await database.superuser.shutdown()
    try await cluster.drop(database.name)
  } catch {
    await TestCluster.gate.leave()
    throw error
  }
  await TestCluster.gate.leave()
  return try result.get()
}
