// A connection string as libpq's environment variables, for PostgreSQL's own programs: what stands
// among a program's arguments everybody on the machine can read.

import CLibPQ

/// Connection strings for other programs.
public enum ConnectionEnvironment {
  /// The variables that say the same as a connection string of libpq, password included.
  public static func variables(_ connectionString: String) throws(PostgresError) -> [String: String]
  {
    let given = try ConnectionSettings.given(connectionString)
    guard let known = PQconndefaults() else { throw PostgresError.closed }
    defer { PQconninfoFree(known) }
    var variables: [String: String] = [:]
    var option = known
    while let keyword = option.pointee.keyword {
      if let value = given[String(cString: keyword)], let variable = option.pointee.envvar {
        variables[String(cString: variable)] = value
      }
      option += 1
    }
    return variables
  }
}
