// What is asked to find out whether a database is fit for Hark: facts of the server and the
// catalogue, nothing that people said.

public import Foundation
public import Postgres

/// How a server is just now.
public struct ServerCondition: Sendable {
  /// Its version, such as `15.18`.
  public let version: String
  /// The major version, such as 15.
  public let majorVersion: Int
  /// Its clock.
  public let time: Date
  /// Whether it takes no writing just now.
  public let isReadOnly: Bool
  /// How many bytes the database has.
  public let size: Int
  /// How many connections it allows.
  public let allowedConnections: Int
  /// How many there are.
  public let usedConnections: Int
}

/// How many hold a role in a partnership.
public struct RoleHolders: Sendable, Hashable {
  /// The partnership's id.
  public let partnership: UUID
  /// The partnership's short name.
  public let slug: String
  /// The role.
  public let role: Role
  /// How many accounts hold it.
  public let number: Int
}

extension Database {
  /// Runs a body that reads what is no record of anybody: published surveys of a partnership, or the
  /// catalogue.
  public func inspecting<Value: Sendable>(
    _ partnership: UUID? = nil, _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(readOnly: true) { connection in
        try connection.setLocal("hark.partnership", partnership?.uuidString ?? "")
        return try await body(connection)
      }
    }
  }
}

/// Asks what a database is like.
public enum InspectionQueries {
  /// Facts of the server.
  public static func server(on connection: isolated Connection) throws -> ServerCondition? {
    try connection.first(
      """
      select split_part(current_setting('server_version'), ' ', 1) as version,
        current_setting('server_version_num')::int / 10000 as major, clock_timestamp() as now,
        pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
        pg_database_size(current_database()) as size,
        current_setting('max_connections')::int as allowed,
        (select count(*) from pg_stat_activity where backend_type = 'client backend') as used
      """
    ) { row in
      ServerCondition(
        version: try row.get("version"), majorVersion: try row.get("major"),
        time: try row.get("now"), isReadOnly: try row.get("read_only"),
        size: try row.get("size"),
        allowedConnections: try row.get("allowed"), usedConnections: try row.get("used"))
    }
  }

  /// Tables on which row-level security is not enabled and forced, but for the list of migrations.
  public static func tablesWithoutRowSecurity(
    on connection: isolated Connection
  ) throws -> [String] {
    try connection.query(
      """
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'hark' and c.relkind in ('r', 'p') and c.relname <> 'migration'
        and not (c.relrowsecurity and c.relforcerowsecurity)
      order by 1
      """
    ) { row in try row.get("relname", as: String.self) }
  }

  /// Append-only tables whose trigger against changes is missing or switched off.
  public static func tablesWithoutGuard(on connection: isolated Connection) throws -> [String] {
    try connection.query(
      """
      select t.name from unnest(array['audit_event', 'audit_link', 'release', 'release_audit',
        'tombstone'])
        as t (name)
      where not exists (
        select from pg_trigger g
        where g.tgrelid = to_regclass('hark.' || t.name) and g.tgname = 'refuse_change'
          and g.tgenabled = 'A')
      """
    ) { row in try row.get("name", as: String.self) }
  }

  /// The application's roles that a rule of the database would not bind.
  public static func unboundRoles(on connection: isolated Connection) throws -> [String] {
    try connection.query(
      """
      select rolname from pg_roles
      where rolname in ('hark_app', 'hark_analysis', 'hark_commissioner', 'hark_sealer',
        'hark_keeper', 'hark_courier')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
          or pg_has_role(oid, 'hark_owner', 'member'))
      order by 1
      """
    ) { row in try row.get("rolname", as: String.self) }
  }

  /// How many hold the roles without which a partnership cannot go on, in a sealer's transaction.
  public static func roleHolders(on connection: isolated Connection) throws -> [RoleHolders] {
    try connection.query(
      "select partnership_id, slug, role, holders from hark.role_holders()"
    ) { row in
      RoleHolders(
        partnership: try row.get("partnership_id"), slug: try row.get("slug"),
        role: try row.get("role"), number: try row.get("holders"))
    }
  }
}
