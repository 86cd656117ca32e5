// One backup or check of a folder at a time: a lock that the operating system lets go when its holder
// dies.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc

extension BackupStore {
  /// Holds the folder's lock for as long as a body runs; refused when somebody else holds it.
  func locked<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    let descriptor = open("\(path)/lock", O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Problem(
        .backupFailed,
        "\(path) cannot be written to (\(FileTrouble.words(errno, path))); check who owns it, or"
          + " name another folder with HARK_BACKUPS")
    }
    // A program that another task is starting this very moment may hold a copy until it runs: closing
    // alone would leave the lock with it.
    defer {
      _ = flock(descriptor, LOCK_UN)
      close(descriptor)
    }
    if account.needsSwitch { _ = fchown(descriptor, account.user, account.group) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Problem(
        .backupFailed, "another backup or check works in \(path); wait until it has ended")
    }
    return try await body()
  }
}
