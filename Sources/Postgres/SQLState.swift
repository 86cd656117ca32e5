// The five-character codes with which PostgreSQL says what went wrong (PostgreSQL documentation,
// appendix A). Only the codes that Hark acts on have names here; any other code works as a literal.

/// A SQLSTATE: five characters, of which the first two are the class.
public struct SQLState: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The five characters.
  public let rawValue: String

  /// Wraps a code as the server sent it.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Wraps a code written in the source.
  public init(stringLiteral value: String) { rawValue = value }

  /// The first two characters, for example `23` for every violated constraint.
  public var errorClass: String { String(rawValue.prefix(2)) }

  /// The five characters.
  public var description: String { rawValue }
}

extension SQLState {
  /// 0A000: what was asked is not supported, or a prepared plan no longer fits its table.
  public static let featureNotSupported: SQLState = "0A000"
  /// 22021: the bytes are not text in the database's encoding.
  public static let characterNotInRepertoire: SQLState = "22021"
  /// 22P02: a text does not read as a value of the type.
  public static let invalidTextRepresentation: SQLState = "22P02"
  /// 23502: a column that must have a value has none.
  public static let notNullViolation: SQLState = "23502"
  /// 23503: the row that is referred to does not exist, or is still referred to.
  public static let foreignKeyViolation: SQLState = "23503"
  /// 23505: a value that must be unique is there already.
  public static let uniqueViolation: SQLState = "23505"
  /// 23514: a check constraint does not hold.
  public static let checkViolation: SQLState = "23514"
  /// 23P01: an exclusion constraint does not hold.
  public static let exclusionViolation: SQLState = "23P01"
  /// 25006: a write in a read-only transaction.
  public static let readOnlyTransaction: SQLState = "25006"
  /// 25P01: there is no transaction.
  public static let noActiveTransaction: SQLState = "25P01"
  /// 25P02: an earlier statement of the transaction failed.
  public static let inFailedTransaction: SQLState = "25P02"
  /// 26000: a prepared statement of this name does not exist.
  public static let invalidStatementName: SQLState = "26000"
  /// 28P01: the password is wrong.
  public static let invalidPassword: SQLState = "28P01"
  /// 3D000: the database does not exist.
  public static let invalidCatalogName: SQLState = "3D000"
  /// 40001: a concurrent transaction got in the way; try again.
  public static let serializationFailure: SQLState = "40001"
  /// 40P01: two transactions waited for each other; try again.
  public static let deadlockDetected: SQLState = "40P01"
  /// 42501: the role has no right to do this, or row-level security refuses the row.
  public static let insufficientPrivilege: SQLState = "42501"
  /// 42601: the statement is not SQL.
  public static let syntaxError: SQLState = "42601"
  /// 42703: the column does not exist.
  public static let undefinedColumn: SQLState = "42703"
  /// 42710: the object (a role, for example) exists already.
  public static let duplicateObject: SQLState = "42710"
  /// 42P01: the table does not exist.
  public static let undefinedTable: SQLState = "42P01"
  /// 42P04: the database exists already.
  public static let duplicateDatabase: SQLState = "42P04"
  /// 42P07: the table exists already.
  public static let duplicateTable: SQLState = "42P07"
  /// 53100: the server's disk is full.
  public static let diskFull: SQLState = "53100"
  /// 53300: the server has no connection left.
  public static let tooManyConnections: SQLState = "53300"
  /// 55P03: a lock could not be had in time.
  public static let lockNotAvailable: SQLState = "55P03"
  /// 57014: the statement was cancelled, by us or by its time limit.
  public static let queryCanceled: SQLState = "57014"
  /// 57P01: the server ended the connection.
  public static let adminShutdown: SQLState = "57P01"
  /// P0001: a function raised an error without a code of its own.
  public static let raiseException: SQLState = "P0001"
}
