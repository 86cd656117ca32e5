// Time that the client had to send something. While the service itself does not want to read, because
// it is still at work on what came before, the clock stands still.

internal import NIOCore

/// A stopwatch over one client's turn to send.
struct ReadingClock {
  private var start: NIODeadline
  private var pausedAt: NIODeadline?

  /// A running clock at zero.
  init(now: NIODeadline) { start = now }

  /// Time the client had, since the clock was at zero.
  func elapsed(_ now: NIODeadline) -> TimeAmount { (pausedAt ?? now) - start }

  /// Back to zero; a clock that stands still goes on standing still.
  mutating func restart(_ now: NIODeadline) {
    start = now
    if pausedAt != nil { pausedAt = now }
  }

  /// The service does not read just now.
  mutating func pause(_ now: NIODeadline) {
    if pausedAt == nil { pausedAt = now }
  }

  /// The service reads again.
  mutating func resume(_ now: NIODeadline) {
    guard let pausedAt else { return }
    start = start + (now - pausedAt)
    self.pausedAt = nil
  }
}
