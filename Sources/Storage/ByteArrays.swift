// Elements for arrays of bytea and jsonb, with which many rows go to the server in one statement.

import Postgres

/// One bytea of a bytea[].
struct ByteString: SQLArrayScalar {
  let bytes: [UInt8]

  static var sqlType: SQLType { .bytea }

  func sqlBytes() throws(PostgresError) -> [UInt8]? { bytes }

  func appendSQLBytes(to whole: inout [UInt8]) throws(PostgresError) -> Bool {
    whole += bytes
    return true
  }

  static func decode(_ cell: SQLCell) -> ByteString? {
    [UInt8].decode(cell).map(ByteString.init(bytes:))
  }
}

/// One jsonb of a jsonb[].
struct JSONDocument: SQLArrayScalar {
  let text: JSONText

  static var sqlType: SQLType { .jsonb }

  func sqlBytes() throws(PostgresError) -> [UInt8]? { try text.sqlBytes() }

  func appendSQLBytes(to whole: inout [UInt8]) throws(PostgresError) -> Bool {
    try text.appendSQLBytes(to: &whole)
  }

  static func decode(_ cell: SQLCell) -> JSONDocument? {
    JSONText.decode(cell).map(JSONDocument.init(text:))
  }
}
