// What a database holds, in figures: rows and a digest for every table, the bytes of the surveys and
// the ends of the audit chains. A backup records it, a restore is held against it.

internal import Foundation
public import Postgres

/// What one table holds.
public struct TableContents: Codable, Sendable, Hashable {
  /// How many rows.
  public let rows: Int
  /// A sum over a 64-bit hash of each row's text; the order of rows does not matter.
  public let digest: String
  /// Whether rows can only be added.
  public let appendOnly: Bool
}

/// What Hark's schema holds.
public struct DatabaseContents: Codable, Sendable, Hashable {
  /// Every table of the schema, by name.
  public let tables: [String: TableContents]
  /// SHA-256 over the SHA-256 of each published survey's bytes.
  public let surveys: String
  /// Number and hash of the last sealed audit event, by partnership.
  public let chainHeads: [String: String]
}

/// A moment of a database that a restore can come back to.
public struct RestorePoint: Codable, Sendable, Hashable {
  /// Its name in the write-ahead log.
  public let name: String
  /// Its position in the write-ahead log.
  public let position: String
  /// What there was at that moment.
  public let contents: DatabaseContents
  /// Whether it was exactly that. Otherwise writers could not be held up (a transaction that went on
  /// for long, or a user who may not lock), and a few rows of that moment may be on either side.
  public let isExact: Bool
}

/// Reads what a database holds, on a connection that row-level security does not bind.
public enum ContentsQueries {
  /// Marks this moment in the write-ahead log and reads what there is at it. Writers wait for as
  /// long as it takes to mark it, milliseconds; reading goes on afterwards in a snapshot.
  public static func markRestorePoint(
    _ name: String, client: PostgresClient
  ) async throws -> RestorePoint {
    // In a transaction of its own: it would otherwise take the snapshot before the lock.
    let tables = try await client.withConnection { try lockable(on: $0) }
    return try await client.withTransaction(isolation: .repeatableRead) { connection in
      let isHeld = try await holdWriters(tables.names, on: connection)
      let position = try connection.first(
        "select pg_create_restore_point(\(name))::text as position"
      ) { try $0.get("position", as: String.self) }
      if isHeld { try connection.execute("rollback to savepoint unlocked") }
      try connection.execute("select pg_switch_wal()")
      return RestorePoint(
        name: name, position: position ?? "", contents: try read(on: connection),
        isExact: isHeld && tables.areAll)
    }
  }

  /// The tables that this user may lock. Some cannot be changed even by their owner, and so not be
  /// locked by anybody but a superuser.
  private static func lockable(
    on connection: isolated Connection
  ) throws -> (names: String?, areAll: Bool) {
    try connection.first(
      """
      select string_agg(format('hark.%I', relname), ', ' order by relname) filter (where may) as names,
        coalesce(bool_and(may), true) as are_all
      from (
        select relname, has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE') as may from pg_class
        where relnamespace = to_regnamespace('hark') and relkind = 'r') as t
      """
    ) { row in (try row.get("names", as: String?.self), try row.get("are_all", as: Bool.self)) }
      ?? (nil, true)
  }

  /// Locks all tables against writing, above a savepoint to go back to. False: a transaction that
  /// has been writing for half a minute does not end.
  private static func holdWriters(
    _ tables: String?, on connection: isolated Connection
  ) async throws -> Bool {
    // Under the second after which the server looks for deadlocks and would end somebody's work.
    try connection.execute("set local lock_timeout = '500ms'")
    try connection.execute("savepoint unlocked")
    for attempt in 1...30 {
      do {
        if let tables { try connection.runScript("lock table \(tables) in share mode") }
        return true
      } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
        try connection.execute("rollback to savepoint unlocked")
        if attempt < 30 { try await Task.sleep(for: .milliseconds(500)) }
      }
    }
    return false
  }

  /// What there is.
  public static func read(on connection: isolated Connection) throws -> DatabaseContents {
    try connection.runScript(script)
    let text = try connection.first(
      "select current_setting('hark.contents') as contents"
    ) { try $0.get("contents", as: String.self) }
    return try JSONDecoder().decode(DatabaseContents.self, from: Data((text ?? "").utf8))
  }

  // With row_security off a policy that would hide rows is an error instead of a smaller number.
  private static let script = """
    set local row_security = off;
    do $$
    declare
      t record;
      number bigint;
      digest numeric;
      tables jsonb := '{}';
      surveys bytea := '';
      heads jsonb := '{}';
    begin
      for t in
        select c.relname::text as name, exists (
          select from pg_trigger g join pg_proc p on p.oid = g.tgfoid
          where g.tgrelid = c.oid and p.proname = 'refuse_change' and g.tgtype & 8 <> 0
        ) as append_only
        from pg_class c where c.relnamespace = to_regnamespace('hark') and c.relkind = 'r'
      loop
        execute format('select count(*), coalesce(sum(hashtextextended(r::text, 0)), 0)
          from hark.%I r', t.name) into number, digest;
        tables := tables || jsonb_build_object(t.name, jsonb_build_object(
          'rows', number, 'digest', digest::text, 'appendOnly', t.append_only));
      end loop;
      if to_regclass('hark.survey_version') is not null then
        execute 'select string_agg(sha256(bundle), ''''::bytea
          order by partnership_id, module, version) from hark.survey_version' into surveys;
      end if;
      if to_regclass('hark.audit_chain') is not null then
        execute 'select jsonb_object_agg(partnership_id, number || '' '' || encode(hash, ''hex''))
          from hark.audit_chain' into heads;
      end if;
      perform set_config('hark.contents', jsonb_build_object(
        'tables', tables, 'surveys', encode(sha256(coalesce(surveys, '')), 'hex'),
        'chainHeads', coalesce(heads, '{}'))::text, true);
    end
    $$;
    """
}
