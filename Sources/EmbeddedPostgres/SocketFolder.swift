// Where the server's socket is. A socket's path may have 107 bytes, and a connection string reads
// some characters in it as its own, so a home with a long or unusual path gets a folder elsewhere.

import Foundation
import Glibc

/// The folder of a home's socket: closed to everybody but the database's user.
package struct SocketFolder: Sendable {
  /// Where it is.
  package let path: String
  private let account: Account

  /// The folder for a home.
  package init(home: HarkHome, account: Account) {
    self.account = account
    let isPlain = home.runFolder.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "/._-".utf8.contains(byte)
    }
    if isPlain, home.runFolder.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 {
      path = home.runFolder
    } else {
      // FNV-1a, 64 bits: the same home always gets the same folder.
      let hash = home.path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
      }
      path = "/tmp/hark-\(account.user)-\(String(hash, radix: 16))"
    }
  }

  /// Whether the folder is there, ours and closed: nobody else can have put a socket into it.
  var isSafe: Bool {
    guard let status = FileStatus(path, followingLinks: false) else { return false }
    return status.isFolder && status.owner == account.user && status.permissions & 0o077 == 0
  }

  /// Makes the folder if need be, and refuses one that somebody else could have made.
  package func prepare() async throws {
    _ = try await Child(account: account).run("/bin/mkdir", ["-m", "700", path])
    guard isSafe else {
      throw EmbeddedPostgresError.unsuitableHome(
        "the folder \(path) for the database's socket is not a folder of \(account.name) alone; "
          + "remove it, then try again")
    }
  }
}
