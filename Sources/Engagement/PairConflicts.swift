// Rows by what the same people were counted as before, beside everything that shows these people: who was
// counted then and did not answer again is a group too, and so is who answered since.

internal import Findings
internal import Foundation
internal import Surveys

/// Holds a release against the releases of surveys that share people with it.
struct PairConflicts {
  private let series: [SeriesAnswers]
  private let places: SeriesPlaces
  private let releases: PairedReleases
  private let rule: DisclosureRule

  init(
    _ series: [SeriesAnswers], _ places: SeriesPlaces, _ releases: PairedReleases,
    _ rule: DisclosureRule
  ) {
    (self.series, self.places) = (series, places)
    (self.releases, self.rule) = (releases, rule)
  }

  /// The rows by what people said before that cannot be shown beside what was released then, or are of
  /// too few who answered both times.
  func leftOut() -> [LeftOut] {
    series.enumerated().flatMap { part, answers in
      answers.survey.indicators.compactMap { indicator -> LeftOut? in
        guard let before = indicator.before else { return nil }
        let role = Baseline.prefix + indicator.id
        return reason(role, before, part, answers).map { reason in
          LeftOut(
            indicator: SeriesMark(answers.number).marked(indicator.id), role: role, reason: reason)
        }
      }
    }
  }

  private func reason(
    _ role: String, _ before: String, _ part: Int, _ answers: SeriesAnswers
  ) -> String? {
    let others = series.indices.filter { $0 != part }
    guard others.allSatisfy({ places.paired(role, part: $0).sides.isEmpty }) else {
      return """
        the same people are shown only while all who answered again answered one wording, and these \
        answered two: beside what was released of before, both together could show a few people
        """
    }
    let (sides, standing) = places.paired(role, part: part)
    let ids = answers.countedIDs
    let pairs = sides.compactMap { position, side in
      answers.followed[ids[position]].map { ($0, side) }
    }
    let people = Dictionary(pairs) { first, _ in first }
    guard people.count == sides.count,
      people.count + standing.counted + standing.not >= rule.lowBaseBelow
    else { return "fewer than \(rule.lowBaseBelow) people answered both times" }
    for released in releases.before[before] ?? [] {
      let inBoth = people.filter { released[$0.key] != nil }
      let moved = inBoth.count { released[$0.key] != $0.value }
      if inBoth.isEmpty { continue }
      let gone = released.filter { people[$0.key] == nil }.map(\.value)
      let fresh = people.filter { released[$0.key] == nil }.map(\.value)
      guard !rule.isPrimary(moved), isShowable(gone, standing), isShowable(fresh, standing) else {
        return """
          those who were counted before and did not answer both times, or are counted only now, would be \
          known beside what was released before, and are too few
          """
      }
    }
    return nil
  }

  /// Whether people with these sides are nobody, or would be shown if they were a row, whichever of them
  /// are counted elsewhere as they were.
  private func isShowable(_ sides: [UInt8], _ standing: (counted: Int, not: Int)) -> Bool {
    if sides.isEmpty { return true }
    let (base, count) = (sides.count, sides.count { $0 == 2 })
    return [(0, 0), (standing.counted, standing.not)].allSatisfy { counted, not in
      guard base - counted - not > 0, count >= counted, base - count >= not else { return false }
      return !rule.hides(CellCount(base: base - counted - not, count: count - counted))
    }
  }

  /// The indicators of this survey of which a later survey shows nearly the same people.
  func tooNear(_ counts: [IndicatorCounts]) -> Set<String> {
    Set(
      counts.map(\.id).filter { id in
        releases.after.contains { later in
          later.indicator == SeriesMark.plain(id) && isTooNear(later, id)
        }
      })
  }

  private func isTooNear(_ later: PairedReleases.Later, _ id: String) -> Bool {
    var now: [UUID: UInt8] = [:]
    for (part, answers) in series.enumerated() {
      now.merge(places.sides(of: id, part: part, ids: answers.countedIDs)) { first, _ in first }
    }
    guard !later.sides.keys.allSatisfy({ now[$0] == nil }) else { return false }
    let changed = Set(now.keys).union(later.sides.keys).count { now[$0] != later.sides[$0] }
    if changed == 0, later.unknown == 0 { return false }
    return changed - later.unknown < rule.hideBelow
  }
}
