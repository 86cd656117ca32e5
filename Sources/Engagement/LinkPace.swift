// How much comes in through one link in a minute: a hall full of people may answer at once, a program
// that sends without end may not.

internal import Foundation

/// Lets so many in for each link, and says how long the others wait.
struct LinkPace: Sendable {
  /// What is counted apart.
  enum Act: Hashable {
    case response, check
  }

  /// How many responses a minute come in through a link; of checks ten times as many.
  static let responses = 120

  private let responses = TokenBuckets<UUID>(capacity: Self.responses, refill: 60)
  private let checks = TokenBuckets<UUID>(capacity: 10 * Self.responses, refill: 60)

  /// Nil: come in. Else after how many seconds to try again.
  func wait(_ link: UUID, _ act: Act, at moment: Date) -> Int? {
    (act == .response ? responses : checks).take(link, at: moment)
  }
}
