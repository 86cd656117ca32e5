// Makes a home folder ready for the database: it exists, it belongs to the user who runs PostgreSQL,
// nobody else can look in, and that user can get there from the root of the file system.

import Foundation
import Glibc

/// Prepares a home.
package struct HomeFolder: Sendable {
  let home: HarkHome
  let account: Account
  let notice: @Sendable (String) -> Void

  /// A home, and who is to own it.
  package init(home: HarkHome, account: Account, notice: @escaping @Sendable (String) -> Void) {
    (self.home, self.account, self.notice) = (home, account, notice)
  }

  /// Makes the folder if need be, and refuses one that is not safe.
  package func prepare() async throws {
    if FileStatus(home.path) == nil { try create(home.path) }
    guard let status = FileStatus(home.path), status.isFolder else {
      throw EmbeddedPostgresError.unsuitableHome(
        "\(home.path) is not a folder; set \(home.setting) to a folder")
    }
    try claim(status)
    try await checkPassage()
    try close(status)
  }

  /// Makes a folder and those above it that are missing, all for the database's user alone.
  private func create(_ path: String) throws {
    let parent = (path as NSString).deletingLastPathComponent
    if FileStatus(parent) == nil { try create(parent) }
    if mkdir(path, 0o700) == 0 {
      if account.needsSwitch { _ = lchown(path, account.user, account.group) }
    } else if errno != EEXIST {
      throw EmbeddedPostgresError.unsuitableHome(
        "the folder \(path) cannot be made (\(FileTrouble.words(errno, path))); set \(home.setting) "
          + "to a folder you can write to")
    }
  }

  /// Hands a folder of root's over to the database's user, unless it holds anything foreign.
  private func claim(_ status: FileStatus) throws {
    guard status.owner != account.user else { return }
    guard holdsOnlyOurs else {
      throw EmbeddedPostgresError.unsuitableHome(
        "the folder \(home.path) belongs to root and holds other things than Hark's; set "
          + "\(home.setting) to an empty folder, or to one that belongs to \(account.name)")
    }
    guard lchown(home.path, account.user, account.group) == 0 else {
      throw EmbeddedPostgresError.unsuitableHome(
        "the folder \(home.path) cannot be handed over to \(account.name) "
          + "(\(String(cString: strerror(errno)))); set \(home.setting) to a folder that can be written"
      )
    }
  }

  /// Closes the folder to everybody else, or says that somebody has to.
  private func close(_ status: FileStatus) throws {
    guard status.permissions & 0o077 != 0 else { return }
    guard holdsOnlyOurs, chmod(home.path, 0o700) == 0 else {
      throw EmbeddedPostgresError.unsuitableHome(
        "the folder \(home.path) is open to other users; close it with: chmod 700 \(home.path)")
    }
    notice("closed \(home.path) to other users (its mode is now 0700)")
  }

  private var holdsOnlyOurs: Bool {
    let contents = try? FileManager.default.contentsOfDirectory(atPath: home.path)
    return contents?.allSatisfy(HarkHome.contents.contains) ?? false
  }

  /// Finds the first folder on the way that the database's user may not pass.
  private func checkPassage() async throws {
    if try await canPass(home.path) { return }
    var path = ""
    for component in home.path.split(separator: "/") {
      path += "/\(component)"
      if try await canPass(path) { continue }
      throw EmbeddedPostgresError.unsuitableHome(
        "the user \(account.name), as whom the database runs, cannot pass the folder \(path) on "
          + "the way to \(home.path); set \(home.setting) to another place (/var/lib/hark, say), or let "
          + "others pass with: chmod o+x \(path)")
    }
  }

  private func canPass(_ path: String) async throws -> Bool {
    guard account.needsSwitch else { return access(path, X_OK) == 0 }
    return try await Child(account: account).run("/usr/bin/test", ["-x", path]).isSuccess
  }
}
