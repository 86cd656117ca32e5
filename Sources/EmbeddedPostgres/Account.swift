// As whom PostgreSQL runs. It refuses to run as root, so root runs it as somebody else: the owner of
// the home folder, or else the system's user postgres.

import Foundation
package import Glibc

/// A user of the operating system.
package struct Account: Sendable, Equatable {
  /// Its number.
  package let user: uid_t
  /// The number of its group.
  package let group: gid_t
  /// Its name.
  package let name: String

  /// Whether this process is someone else, and has to change over.
  package var needsSwitch: Bool { user != geteuid() }

  /// The user of this number; a number without a name still works.
  package init(user: uid_t) {
    self.user = user
    guard let entry = getpwuid(user) else {
      group = gid_t(user)
      name = "\(user)"
      return
    }
    group = entry.pointee.pw_gid
    name = entry.pointee.pw_name.map { String(cString: $0) } ?? "\(user)"
  }

  private init?(name: String) {
    guard let entry = getpwnam(name) else { return nil }
    user = entry.pointee.pw_uid
    group = entry.pointee.pw_gid
    self.name = name
  }

  /// As whom the database in a home runs.
  package static func running(_ home: HarkHome) throws(EmbeddedPostgresError) -> Account {
    let owner = FileStatus(home.path)?.owner
    guard geteuid() == 0 else {
      guard owner == nil || owner == geteuid() else {
        throw .unsuitableHome(
          "the folder \(home.path) belongs to \(Account(user: owner ?? 0).name), not to you; "
            + "set \(home.setting) to a folder of your own")
      }
      return Account(user: geteuid())
    }
    if let owner, owner != 0 { return Account(user: owner) }
    guard let account = Account(name: "postgres") else {
      throw .noPrograms("there is no user postgres, as whom root could run the database")
    }
    return account
  }
}

/// What the file system says about a path.
struct FileStatus {
  let owner: uid_t
  /// The permission bits.
  let permissions: mode_t
  let isFolder: Bool

  /// Nil when there is nothing there. `followingLinks: false` looks at a link itself.
  init?(_ path: String, followingLinks: Bool = true) {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    owner = status.st_uid
    permissions = status.st_mode & 0o7777
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }
}
