// How often somebody may try receipt codes: apart for each partnership and address, so that one who
// guesses slows nobody else down; and where very many codes fail with a partnership, those less often from
// where none ever opened anything.

internal import Foundation
internal import Synchronization

/// Counts tries that failed, and says how long the next has to wait.
final class ReceiptPace: Sendable {
  /// How many tries may fail in a row, and after how many seconds one of them is forgotten.
  static let tries = 10
  static let forgottenAfter = 30.0
  /// How many tries of strangers may fail with a partnership in an hour before strangers are slowed, and for how
  /// many seconds after the last such try they are.
  static let failures = 200
  static let crowdedFor = 600.0
  /// The same two numbers for a stranger meanwhile.
  static let strangersTries = 3
  static let strangersForgottenAfter = 300.0
  /// For how many seconds an address is no stranger where a code was right, and how many are remembered.
  static let knownFor = 86_400.0
  private static let mostKnown = 50_000

  private struct Key: Hashable {
    let partnership: String
    let address: String
  }

  private struct State {
    /// Until when strangers are slowed, by partnership.
    var crowded: [String: Date] = [:]
    /// When a code was right.
    var known: [Key: Date] = [:]
  }

  private let tries = TokenBuckets<Key>(
    capacity: ReceiptPace.tries,
    refill: Double(ReceiptPace.tries) * ReceiptPace.forgottenAfter)
  private let strangersTries = TokenBuckets<Key>(
    capacity: ReceiptPace.strangersTries,
    refill: Double(ReceiptPace.strangersTries) * ReceiptPace.strangersForgottenAfter)
  private let failures = TokenBuckets<String>(capacity: ReceiptPace.failures, refill: 3_600)
  private let state = Mutex(State())

  /// Nil: try; the try counts until it is taken back. Else after how many seconds to try again.
  func wait(_ partnership: String, _ address: String, at moment: Date) -> Int? {
    let key = Key(partnership: partnership, address: address)
    if let seconds = tries.take(key, at: moment) { return seconds }
    guard isSlowed(key, at: moment), let seconds = strangersTries.take(key, at: moment) else {
      return nil
    }
    tries.giveBack(key)
    return seconds
  }

  /// Takes a try back: the code was right, and whoever comes from there is no stranger.
  func succeeded(_ partnership: String, _ address: String, at moment: Date) {
    let key = Key(partnership: partnership, address: address)
    tries.giveBack(key)
    strangersTries.giveBack(key)
    state.withLock { state in
      if state.known.count >= Self.mostKnown {
        state.known = state.known.filter { moment.timeIntervalSince($0.value) < Self.knownFor }
        if state.known.count >= Self.mostKnown { state.known = [:] }
      }
      state.known[key] = moment
    }
  }

  /// The code was wrong. Nil: whoever tried is told so; else that so many were that they have to wait so many
  /// seconds for each.
  func failed(_ partnership: String, _ address: String, at moment: Date) -> Int? {
    let key = Key(partnership: partnership, address: address)
    guard failures.take(partnership, at: moment) != nil else {
      return isSlowed(key, at: moment) ? Int(Self.strangersForgottenAfter) : nil
    }
    state.withLock { state in
      if state.crowded.count >= 1_000 { state.crowded = state.crowded.filter { $0.value > moment } }
      state.crowded[partnership] = moment.addingTimeInterval(Self.crowdedFor)
    }
    return isKnown(key, at: moment) ? nil : Int(Self.strangersForgottenAfter)
  }

  private func isKnown(_ key: Key, at moment: Date) -> Bool {
    state.withLock { state in
      state.known[key].map { moment.timeIntervalSince($0) < Self.knownFor } ?? false
    }
  }

  private func isSlowed(_ key: Key, at moment: Date) -> Bool {
    let isCrowded = state.withLock { state in
      state.crowded[key.partnership].map { moment < $0 } ?? false
    }
    return isCrowded && !isKnown(key, at: moment)
  }
}
