// What can go wrong with a PostgreSQL of one's own, each with what to do about it.

/// Why the private PostgreSQL cannot be used.
public enum EmbeddedPostgresError: Error, Equatable, Sendable {
  /// PostgreSQL's programs were not found, or not those asked for.
  case noPrograms(String)
  /// The home folder cannot be used; the text says why and what to do.
  case unsuitableHome(String)
  /// The data was made by another version of PostgreSQL than the one found.
  case otherVersion(data: String, programs: String)
  /// Another start or stop went on for too long.
  case locked(path: String)
  /// A program of PostgreSQL failed; its last words and where its log is.
  case failed(program: String, output: String, log: String)
}

extension EmbeddedPostgresError {
  /// Whether it stays as long as nobody changes a setting or installs something.
  public var isConfiguration: Bool {
    switch self {
    case .noPrograms, .unsuitableHome, .otherVersion: true
    case .locked, .failed: false
    }
  }
}

extension EmbeddedPostgresError: CustomStringConvertible {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .noPrograms(let reason):
      "\(reason); install PostgreSQL (on Debian and Ubuntu: the package postgresql), or set "
        + "HARK_POSTGRES_BIN to the folder that holds initdb and pg_ctl"
    case .unsuitableHome(let reason):
      reason
    case .otherVersion(let data, let programs):
      "the database was made by PostgreSQL \(data), but the programs found are of version "
        + "\(programs); install postgresql-\(data), or set HARK_POSTGRES_BIN to its folder"
    case .locked(let path):
      "another start or stop of this database has held \(path) for two minutes; see what it is "
        + "doing, then try again"
    case .failed(let program, let output, let log):
      "\(program) failed: \(output.isEmpty ? "it gave no reason" : output); see also \(log)"
    }
  }
}
