// Whom the secrets of tokens sign in, asked for many at once; and whether that is so still, asked by a mark that
// changes with every token, account, role and survey version of the partnership.

public import Foundation
public import Postgres

/// Whom a token signs in, and for how long nobody needs to ask again.
public struct SignIn: Sendable, Hashable {
  /// Whom it signs in.
  public let principal: Principal
  /// What the partnership is marked with for as long as none of its tokens, accounts, roles and survey versions
  /// changes.
  public let mark: UUID
  /// When the token expires.
  public let expiresAt: Date

  /// Whether a transaction that finds this would find the same by looking the token up.
  public func holds(_ moment: SignInMoment?) -> Bool {
    moment.map { $0.mark == mark && $0.now < expiresAt } ?? false
  }
}

/// The mark of a transaction's partnership, and its time.
public struct SignInMoment: Sendable, Hashable {
  /// The mark.
  public let mark: UUID
  /// The transaction's time.
  public let now: Date
}

/// Looks tokens up.
public enum SignInQueries {
  /// Whom these tokens sign in at this moment, by the SHA-256 of each secret; without those that do not work.
  public static func find(
    _ tokenHashes: [[UInt8]], on connection: isolated Connection
  ) throws -> [[UInt8]: SignIn] {
    let found = try connection.query(
      "select * from hark.sign_in_marked(\(tokenHashes.map(ByteString.init(bytes:))))"
    ) { row in
      let principal = Principal(
        partnership: try row.get("partnership_id"), partnershipSlug: try row.get("slug"),
        account: try row.get("account_id"), accountName: try row.get("account_name"),
        role: try row.get("role"))
      let signIn = SignIn(
        principal: principal, mark: try row.get("sign_in_mark"),
        expiresAt: try row.get("expires_at"))
      return (try row.get("token_hash", as: [UInt8].self), signIn)
    }
    return Dictionary(found) { first, _ in first }
  }

  /// The mark of the partnership that the transaction works for.
  static let moment: SQL = """
    select p.sign_in_mark, now() as now from hark.partnership p
    where p.id = hark.current_partnership()
    """

  /// Ends the transaction with an error unless the partnership still has this mark, and it is not `until` yet.
  public static func require(
    _ mark: UUID, until: Date?, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.require_mark(\(mark), \(until))")
  }

  static func moment(_ row: Row) throws -> SignInMoment {
    SignInMoment(mark: try row.get("sign_in_mark"), now: try row.get("now"))
  }
}
