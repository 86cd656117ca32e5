// How much comes in through one link in a minute: a hall full of people may answer at once, a program
// that sends without end may not. Kept in memory, for each process.

internal import Foundation
internal import Synchronization

/// Lets so many in for each link, and says how long the others wait.
final class LinkPace: Sendable {
  /// What is counted apart.
  enum Act: Hashable {
    case response, check
  }

  /// How many responses a minute come in through a link; of checks ten times as many.
  static let responses = 120

  private struct Key: Hashable {
    let link: UUID
    let act: Act
  }

  private struct Bucket {
    var left: Double
    var at: Date
  }

  private let buckets = Mutex<[Key: Bucket]>([:])

  /// Nil: come in. Else after how many seconds to try again.
  func wait(_ link: UUID, _ act: Act, at moment: Date) -> Int? {
    let most = Double(act == .response ? Self.responses : 10 * Self.responses)
    return buckets.withLock { buckets in
      // A link that nobody used for a minute is as if it never was used.
      if buckets.count > 1_000 {
        buckets = buckets.filter { moment.timeIntervalSince($0.value.at) < 60 }
      }
      let key = Key(link: link, act: act)
      let before = buckets[key] ?? Bucket(left: most, at: moment)
      let spent = max(0, moment.timeIntervalSince(before.at))
      var left = min(most, before.left + spent * most / 60)
      let mayEnter = left >= 1
      if mayEnter { left -= 1 }
      buckets[key] = Bucket(left: left, at: max(moment, before.at))
      return mayEnter ? nil : max(1, Int(((1 - left) * 60 / most).rounded(.up)))
    }
  }
}
