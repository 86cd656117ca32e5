// How often somebody may try receipt codes: apart for each partnership and address, so that one who
// guesses slows nobody else down.

internal import Foundation

/// Counts tries that failed, and says how long the next has to wait.
struct ReceiptPace: Sendable {
  /// How many tries may fail in a row, and after how many seconds one of them is forgotten.
  static let tries = 10
  static let forgottenAfter = 30.0

  private struct Key: Hashable {
    let partnership: String
    let address: String
  }

  private let tries = TokenBuckets<Key>(
    capacity: Self.tries, refill: Double(Self.tries) * Self.forgottenAfter)

  /// Nil: try; the try counts until it is taken back. Else after how many seconds to try again.
  func wait(_ partnership: String, _ address: String, at moment: Date) -> Int? {
    tries.take(Key(partnership: partnership, address: address), at: moment)
  }

  /// Takes a try back: the code was right.
  func succeeded(_ partnership: String, _ address: String) {
    tries.giveBack(Key(partnership: partnership, address: address))
  }
}
