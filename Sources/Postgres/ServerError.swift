// What is kept of a refusal by the server: its code and the names of what it concerns. The server's
// own message, detail and hint are dropped, since they may quote what a person said.

/// A statement that the server refused.
public struct ServerError: Sendable, Equatable {
  /// What went wrong.
  public let sqlState: SQLState
  /// The schema concerned, if the server named one.
  public let schema: String?
  /// The table concerned, if the server named one.
  public let table: String?
  /// The column concerned, if the server named one.
  public let column: String?
  /// The constraint that does not hold, if the server named one.
  public let constraint: String?
  /// The message of a function of our own, which raises codes of the class HK; otherwise nil.
  public let message: String?
  /// Where in the statement's text, in characters from 1, if the server said so.
  public let position: Int?
  /// Whether a prepared statement was refused because what it reads has changed since (0A000), or because
  /// somebody dropped it (26000): the same statement works when it is prepared anew.
  public let isOfOldStatement: Bool

  /// Describes a refusal; a message is kept for codes of the class HK alone. `routine` is the place in the
  /// server's source.
  public init(
    sqlState: SQLState, schema: String? = nil, table: String? = nil, column: String? = nil,
    constraint: String? = nil, message: String? = nil, position: Int? = nil, routine: String? = nil
  ) {
    self.sqlState = sqlState
    self.schema = schema
    self.table = table
    self.column = column
    self.constraint = constraint
    self.message = sqlState.errorClass == "HK" ? message : nil
    self.position = position
    // The server has no code of its own for this: its message may be in any language, the routine's name not.
    isOfOldStatement =
      sqlState == .invalidStatementName
      || sqlState == .featureNotSupported && routine == "RevalidateCachedQuery"
  }

  /// A fixed English sentence for the code, or the message of our own function.
  public var text: String {
    message ?? Self.sentences[sqlState] ?? Self.classSentences[sqlState.errorClass]
      ?? "the database refused the statement"
  }
}

extension ServerError: CustomStringConvertible {
  /// The sentence, the code, and the names concerned.
  public var description: String {
    var facts = ["SQLSTATE \(sqlState)"]
    if let table { facts.append("table \(schema.map { $0 + "." } ?? "")\(table)") }
    if let column { facts.append("column \(column)") }
    if let constraint { facts.append("constraint \(constraint)") }
    if let position { facts.append("at character \(position)") }
    return "\(text) (\(facts.joined(separator: ", ")))"
  }
}

extension ServerError {
  private static let sentences: [SQLState: String] = [
    .notNullViolation: "a value that must be given is missing",
    .foreignKeyViolation: "a record that is referred to does not exist, or is still referred to",
    .uniqueViolation: "a record with this value exists already",
    .checkViolation: "a rule of the database does not hold for this record",
    .exclusionViolation: "this record conflicts with another one",
    .readOnlyTransaction: "this transaction may only read",
    .noActiveTransaction: "this belongs in a transaction, and none is open",
    .inFailedTransaction: "an earlier statement of this transaction failed, so nothing was kept",
    .serializationFailure: "another change got in the way; try again",
    .deadlockDetected: "two changes waited for each other; try again",
    .insufficientPrivilege: "the database role has no right to do this",
    .undefinedTable: "a table is missing; run `hark database migrate`",
    .undefinedColumn: "a column is missing; run `hark database migrate`",
    .duplicateObject: "an object with this name exists already",
    .duplicateTable: "a table with this name exists already",
    .duplicateDatabase: "a database with this name exists already",
    .diskFull:
      "the disk of the database is full; make room there, and it goes on by itself (docs/operate.md)",
    .tooManyConnections: "the database has no connection left; allow it more, or use fewer",
    .lockNotAvailable: "a record is locked by another change; try again",
    .queryCanceled: "the statement was stopped, by a cancellation or by its time limit",
  ]

  private static let classSentences: [String: String] = [
    "08": "the connection to the database failed; try again",
    "0A": "the database does not support this statement",
    "0L": "the database role may not grant this",
    "0P": "the database role named is not valid",
    "22": "a value does not fit the type of its column",
    "23": "a constraint of the database does not hold",
    "25": "the transaction is not in a state that allows this",
    "28": "the database refused the user or password; check the connection string",
    "3D": "the database does not exist; check the connection string",
    "3F": "the schema does not exist; run `hark database migrate`",
    "40": "the transaction was rolled back; try again",
    "42": "the statement is not valid in this database, or the role lacks a right",
    "53": "the database has too little memory, disk or connections; free some and try again",
    "54": "the statement is too large for the database",
    "55": "the object is not in a state that allows this; try again",
    "57": "the database stopped the statement; try again",
    "58": "the database's operating system reported a fault; look at the database's log",
    "P0": "a function of the database refused this",
    "XX": "the database reported an internal fault; look at its log",
  ]
}
