// Which versions of a survey are published, remembered between transactions. As with tokens (decision 0050) what is
// remembered counts only under the mark it was read under, and the transaction that stores asks for that mark.

internal import Foundation
internal import Storage
internal import Synchronization

/// What records are judged by without a look at the database before: it holds for as long as the mark.
struct RecordMemory: Sendable {
  /// What the partnership was marked with.
  let mark: UUID
  /// When the first of the senders' tokens expires; nil: they signed in just now.
  let until: Date?
  /// The published versions of each survey that is recorded to.
  let versions: [String: [PublishedVersion]]
}

/// The published versions of surveys that were recorded to lately.
final class RememberedVersions: Sendable {
  private struct Place: Hashable {
    let partnership: UUID
    let survey: String
  }

  private struct Entry {
    let mark: UUID
    let versions: [PublishedVersion]
  }

  private static let most = 1_000
  private let entries = Mutex<[Place: Entry]>([:])

  /// Remembers versions that were read after the mark.
  func remember(
    _ versions: [String: [PublishedVersion]], of partnership: UUID, under mark: UUID
  ) {
    entries.withLock { entries in
      if entries.count + versions.count > Self.most { entries = [:] }
      for (survey, published) in versions where !published.isEmpty {
        entries[Place(partnership: partnership, survey: survey)] = Entry(
          mark: mark, versions: published)
      }
    }
  }

  /// What is remembered of all the surveys of these records, which are of one partnership, and of their senders'
  /// tokens; nil: something is missing, or they were read under different marks.
  func memory(for items: [PendingRecord]) -> RecordMemory? {
    guard let partnership = items.first?.principal.partnership else { return nil }
    let surveys = Set(items.map(\.survey))
    let found = entries.withLock { entries in
      surveys.compactMap { survey in
        entries[Place(partnership: partnership, survey: survey)].map { (survey, $0) }
      }
    }
    let marks = Set(found.map(\.1.mark) + items.compactMap { $0.token?.signIn.mark })
    guard found.count == surveys.count, marks.count == 1, let mark = marks.first else { return nil }
    return RecordMemory(
      mark: mark, until: items.compactMap { $0.token?.signIn.expiresAt }.min(),
      versions: Dictionary(found.map { ($0, $1.versions) }) { first, _ in first })
  }
}

/// How transactions over several records came about.
package final class BatchCounts: Sendable {
  /// A way in which records that wait together are tried.
  package enum Way: String, CaseIterable, Sendable {
    /// By what was remembered, which held for some or all of them.
    case remembered
    /// By what was remembered, of which nothing came.
    case inVain = "in_vain"
    /// After a look at what is known.
    case lookedUp = "looked_up"
  }

  private let counts = Mutex<[Way: Int]>([:])

  /// Counts a transaction that was tried.
  func count(_ way: Way) { counts.withLock { $0[way, default: 0] += 1 } }

  /// How many there were of each.
  package var all: [Way: Int] { counts.withLock { $0 } }
}
