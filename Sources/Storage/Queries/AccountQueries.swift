// Accounts and their roles. Administrators see and change those of their partnership; the first are
// added on the owner's connection.

public import Foundation
public import Postgres

/// An account with the roles it has now.
public struct AccountRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// Its name, unique within the partnership.
  public let name: String
  /// Its roles.
  public let roles: [Role]
  /// Whether it may export as a coordinator.
  public let mayExport: Bool
  /// When it was disabled; nil while it can be used.
  public let disabledAt: Date?
}

/// Reads and writes accounts.
public enum AccountQueries {
  /// Adds an account with its roles.
  public static func insert(
    id: UUID, name: String, roles: [Role], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.account (partnership_id, id, name, created_by)
      values (hark.current_partnership(), \(id), \(name), hark.current_account())
      """)
    for role in roles { try grant(role, to: id, on: connection) }
  }

  /// Gives an account a role, anew if it had it before.
  public static func grant(
    _ role: Role, to account: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.membership (partnership_id, account_id, role, created_by)
      values (hark.current_partnership(), \(account), \(role), hark.current_account())
      on conflict (partnership_id, account_id, role) do update set ended_at = null
      """)
  }

  /// Takes a role from an account, and with it every token of that role. False when it had no such
  /// role.
  @discardableResult
  public static func end(
    _ role: Role, of account: UUID, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.token set revoked_at = now()
      where partnership_id = hark.current_partnership() and account_id = \(account)
        and role = \(role) and revoked_at is null
      """)
    return try connection.execute(
      """
      update hark.membership set ended_at = now(), may_export = false
      where partnership_id = hark.current_partnership() and account_id = \(account)
        and role = \(role) and ended_at is null
      """) == 1
  }

  /// Says whether a coordinator may export, for an administrator. False when the account is no
  /// coordinator.
  @discardableResult
  public static func setMayExport(
    _ mayExport: Bool, of account: UUID, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.membership set may_export = \(mayExport)
      where partnership_id = hark.current_partnership() and account_id = \(account)
        and role = 'coordinator' and ended_at is null
      """) == 1
  }

  /// Whether whoever the transaction works for may export.
  public static func mayExport(on connection: isolated Connection) throws -> Bool {
    try connection.first(
      """
      select from hark.membership
      where partnership_id = hark.current_partnership() and account_id = hark.current_account()
        and role = hark.current_role_name() and ended_at is null and may_export
      """
    ) { _ in true } ?? false
  }

  /// Disables an account for good: it signs in no more. False when there is none to disable.
  @discardableResult
  public static func disable(_ account: UUID, on connection: isolated Connection) throws -> Bool {
    try connection.execute(
      """
      update hark.account set disabled_at = now()
      where partnership_id = hark.current_partnership() and id = \(account)
        and disabled_at is null
      """) == 1
  }

  /// An account by its name.
  public static func find(
    name: String, on connection: isolated Connection
  ) throws -> AccountRecord? {
    try connection.first(select + "and a.name = \(name) " + group) { row in try account(row) }
  }

  /// Accounts by name, from after a name.
  public static func list(
    after name: String? = nil, limit: Int = 100, on connection: isolated Connection
  ) throws -> [AccountRecord] {
    try connection.query(
      select + "and a.name > coalesce(\(name), '') " + group + "order by a.name limit \(limit)"
    ) { row in try account(row) }
  }

  private static let select: SQL = """
    select a.id, a.name, a.disabled_at,
      coalesce(array_agg(m.role order by m.role) filter (where m.role is not null), '{}') as roles,
      coalesce(bool_or(m.may_export), false) as may_export
    from hark.account a
    left join hark.membership m on m.partnership_id = a.partnership_id
      and m.account_id = a.id and m.ended_at is null
    where a.partnership_id = hark.current_partnership()
      and not exists (
        select from hark.link l where l.partnership_id = a.partnership_id and l.id = a.id)
    """ + " "

  private static let group: SQL = "group by a.id, a.name, a.disabled_at "

  private static func account(_ row: Row) throws -> AccountRecord {
    AccountRecord(
      id: try row.get("id"), name: try row.get("name"),
      roles: try row.get("roles", as: [String].self).compactMap(Role.init(rawValue:)),
      mayExport: try row.get("may_export"), disabledAt: try row.get("disabled_at"))
  }
}
