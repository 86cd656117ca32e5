// One start or stop at a time: a lock file that the operating system lets go when its holder dies.

import Foundation
import Glibc

/// Held while a database is started or stopped.
enum StartLock {
  /// Holds the lock for as long as a body runs, after waiting up to two minutes for another holder.
  static func hold<Value: Sendable>(
    _ home: HarkHome, for account: Account, _ body: () async throws -> Value
  ) async throws -> Value {
    // Not inherited by children: the server would hold the lock for as long as it lives.
    let descriptor = open(home.lockFile, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw EmbeddedPostgresError.unsuitableHome(
        "the file \(home.lockFile) cannot be opened (\(FileTrouble.words(errno, home.path))); check who owns "
          + "\(home.path), or set HARK_HOME to a folder you can write to")
    }
    defer { close(descriptor) }
    if account.needsSwitch { _ = fchown(descriptor, account.user, account.group) }
    let deadline = ContinuousClock.now + .seconds(120)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else {
        throw EmbeddedPostgresError.locked(path: home.lockFile)
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return try await body()
  }
}
