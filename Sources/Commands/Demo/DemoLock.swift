// Two demos at once share one database: they take turns to fill it, and the last to go stops it. Locks
// of the operating system, which end with whoever holds them.

internal import Engagement
internal import Foundation
internal import Glibc

/// A lock in the demo's home, held until it goes.
final class DemoLock: Sendable {
  private let descriptor: Int32

  private init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Problem(
        .wrongConfiguration,
        "\(path) cannot be opened (\(String(cString: strerror(errno)))); set HARK_HOME to a folder of"
          + " your own")
    }
    // The folder is closed; root and the database's user both run demos in it.
    fchmod(descriptor, 0o666)
  }

  deinit { close(descriptor) }

  /// Held by every demo at work.
  static func presence(in home: String) async throws -> DemoLock {
    let lock = try DemoLock("\(home)/demo.lock")
    try await lock.take(LOCK_SH)
    return lock
  }

  /// Held by the one demo that fills the database just now; the others wait.
  static func turn(in home: String) async throws -> DemoLock {
    let lock = try DemoLock("\(home)/turn.lock")
    if flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
    Output.note("another demo fills the database just now; waiting for it")
    try await lock.take(LOCK_EX)
    return lock
  }

  /// Whether no other demo is at work; none can begin until this one has gone.
  var isLast: Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Lets the next one in before this goes.
  func release() { _ = flock(descriptor, LOCK_UN) }

  private func take(_ kind: Int32) async throws {
    while flock(descriptor, kind | LOCK_NB) != 0 {
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
