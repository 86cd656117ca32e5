// What a release counts: every series' indicators with who was counted where, held against the
// releases before it, so that what cannot stand beside them is left out.

internal import Findings
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage
internal import Surveys

/// The exact counts of a release that is about people.
struct ReleaseCounts {
  private(set) var counts: [IndicatorCounts]
  let nestings: [BaseNesting]
  let places: SeriesPlaces
  private(set) var changes: [RowChange] = []
  private(set) var leftOut: [LeftOut] = []

  /// Counts all series.
  init(_ series: [SeriesAnswers], on connection: isolated Connection) throws {
    let tallies = try series.map { try $0.tally(on: connection) }
    counts = tallies.flatMap(\.counts)
    nestings = tallies.flatMap(\.nestings)
    places = SeriesPlaces(zip(series, tallies).map { ($0.number, $1.places) })
  }

  /// Holds the counts against the releases before: how many people each row changed by, which
  /// indicators are new names for the same people, and which contradict what was released.
  mutating func compare(
    with earlier: EarlierReleases, _ series: [SeriesAnswers], on connection: isolated Connection
  ) throws {
    let positions = series.map { part in
      Dictionary(zip(part.ids, part.ids.indices)) { first, _ in first }
    }
    let members = try earlier.members(on: connection)
    changes = try places.changes(since: members, legend: earlier.legend, now: positions)
    let found = try places.indicators(since: members, legend: earlier.legend, now: positions)
    let ids = Set(counts.map(\.id))
    counts = counts.map { indicator in
      guard let base = found.sameBases[indicator.id], !ids.contains(base) else { return indicator }
      return indicator.sharing(base)
    }
    leftOut = series.flatMap { part in
      VersionConflicts(part, earlier).leftOut(recounted: found.recounted)
    }
    let left = Set(leftOut.map(\.indicator))
    counts.removeAll { left.contains($0.id) }
  }
}
