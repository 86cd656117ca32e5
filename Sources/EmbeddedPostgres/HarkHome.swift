// Where Hark keeps what it keeps on disk, when it runs a database of its own.

public import Foundation
import Glibc

/// The folder for Hark's own data: an absolute path, fit to be handed to PostgreSQL.
public struct HarkHome: Sendable, Hashable {
  /// The absolute path, without a slash at its end.
  public let path: String
  /// The setting that names it, for messages.
  let setting: String

  /// Names a folder, which need not exist. Throws when PostgreSQL could not work in it; the message
  /// speaks of the setting.
  public init(path: String, setting: String = "HARK_HOME") throws(EmbeddedPostgresError) {
    self.setting = setting
    // PostgreSQL's own limit is 1,023 bytes, with room for the files inside.
    guard path.utf8.count <= 800 else {
      throw .unsuitableHome(
        "\(setting) is \(path.utf8.count) bytes long; choose a folder of 800 bytes at most")
    }
    // pg_ctl hands the path to a shell in double quotes.
    guard path.hasPrefix("/"),
      !path.utf8.contains(where: { $0 < 0x20 || "\"$`\\".utf8.contains($0) })
    else {
      throw .unsuitableHome(
        "\(setting) must be an absolute path without line breaks or any of \" $ ` \\; "
          + "choose another folder")
    }
    self.path = (path as NSString).standardizingPath
    guard self.path != "/" else {
      throw .unsuitableHome("\(setting) must not be the root of the file system; choose a folder")
    }
  }

  /// Where backups go unless another place is named.
  public var backupsFolder: String { "\(path)/backups" }
  /// A link to the folder that write-ahead log is archived in; without it none is.
  package var archiveLink: String { "\(path)/archive" }

  /// The folder that the environment names: HARK_HOME; else /var/lib/hark for root and
  /// `$XDG_DATA_HOME/hark` or `~/.local/share/hark` for everybody else.
  public static func standard(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(EmbeddedPostgresError) -> HarkHome {
    if let home = environment["HARK_HOME"], !home.isEmpty {
      let isAbsolute = home.hasPrefix("/")
      let here = FileManager.default.currentDirectoryPath
      return try HarkHome(path: isAbsolute ? home : "\(here)/\(home)")
    }
    if geteuid() == 0 { return try HarkHome(path: "/var/lib/hark") }
    // The specification of XDG_DATA_HOME has a path that is not absolute ignored.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return try HarkHome(path: "\(data)/hark")
    }
    return try HarkHome(path: "\(environment["HOME"] ?? NSHomeDirectory())/.local/share/hark")
  }

  /// The home of a database apart, in a folder of this name.
  public func folder(_ name: String) throws(EmbeddedPostgresError) -> HarkHome {
    try HarkHome(path: "\(path)/\(name)")
  }

  /// What Hark itself puts into a home.
  static let contents: Set<String> = [
    "database", "database.new", "demo", "drafts", "run", "start.lock", "postgresql.log",
    "hark.yaml", "audit", "backups", "archive", "restore.archive", "restore.wal",
    "restore.unfinished", "demo.lock", "turn.lock", "keys",
  ]

  /// Where the database's files are.
  package var dataFolder: String { "\(path)/database" }
  /// Where a new database is made, to become `database` when it is whole.
  package var newDataFolder: String { "\(path)/database.new" }
  /// There while a restore goes into this home: what was cut off is no home, and no new one begins there.
  package var restoreMark: String { "\(path)/restore.unfinished" }
  /// Whether a restore into this home was cut off, or still goes on.
  package var holdsUnfinishedRestore: Bool {
    FileStatus(restoreMark) != nil && FileStatus("\(dataFolder)/PG_VERSION") == nil
  }
  /// What to do about that.
  package var unfinishedRestore: String {
    "a restore into \(path) did not come to its end; if none is running, empty that folder"
      + " and restore again"
  }
  var runFolder: String { "\(path)/run" }
  var lockFile: String { "\(path)/start.lock" }
  /// What the server has to say.
  package var logFile: String { "\(path)/postgresql.log" }
}
