// How far a verification is, on a terminal, when it takes more than a second.

internal import Foundation
internal import Glibc
internal import Synchronization

/// Counts events on standard error.
final class AuditProgress: Sendable {
  private let start = ContinuousClock.now
  private let isShown = Mutex(false)

  /// Says how many events were verified.
  func show(_ number: Int) {
    guard isatty(2) == 1, ContinuousClock.now - start > .seconds(1) else { return }
    isShown.withLock { $0 = true }
    Self.write("\r\(number) events verified")
  }

  /// Leaves the line.
  func end() { if isShown.withLock({ $0 }) { Self.write("\n") } }

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
