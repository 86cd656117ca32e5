// Tokens of programs and devices. The database holds the SHA-256 of a token's secret, never the
// secret, and the application cannot read the hash back.

public import Foundation
public import Postgres

/// A token, without its secret.
public struct TokenRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The account it signs in.
  public let account: UUID
  /// The one role it signs in with.
  public let role: Role
  /// What it is for, in its owner's words; 200 characters at most.
  public let label: String
  /// When it ceases to work.
  public let expiresAt: Date
  /// When it was revoked; nil while it was not.
  public let revokedAt: Date?

  /// Describes a token.
  public init(
    id: UUID, account: UUID, role: Role, label: String, expiresAt: Date, revokedAt: Date? = nil
  ) {
    self.id = id
    self.account = account
    self.role = role
    self.label = label
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// Reads and writes tokens.
public enum TokenQueries {
  /// Adds a token; `hash` is the SHA-256 of its secret, 32 bytes. The account must have the role.
  public static func insert(
    _ token: TokenRecord, hash: [UInt8], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.token
        (partnership_id, id, account_id, role, label, hash, expires_at, created_by)
      values (hark.current_partnership(), \(token.id), \(token.account), \(token.role),
        \(token.label), \(hash), \(token.expiresAt), hark.current_account())
      """)
  }

  /// Revokes a token at once. False when there is none to revoke.
  @discardableResult
  public static func revoke(_ id: UUID, on connection: isolated Connection) throws -> Bool {
    try connection.execute(
      """
      update hark.token set revoked_at = now()
      where partnership_id = hark.current_partnership() and id = \(id) and revoked_at is null
      """) == 1
  }

  /// Tokens, oldest first: all of the partnership's for an administrator, else one's own.
  public static func list(
    page: Page = Page(), on connection: isolated Connection
  ) throws -> [(token: TokenRecord, cursor: Cursor)] {
    try connection.query(
      """
      select t.id, t.account_id, t.role, t.label, t.expires_at, t.revoked_at, t.created_at
      from hark.token t where t.partnership_id = hark.current_partnership()
      """ + page.clause(on: connection)
    ) { row in
      let token = TokenRecord(
        id: try row.get("id"), account: try row.get("account_id"), role: try row.get("role"),
        label: try row.get("label"), expiresAt: try row.get("expires_at"),
        revokedAt: try row.get("revoked_at"))
      return (token, Cursor(at: try row.get("created_at"), id: token.id))
    }
  }
}
