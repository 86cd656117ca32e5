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
    var place = path
    var status = statvfs()
    while statvfs(place, &status) != 0 {
      let above = (place as NSString).deletingLastPathComponent
      guard errno == ENOENT, !above.isEmpty, above != place else { return nil }
      place = above
    }
    let room = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    let hasNodes = status.f_files == 0 || status.f_favail > 0
    return room < leastRoom || !hasNodes ? noSpace(path) : nil
  }

  /// Less than this is full: PostgreSQL's next file of its log would not fit.
  private static let leastRoom: UInt64 = 256 << 10

  private static func noSpace(_ path: String) -> String {
    "no space is left on the disk with \(path); make room there (df -h shows how much there is), then"
      + " try again"
  }
}
