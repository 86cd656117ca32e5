// What can go wrong between Hark and its database. Nothing here carries a value that a person
// entered: texts of the server are dropped, because they quote values.

/// An error of the database or of the way to it.
public enum PostgresError: Error, Equatable, Sendable {
  /// The server refused a statement. The connection is still usable.
  case server(ServerError)
  /// The connection broke. If that happened during a commit, its outcome is unknown.
  case connectionLost
  /// No connection could be made; the reason never holds a password.
  case connectFailed(String)
  /// Every connection stayed in use for as long as a caller may wait.
  case poolTimeout
  /// A column is missing, or holds something other than what was asked for.
  case decode(column: String, expected: String)
  /// A text holds the character NUL, which PostgreSQL cannot keep. Nothing was sent.
  case nulInText
  /// The client was shut down, or the connection was used outside the body it was lent to.
  case closed
}

extension PostgresError {
  /// The server's code, when the error came from the server.
  public var sqlState: SQLState? {
    if case .server(let error) = self { error.sqlState } else { nil }
  }

  /// Whether a prepared statement was too old, so that the same statement works the next time.
  var isOfOldStatement: Bool {
    if case .server(let error) = self { error.isOfOldStatement } else { false }
  }

  /// Whether there was no connection to begin with, so that nothing can have happened.
  public var wasNothingSent: Bool {
    switch self {
    case .connectFailed, .poolTimeout, .closed: true
    case .server, .connectionLost, .decode, .nulInText: false
    }
  }

  /// Whether the server takes nothing just now, whatever is sent: it is out of resources, stopping,
  /// broken, read-only, or somebody holds what is needed.
  public var isUnavailable: Bool {
    guard let state = sqlState else { return wasNothingSent }
    return ["53", "57", "58"].contains(state.errorClass)
      || [.lockNotAvailable, .readOnlyTransaction].contains(state)
  }

  /// The name of the constraint that does not hold, when there is one.
  public var constraint: String? {
    if case .server(let error) = self { error.constraint } else { nil }
  }
}

extension PostgresError: CustomStringConvertible {
  /// What is wrong and what to do, free of values.
  public var description: String {
    switch self {
    case .server(let error): error.description
    case .connectionLost:
      "the connection to the database was lost; check that the server runs, then try again"
    case .connectFailed(let reason):
      "no connection to the database: \(reason)"
    case .poolTimeout:
      "every database connection is in use; try again in a moment, or allow more connections"
    case .decode(let column, let expected):
      "column \(column) of a database result does not hold \(expected); check that the database "
        + "and this program have the same version"
    case .nulInText:
      "a text holds the character NUL (U+0000), which the database cannot keep; remove it"
    case .closed:
      "this database connection is closed; take a new one from the client"
    }
  }
}
