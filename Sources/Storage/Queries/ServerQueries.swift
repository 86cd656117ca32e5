// The server itself: what a backup has to know of it, and what makes a restored one Hark's own.

public import Foundation
public import Postgres

/// What a backup has to know about a server.
public struct ServerFacts: Sendable, Hashable {
  /// The version, such as `15.18`.
  public let version: String
  /// The number that PostgreSQL gave the cluster when it was made.
  public let systemIdentifier: String
  /// The superuser that the cluster was made with.
  public let superuser: String
  /// The database of this connection.
  public let database: String
  /// Whether some data lies outside the cluster's folder.
  public let hasTablespaces: Bool
  /// Whether it follows another server.
  public let isStandby: Bool
  /// Whether it archives its write-ahead log.
  public let archives: Bool
  /// Whether the user of this connection may copy it.
  public let mayReplicate: Bool
  /// The size of its databases.
  public let bytes: Int
}

/// Reads and changes the server, on an owner's or a superuser's connection.
public enum ServerQueries {
  /// What a backup has to know.
  public static func facts(on connection: isolated Connection) throws -> ServerFacts? {
    try connection.first(
      """
      select split_part(current_setting('server_version'), ' ', 1) as version,
        (select system_identifier::text from pg_control_system()) as system,
        (select rolname::text from pg_roles where oid = 10) as superuser,
        current_database()::text as database, pg_is_in_recovery() as standby,
        exists (select from pg_tablespace where spcname not in ('pg_default', 'pg_global'))
          as tablespaces,
        current_setting('archive_mode') <> 'off' as archives,
        (select rolsuper or rolreplication from pg_roles where rolname = session_user)
          as replicates,
        (select sum(pg_database_size(oid))::bigint from pg_database) as bytes
      """
    ) { row in
      ServerFacts(
        version: try row.get("version"), systemIdentifier: try row.get("system"),
        superuser: try row.get("superuser"), database: try row.get("database"),
        hasTablespaces: try row.get("tablespaces"), isStandby: try row.get("standby"),
        archives: try row.get("archives"), mayReplicate: try row.get("replicates"),
        bytes: try row.get("bytes"))
    }
  }

  /// When the last transaction that a recovery replayed was committed; nil when it replayed none.
  public static func lastReplayed(on connection: isolated Connection) throws -> Date? {
    try connection.first("select pg_last_xact_replay_timestamp() as at") {
      try $0.get("at", as: Date?.self)
    } ?? nil
  }

  /// Gives a restored server the superuser and the database that a private one has, on a superuser's
  /// connection to another database than the one that gets its name.
  public static func makePrivate(
    superuser: String, database: (now: String, then: String), on connection: isolated Connection
  ) throws {
    let names = try connection.first(
      """
      select format('%I', \(superuser)) as superuser, to_regrole(\(superuser)) is null as missing,
        format('alter database %I rename to %I', \(database.now), \(database.then)) as rename
      """
    ) { row in
      (
        superuser: try row.get("superuser", as: String.self),
        isMissing: try row.get("missing", as: Bool.self),
        rename: try row.get("rename", as: String.self)
      )
    }
    guard let names else { return }
    if names.isMissing { try connection.runScript("create role \(names.superuser)") }
    try connection.runScript("alter role \(names.superuser) login superuser")
    if database.now != database.then { try connection.runScript(names.rename) }
  }
}
