// Why a file cannot be written, in words that say what to do: a full disk is not a matter of rights.

import Foundation
import Glibc

/// What the operating system says about a file.
public enum FileTrouble {
  /// The reason for an error number, with what to do where that is known.
  public static func words(_ code: Int32, _ path: String) -> String {
    switch code {
    case ENOSPC: noSpace(path)
    case EDQUOT: "your share of the disk with \(path) is used up; make room there, then try again"
    case EROFS: "the disk with \(path) can only be read just now; name another place"
    default: String(cString: strerror(code))
    }
  }

  /// What to say where the disk is full on which a path is, or would be; nil: there is room.
  public static func fullDisk(_ path: String) -> String? {
    room(path).flatMap { $0 < leastRoom ? noSpace(path) : nil }
  }

  /// What to say where a database has too little room on the disk of its home; nil: that is not it.
  public static func noRoomForDatabase(_ home: String) -> String? {
    room(home).flatMap { noRoomForDatabase(home, room: $0) }
  }

  /// The same where so many bytes are left: the server ends when a file of its log does not fit.
  static func noRoomForDatabase(_ home: String, room: UInt64) -> String? {
    if room < leastRoom { return noSpace(home) }
    guard room < logFile else { return nil }
    return
      "only \(room >> 20) MiB are left on the disk with \(home), and the next file of the database's"
      + " log takes \(logFile >> 20); make room there (df -h shows how much there is), then try again"
  }

  /// Less than this is full.
  private static let leastRoom: UInt64 = 256 << 10
  /// A file of PostgreSQL's write-ahead log, unless it was built otherwise.
  private static let logFile: UInt64 = 16 << 20

  /// How many bytes can be written on the disk of a path, or of the folder that it would be made in.
  private static func room(_ path: String) -> UInt64? {
    var place = path
    var status = statvfs()
    while statvfs(place, &status) != 0 {
      let above = (place as NSString).deletingLastPathComponent
      guard errno == ENOENT, !above.isEmpty, above != place else { return nil }
      place = above
    }
    let hasNodes = status.f_files == 0 || status.f_favail > 0
    return hasNodes ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : 0
  }

  private static func noSpace(_ path: String) -> String {
    "no space is left on the disk with \(path); make room there (df -h shows how much there is), then"
      + " try again"
  }
}
