// Erased words leave the database's files. PostgreSQL leaves what was deleted in the free space of its pages,
// in the keys of search indexes and in its statistics, until something is written over it. A table that is
// written anew holds what it holds, and nothing else.

internal import Foundation
public import Postgres

/// Takes what was erased out of the files of the tables that held it.
public struct ErasedWords: Sendable {
  /// What became of it.
  public enum Outcome: Sendable, Hashable {
    /// Nothing was erased since the last time.
    case nothingToDo
    /// The tables were written anew; they are so large.
    case cleaned(bytes: Int)
    /// They are larger than may be done now.
    case tooLarge(bytes: Int)
    /// Somebody works on them without an end.
    case busy
    /// The connection's user owns no table.
    case notAllowed
  }

  private let client: PostgresClient

  /// `client` works as the owner, or as a superuser.
  public init(client: PostgresClient) { self.client = client }

  /// Writes the tables anew that people's words stand in. Meanwhile nobody reads or writes them, so that
  /// `most` bounds how large they may be together. What a transaction that is still open might see stays
  /// until the next time.
  public func clean(atMost most: Int = .max, always: Bool = false) async throws -> Outcome {
    do {
      return try await client.withConnection { connection in
        guard let state = try Self.state(on: connection) else { return .nothingToDo }
        guard state.isOwner else { return .notAllowed }
        guard always || state.isNeeded else { return .nothingToDo }
        guard state.bytes <= most else { return .tooLarge(bytes: state.bytes) }
        guard try Self.nobodySeesWhatWas(on: connection) else { return .busy }
        try Self.rewrite(isSuperuser: state.isSuperuser, on: connection)
        return .cleaned(bytes: state.bytes)
      }
    } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
      return .busy
    }
  }

  // Every table from which a keeper erases, with those that follow it. The words of a table stand in its
  // indexes and its statistics as well.
  private static let tables: [SQL] = [
    "vacuum (full, analyze) hark.response", "vacuum (full, analyze) hark.conversation",
    "vacuum (full, analyze) hark.conversation_words", "vacuum (full, analyze) hark.submission",
    "vacuum (full, analyze) hark.earlier_version", "vacuum (full, analyze) hark.consent",
    "vacuum (full, analyze) hark.consent_scope", "vacuum (full, analyze) hark.consent_change",
    "vacuum (full, analyze) hark.data_key", "vacuum (full, analyze) hark.event_table",
    "vacuum (full, analyze) hark.record_link", "vacuum (full, analyze) hark.concern",
    "vacuum (full, analyze) hark.concern_event", "vacuum (full, analyze) hark.complaint",
  ]
  private static let names: SQL = """
    array['hark.response', 'hark.conversation', 'hark.conversation_words', 'hark.submission',
      'hark.earlier_version', 'hark.consent', 'hark.consent_scope', 'hark.consent_change',
      'hark.data_key', 'hark.event_table', 'hark.record_link', 'hark.concern', 'hark.concern_event',
      'hark.complaint']::regclass[]
    """

  private struct State {
    let isNeeded, isOwner, isSuperuser: Bool
    let bytes: Int
  }

  // When the tables were written anew last stands beside the first of them, where every copy of the
  // database has it.
  private static func state(on connection: isolated Connection) throws -> State? {
    try connection.first(
      """
      select pg_has_role('hark_owner', 'usage') as is_owner,
        (select rolsuper from pg_roles where rolname = current_user) as is_superuser,
        (select sum(pg_total_relation_size(t.name))::int8 from unnest(\(names)) t (name)) as bytes,
        coalesce(
          greatest((select max(t.created_at) from hark.tombstone t),
            (select max(c.created_at) from hark.consent_change c where not c.given))
          > coalesce(
              substring(obj_description('hark.response'::regclass, 'pg_class')
                from 'Written anew (.*)')::timestamptz, '-infinity'), false) as is_needed
      """
    ) { row in
      State(
        isNeeded: try row.get("is_needed"), isOwner: try row.get("is_owner"),
        isSuperuser: try row.get("is_superuser"), bytes: try row.get("bytes"))
    }
  }

  /// Waits until no transaction is older than now, for a minute: rows that one might see are written anew
  /// too. What writes in another database counts, because the snapshot of a rewrite reaches back to it.
  private static func nobodySeesWhatWas(on connection: isolated Connection) throws -> Bool {
    let now: String? = try connection.first("select pg_current_xact_id()::text as now") {
      try $0.get("now", as: String.self)
    }
    for _ in 0..<300 {
      let isSeen = try connection.first(
        """
        select pg_snapshot_xmin(pg_current_snapshot()) <= \(now)::xid8 or exists (
          select from pg_stat_activity a
          where (a.datname = current_database() or a.datname is null) and a.pid <> pg_backend_pid()
            and age(a.backend_xmin) > age(((\(now)::bigint) % 4294967296)::text::xid)) as seen
        """
      ) { try $0.get("seen", as: Bool.self) }
      guard isSeen == true else { return true }
      try connection.execute("select pg_sleep(0.2)")
    }
    return false
  }

  private static func rewrite(isSuperuser: Bool, on connection: isolated Connection) throws {
    // Whoever records waits no longer than this for a table to be taken, and then until it is written.
    try connection.execute(
      """
      select set_config('lock_timeout', '5s', false),
        set_config('hark.written_anew', (clock_timestamp() - interval '5 minutes')::text, false)
      """)
    // Statistics keep single values. Those of an empty table are not made anew.
    if isSuperuser {
      try connection.execute("delete from pg_catalog.pg_statistic where starelid = any (\(names))")
    }
    for statement in tables { try connection.execute(statement) }
    if isSuperuser {
      // Statistics that were deleted just now wait for those who began meanwhile.
      _ = try nobodySeesWhatWas(on: connection)
      try connection.execute("vacuum full pg_catalog.pg_statistic")
    }
    try connection.execute(
      """
      do $$
      begin
        execute format('comment on table hark.response is %L',
          'Written anew ' || current_setting('hark.written_anew'));
      end
      $$
      """)
    try connection.execute("reset lock_timeout")
  }
}
