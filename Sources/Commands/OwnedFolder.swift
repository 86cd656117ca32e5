// Folders and files that Hark makes in its home. Where root works on somebody else's home, what it makes
// there is theirs: the service, which is not root, could not read it otherwise.

internal import Foundation
internal import Glibc

/// A folder in the home that its owner alone may read.
struct OwnedFolder {
  typealias Owner = (user: uid_t, group: gid_t)

  let path: String

  /// Makes the folder where it is missing.
  func make() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    if let owner { _ = lchown(path, owner.user, owner.group) }
  }

  /// Whose the home is, where root works on it; nil: whoever works.
  var owner: Owner? {
    var status = stat()
    let home = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard geteuid() == 0, stat(home, &status) == 0, status.st_uid != 0 else { return nil }
    return (status.st_uid, status.st_gid)
  }
}
