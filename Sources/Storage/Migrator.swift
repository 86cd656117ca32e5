// Brings a database to this version of Hark, forward only. Each step is one transaction under an
// advisory lock: two migrators at once take turns, and one that is killed leaves no step half done.

public import Foundation
public import Postgres

/// A step that a database has taken.
public struct AppliedMigration: Sendable, Hashable {
  /// Its place in the order, from 1.
  public let number: Int
  /// What it made.
  public let title: String
  /// SHA-256 of the script that was run.
  public let checksum: [UInt8]
  /// When it was run.
  public let appliedAt: Date
}

/// Which steps a database has taken, and which are left.
public struct MigrationStatus: Sendable, Hashable {
  /// The steps taken, in order.
  public let applied: [AppliedMigration]
  /// The steps left, in order.
  public let pending: [Migration]
  /// The steps taken that this version does not know, because they came with a later one. This
  /// version works on with them.
  public let newer: [AppliedMigration]
}

/// Why a database can't be used with this version of Hark.
public enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A step that the database has taken is another in this version.
  case changed(number: Int, title: String)
  /// The database has taken a step that this version does not know.
  case databaseIsNewer(number: Int)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .changed(let number, let title):
      "migration \(number) (\(title)) was run on this database with other statements than this "
        + "version of hark has; use the version of hark that the database was made with, or a later"
    case .databaseIsNewer(let number):
      "the database has migration \(number), which this version of hark does not know; "
        + "use a later version of hark"
    }
  }
}

/// Runs migrations.
public struct Migrator: Sendable {
  // Any number will do, as long as every version of Hark uses the same.
  private static let lock = 0x6861_726b

  private let client: PostgresClient
  private let migrations: [Migration]

  /// Takes the owner's connection; for `status` the application's will do.
  public init(client: PostgresClient, migrations: [Migration] = Migration.all) {
    self.client = client
    self.migrations = migrations
  }

  /// What has been run and what is left. Throws `MigrationError` when the database does not fit, as
  /// when a later version has changed it in a way that this one cannot work with (decision 0016).
  public func status() async throws -> MigrationStatus {
    try await client.withConnection { connection in try status(on: connection) }
  }

  /// Runs every step that is left, each in its own transaction, and says which. Safe to run again,
  /// and by two at once. An older version than the database's refuses.
  @discardableResult
  public func migrate() async throws -> [Migration] {
    var done: [Migration] = []
    while let migration = try await patientStep() { done.append(migration) }
    return done
  }

  /// Runs the next step, again and again for as long as people at work hold what it needs.
  private func patientStep() async throws -> Migration? {
    for _ in 1..<200 {
      do {
        return try await step()
      } catch let error as PostgresError
        where error.sqlState == .lockNotAvailable || error.sqlState == .deadlockDetected
      {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    return try await step()
  }

  /// Runs the next step; nil when none is left.
  private func step() async throws -> Migration? {
    try await client.withTransaction { connection in
      try connection.execute("select pg_advisory_xact_lock(\(Self.lock))")
      let status = try status(on: connection)
      if let newer = status.newer.first {
        throw MigrationError.databaseIsNewer(number: newer.number)
      }
      guard let next = status.pending.first else { return nil }
      // Under the second after which the server looks for deadlocks, so that it is the migration that
      // gives way and not somebody's answers; nor do they queue behind it for longer.
      try connection.execute("set local lock_timeout = '800ms'")
      try connection.runScript(next.script)
      try connection.execute(
        """
        insert into hark.migration (number, title, sha256)
        values (\(next.number), \(next.title), \(next.checksum))
        """)
      return next
    }
  }

  private func status(on connection: isolated Connection) throws -> MigrationStatus {
    let applied = try appliedMigrations(on: connection)
    let last = migrations.last?.number ?? 0
    let newer = applied.filter { $0.number > last }
    let known = applied.dropLast(newer.count)
    for (index, step) in known.enumerated() {
      guard index < migrations.count, migrations[index].number == step.number else {
        throw MigrationError.databaseIsNewer(number: step.number)
      }
      guard migrations[index].checksum == step.checksum else {
        throw MigrationError.changed(number: step.number, title: step.title)
      }
    }
    if let step = newer.first, try requiredMigration(on: connection) > last {
      throw MigrationError.databaseIsNewer(number: step.number)
    }
    return MigrationStatus(
      applied: applied, pending: Array(migrations.dropFirst(known.count)), newer: newer)
  }

  /// The newest step that a version must know to work with the database as it is.
  private func requiredMigration(on connection: isolated Connection) throws -> Int {
    let isSaid = try connection.first(
      "select to_regprocedure('hark.required_migration()') is not null as said"
    ) { try $0.get("said", as: Bool.self) }
    guard isSaid == true else { return .max }
    return try connection.first("select hark.required_migration() as number") {
      try $0.get("number", as: Int.self)
    } ?? .max
  }

  private func appliedMigrations(
    on connection: isolated Connection
  ) throws -> [AppliedMigration] {
    // From the table itself: what a session remembers of names may be of before it waited.
    let isMigrated = try connection.first(
      """
      select exists (
        select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'hark' and p.proname = 'applied_migrations') as known
      """
    ) { row in try row.get("known", as: Bool.self) }
    guard isMigrated == true else { return [] }
    return try connection.query("select * from hark.applied_migrations() order by number") { row in
      AppliedMigration(
        number: try row.get("number"), title: try row.get("title"),
        checksum: try row.get("sha256"), appliedAt: try row.get("applied_at"))
    }
  }
}
