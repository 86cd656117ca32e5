// A private database with a published survey, people who record into it, and a folder of backups.

import Backups
import EmbeddedPostgres
import Engagement
import Foundation
import Glibc
import JSON
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

/// A home with a database, and its backups.
struct Household: Sendable {
  let cluster: Cluster
  let running: RunningCluster
  let client: PostgresClient
  let owner: PostgresClient
  let store: BackupStore
  let researcher: Principal
  let engagement: Engagement
  let path: String

  /// Records somebody's answers; the id comes back when they are confirmed.
  func record(_ id: UUID = UUID()) async throws -> UUID {
    _ = try await engagement.record(
      [
        "id": .string(id.uuidString.lowercased()), "answered_on": "2026-10-01",
        "consent": ["form": "spoken", "scopes": ["analyse": true]],
        "answers": ["safe": "very_safe", "services_help": true],
      ], survey: "worcs-feeling-safe", as: researcher, origin: .http)
    return id
  }

  /// Makes a backup.
  func backUp(keep: Int? = nil, to other: BackupStore? = nil) async throws -> BackupRecord {
    try await BackupRun(
      source: BackupSource(
        connectionString: running.ownerConnectionString, client: owner, privateHome: cluster.home),
      store: other ?? store, archives: true, now: { Date() }
    ).run(keep: keep)
  }

  /// Restores into a new home and reads which responses there are.
  func restore(
    _ backup: String? = nil, _ target: RestoreTarget
  ) async throws -> (outcome: RestoreRun.Outcome, ids: Set<UUID>) {
    let path = "\(path)-restored-\(UUID().uuidString.prefix(4))"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let outcome = try await run(backup, target).restore(to: path)
    let restored = Cluster(home: try HarkHome(path: path))
    let ids: Result<Set<UUID>, any Error>
    do {
      ids = .success(try await Self.responses(restored.start()))
    } catch {
      ids = .failure(error)
    }
    try await restored.stop()
    return (outcome, try ids.get())
  }

  /// A restore of a backup.
  func run(_ backup: String? = nil, _ target: RestoreTarget = .backup) throws -> RestoreRun {
    RestoreRun(
      store: store, backup: try store.find(backup), target: target, lostHome: cluster.home)
  }

  /// The code of the problem that a restore of the newest backup ends in; nil when it ends well.
  func problem(_ work: () async throws -> Void) async -> Problem? {
    do {
      try await work()
      return nil
    } catch {
      return Problem(translating: error)
    }
  }

  private static func responses(_ running: RunningCluster) async throws -> Set<UUID> {
    let client = PostgresClient(
      connectionString: running.ownerConnectionString, maximumConnections: 1)
    let ids: Result<[UUID], any Error>
    do {
      ids = .success(
        try await client.withConnection { connection in
          try connection.query("select id from hark.response") { try $0.get("id") }
        })
    } catch {
      ids = .failure(error)
    }
    await client.shutdown()
    return Set(try ids.get())
  }
}

/// Runs a test with a household of its own.
func withHousehold(_ body: (Household) async throws -> Void) async throws {
  let path = "/tmp/hark-test-\(UUID().uuidString.prefix(8))"
  let cluster = Cluster(home: try HarkHome(path: path))
  let result: Result<Void, any Error>
  do {
    let running = try await cluster.start()
    let client = PostgresClient(
      connectionString: running.connectionString(user: "hark_app"), maximumConnections: 8)
    let owner = PostgresClient(
      connectionString: running.ownerConnectionString, maximumConnections: 2)
    do {
      try await body(try await furnish(cluster, running, client, owner, path))
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    await owner.shutdown()
  } catch {
    result = .failure(error)
  }
  _ = try? await cluster.stop()
  try? FileManager.default.removeItem(atPath: path)
  try result.get()
}

private func furnish(
  _ cluster: Cluster, _ running: RunningCluster, _ client: PostgresClient, _ owner: PostgresClient,
  _ path: String
) async throws -> Household {
  try await Migrator(client: owner).migrate()
  let (partnership, account) = (UUID(), UUID())
  func principal(_ role: Storage.Role) -> Principal {
    Principal(
      partnership: partnership, partnershipSlug: "east", account: account, accountName: "kim",
      role: role)
  }
  try await OwnerDatabase(client: owner).transaction(partnership: partnership) { connection in
    try PartnershipQueries.insert(
      PartnershipRecord(id: partnership, slug: "east", name: "East (made up)"), on: connection)
    try AccountQueries.insert(
      id: account, name: "kim", roles: Storage.Role.allCases, on: connection)
  }
  let surveys = checkout.appendingPathComponent("surveys").path
  let catalog = ModuleCatalog.load(folders: [surveys])
  let engagement = Engagement(database: Database(client: client), catalog: { catalog })
  _ = try await engagement.publish(
    "worcs-feeling-safe", as: principal(.coordinator), origin: .cli)
  return Household(
    cluster: cluster, running: running, client: client, owner: owner,
    store: try BackupStore(
      path: cluster.home.backupsFolder, owner: cluster.home, notice: { _ in }),
    researcher: principal(.researcher), engagement: engagement, path: path)
}
