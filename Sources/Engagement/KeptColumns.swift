// Answers that were read for counting stay in memory, so that the next count reads only what is new:
// by partnership and survey, the longest unused going first, within a bound.

package import Foundation
internal import Postgres
package import Storage
internal import Synchronization

/// The answers of one survey as one snapshot of the database had them.
package struct KeptAnswers {
  package let series: [SeriesAnswers]
  let moment: CountedMoment
  /// The hashes of the versions that were read, in their order.
  let versions: [[UInt8]]

  /// The answers of a survey as a snapshot had them.
  package init(series: [SeriesAnswers], moment: CountedMoment, versions: [[UInt8]]) {
    (self.series, self.moment, self.versions) = (series, moment, versions)
  }

  /// How many bytes they take.
  package var byteCount: Int { series.reduce(0) { $0 + $1.byteCount } }
}

/// Answers kept by the running program.
package final class KeptColumns: Sendable {
  /// What a survey's answers are kept under.
  package struct Key: Hashable {
    let partnership: UUID
    let survey: String

    /// A survey of a partnership.
    package init(partnership: UUID, survey: String) {
      (self.partnership, self.survey) = (partnership, survey)
    }
  }

  private struct Place {
    let answers: KeptAnswers
    /// Grows with each use.
    let used: Int
  }

  /// Answers that nobody counted for so long leave memory.
  private static let lifetime = Duration.seconds(15 * 60)

  private let bound: Int
  private let places = Mutex<(clock: Int, kept: [Key: Place])>((0, [:]))

  /// Keeps at most so many bytes; 0 keeps nothing.
  package init(bytes bound: Int) { self.bound = bound }

  /// Takes out what is kept, so that nobody else changes it meanwhile; whoever comes in between reads
  /// for itself.
  package func take(_ key: Key) -> KeptAnswers? {
    places.withLock { $0.kept.removeValue(forKey: key)?.answers }
  }

  /// Keeps answers, unless later ones came meanwhile or they are larger than the bound.
  package func keep(_ answers: KeptAnswers, as key: Key) {
    guard answers.byteCount <= bound else { return }
    let used = places.withLock { places -> Int in
      if let other = places.kept[key], !answers.moment.sees(other.answers.moment) {
        return other.used
      }
      places.clock += 1
      places.kept[key] = Place(answers: answers, used: places.clock)
      var bytes = places.kept.values.reduce(0) { $0 + $1.answers.byteCount }
      while bytes > bound, let oldest = places.kept.min(by: { $0.value.used < $1.value.used }) {
        bytes -= oldest.value.answers.byteCount
        places.kept[oldest.key] = nil
      }
      return places.clock
    }
    // What was erased by another process leaves memory too, though nobody counts again.
    Task { [weak self] in
      try? await Task.sleep(for: Self.lifetime)
      self?.drop(key, lastUsed: used)
    }
  }

  /// Forgets everything of a partnership: something was erased.
  func forget(_ partnership: UUID) {
    places.withLock { places in
      places.kept = places.kept.filter { $0.key.partnership != partnership }
    }
  }

  private func drop(_ key: Key, lastUsed used: Int) {
    places.withLock { places in
      if places.kept[key]?.used == used { places.kept[key] = nil }
    }
  }
}
