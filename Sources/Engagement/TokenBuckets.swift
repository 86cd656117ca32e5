// How often something may be done, apart for each key: a bucket of so many tokens that fills again with
// time. Kept in memory, for each process.

internal import Foundation
internal import Synchronization

/// Hands out tokens by key, and says how long whoever gets none has to wait.
final class TokenBuckets<Key: Hashable & Sendable>: Sendable {
  private struct Bucket {
    var left: Double
    var at: Date
  }

  private struct State {
    var buckets: [Key: Bucket] = [:]
    var cleanedAt = Date.distantPast
  }

  private let capacity: Double
  /// After how many seconds an empty bucket is full.
  private let refill: Double
  private let state = Mutex(State())

  /// From so many on, those that are full again are dropped, now and then.
  private static var many: Int { 1_000 }
  /// No more are kept: whoever comes then waits, as before an empty bucket.
  private static var most: Int { 50_000 }

  /// Buckets of `capacity` tokens, at least 1, each full again after `refill` seconds.
  init(capacity: Int, refill: Double) {
    (self.capacity, self.refill) = (Double(max(1, capacity)), refill)
  }

  /// Nil: a token was taken. Else after how many seconds to try again. A clock that is set back fills
  /// nothing.
  func take(_ key: Key, at moment: Date) -> Int? {
    state.withLock { state in
      clean(&state, moment)
      let known = state.buckets[key]
      guard known != nil || state.buckets.count < Self.most else { return wait(for: 0) }
      let before = known ?? Bucket(left: capacity, at: moment)
      let spent = max(0, moment.timeIntervalSince(before.at))
      var left = min(capacity, before.left + spent * capacity / refill)
      let isTaken = left >= 1
      if isTaken { left -= 1 }
      state.buckets[key] = Bucket(left: left, at: max(moment, before.at))
      return isTaken ? nil : wait(for: left)
    }
  }

  /// Puts a token back.
  func giveBack(_ key: Key) {
    state.withLock { $0.buckets[key]?.left += 1 }
  }

  private func wait(for left: Double) -> Int {
    max(1, Int(((1 - left) * refill / capacity).rounded(.up)))
  }

  /// A bucket that nobody used for so long is as if it never was used.
  private func clean(_ state: inout State, _ moment: Date) {
    guard state.buckets.count > Self.many,
      abs(moment.timeIntervalSince(state.cleanedAt)) >= refill / 10
    else { return }
    state.buckets = state.buckets.filter { moment.timeIntervalSince($0.value.at) < refill }
    state.cleanedAt = moment
  }
}
