// Whom the secrets of tokens sign in, asked for many at once.

import Postgres

enum SignInQueries {
  /// A row for each token that works at this moment, by the SHA-256 of its secret.
  static func select(_ tokenHashes: [[UInt8]]) -> SQL {
    "select * from hark.sign_in_together(\(tokenHashes.map(ByteString.init(bytes:))))"
  }

  /// The token's hash, and whom it signs in.
  static func row(_ row: Row) throws -> ([UInt8], Principal) {
    let principal = Principal(
      partnership: try row.get("partnership_id"), partnershipSlug: try row.get("slug"),
      account: try row.get("account_id"), accountName: try row.get("account_name"),
      role: try row.get("role"))
    return (try row.get("token_hash"), principal)
  }
}
