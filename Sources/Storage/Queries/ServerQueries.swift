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

/// How storing the write-ahead log elsewhere goes, which a restore to a moment needs.
public struct ArchivingState: Sendable, Hashable {
  /// When the last file was stored; nil: none was.
  public let lastStored: Date?
  /// The file that could not be stored; nil when the last try succeeded.
  public let failedFile: String?
  /// When it was tried last.
  public let failedAt: Date?
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

  /// How archiving goes, for any user; nil where it is off.
  public static func archiving(on connection: isolated Connection) throws -> ArchivingState? {
    try connection.first(
      """
      select last_archived_time as stored, last_failed_wal as file, last_failed_time as failed,
        coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as is_failing
      from pg_stat_archiver where current_setting('archive_mode') <> 'off'
      """
    ) { row in
      let isFailing = try row.get("is_failing", as: Bool.self)
      return ArchivingState(
        lastStored: try row.get("stored"), failedFile: isFailing ? try row.get("file") : nil,
        failedAt: isFailing ? try row.get("failed") : nil)
    }
  }

  /// What the log of the server may hold of the values in statements, for any user: settings that
  /// have it hold some, with their values.
  public static func loggingOfValues(
    on connection: isolated Connection
  ) throws -> [(setting: String, value: String)] {
    try connection.query(
      """
      with setting as (
        select name, current_setting(name) as value from unnest(array['log_min_messages',
          'log_min_error_statement', 'log_statement', 'log_min_duration_statement',
          'log_min_duration_sample', 'log_transaction_sample_rate', 'log_parameter_max_length',
          'log_parameter_max_length_on_error', 'log_error_verbosity']) as name)
      select name, value from setting
      where (name = 'log_min_messages' and value not in ('log', 'fatal', 'panic'))
        or (name = 'log_min_error_statement' and value not in ('log', 'fatal', 'panic'))
        or (name = 'log_parameter_max_length_on_error' and value <> '0')
        or (name = 'log_parameter_max_length' and value <> '0' and exists (
          select from setting where (name = 'log_statement' and value <> 'none')
            or (name in ('log_min_duration_statement', 'log_min_duration_sample') and value <> '-1')
            or (name = 'log_transaction_sample_rate' and value <> '0')))
      order by name
      """
    ) { row in (try row.get("name", as: String.self), try row.get("value", as: String.self)) }
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
