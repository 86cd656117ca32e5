// How often somebody may try receipt codes: apart for each partnership and address, so that one who
// guesses slows nobody else down. Kept in memory, for each process.

internal import Foundation
internal import Synchronization

/// Counts tries that failed, and says how long the next has to wait.
final class ReceiptPace: Sendable {
  /// How many tries may fail in a row, and after how many seconds one of them is forgotten.
  static let tries = 10
  static let forgottenAfter = 30.0

  private struct Key: Hashable {
    let partnership: String
    let address: String
  }

  private struct Bucket {
    var left: Double
    var at: Date
  }

  /// From so many on those that are whole again are dropped, now and then.
  private static let many = 10_000
  /// No more are kept: who comes then waits, as after a wrong code.
  private static let most = 50_000

  private struct State {
    var buckets: [Key: Bucket] = [:]
    var cleanedAt = Date.distantPast
  }

  private let state = Mutex(State())

  /// Nil: try; the try counts until it is taken back. Else after how many seconds to try again.
  func wait(_ partnership: String, _ address: String, at moment: Date) -> Int? {
    state.withLock { state in
      if state.buckets.count > Self.many,
        abs(moment.timeIntervalSince(state.cleanedAt)) >= Self.forgottenAfter
      {
        let whole = Double(Self.tries) * Self.forgottenAfter
        state.buckets = state.buckets.filter { moment.timeIntervalSince($0.value.at) < whole }
        state.cleanedAt = moment
      }
      let key = Key(partnership: partnership, address: address)
      guard state.buckets[key] != nil || state.buckets.count < Self.most else {
        return Int(Self.forgottenAfter)
      }
      var bucket = Self.now(state.buckets[key], moment)
      guard bucket.left >= 1 else {
        return max(1, Int(((1 - bucket.left) * Self.forgottenAfter).rounded(.up)))
      }
      bucket.left -= 1
      state.buckets[key] = bucket
      return nil
    }
  }

  /// Takes a try back: the code was right.
  func succeeded(_ partnership: String, _ address: String) {
    state.withLock { state in
      state.buckets[Key(partnership: partnership, address: address)]?.left += 1
    }
  }

  private static func now(_ bucket: Bucket?, _ moment: Date) -> Bucket {
    guard let bucket else { return Bucket(left: Double(tries), at: moment) }
    let spent = max(0, moment.timeIntervalSince(bucket.at))
    return Bucket(
      left: min(Double(tries), bucket.left + spent / forgottenAfter), at: max(moment, bucket.at))
  }
}
