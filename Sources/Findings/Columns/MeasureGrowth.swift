// Who joined and left the rows of measures since a release: what the new figures less the old ones
// would show is a figure too, and has to be enough people of whom none stands out.

internal import JSON

/// The people by whom the rows of measures changed since a release that printed them.
struct MeasureGrowth {
  /// Who is in a row now and was not, or with another number, by position.
  private var joined: [RowKey: [Int]] = [:]
  /// Rows that somebody was in who is not now, or with another number.
  private var gone: Set<RowKey> = []

  init<ID: Hashable>(
    of places: CountedPlaces, since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) throws(CountedPlacesProblem) {
    let pairs = zip(places.indicators, places.counters).filter { $0.1.show.isMeasure }
    let measures = Set(pairs.map(\.0))
    try places.forEachChange(since: earlier, legend: legend, now: now) { _, key, wasIn, index in
      guard measures.contains(key.indicator) else { return }
      if wasIn { self.gone.insert(key) }
      if let index { self.joined[key, default: []].append(index) }
    }
  }

  /// Whether new figures of a measure may be printed beside those printed then. Its hidden rows, which
  /// stay hidden, give one figure together: what the total leaves.
  func mayShow(
    _ printed: AuditedIndicator, _ places: CountedPlaces, _ rule: DisclosureRule
  ) -> Bool {
    guard let place = places.indicators.firstIndex(of: printed.id), !printed.total.isHidden else {
      return true
    }
    let hidden = Set(
      printed.breakdowns.flatMap { breakdown in
        breakdown.rows.filter(\.isHidden).map {
          RowKey(indicator: printed.id, role: breakdown.role, group: $0.group)
        }
      })
    let changed = Set(joined.keys).union(gone).filter { $0.indicator == printed.id }
    let figures = Dictionary(grouping: changed) { key in
      hidden.contains(key) ? RowKey(indicator: printed.id, role: key.role) : key
    }
    return figures.values.allSatisfy { keys in
      places.counters[place].mayShow(
        joined: keys.flatMap { joined[$0] ?? [] },
        besideGone: keys.contains(where: gone.contains) ? printed.total.cell.bounds : [], rule)
    }
  }
}

extension RowCounter {
  /// Whether the figure of those who joined keeps the rules of one of its own. Of those who are gone
  /// the numbers are known no more: one of them may have had as much as anybody, the others nothing.
  fileprivate func mayShow(
    joined: [Int], besideGone bounds: [Double]?, _ rule: DisclosureRule
  ) -> Bool {
    let cell = cell(joined)
    guard let measure = measure(joined), let bounds, cell.base > 0 else { return false }
    if rule.hides(cell, show, sensitive: isSensitive) { return false }
    var worlds = AmountWorlds(measure, within: nil, show, rule)
    return worlds?.narrow() != true && !measure.isDominated(beside: bounds)
  }
}
