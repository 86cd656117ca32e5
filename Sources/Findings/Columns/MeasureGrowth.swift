// Who joined and left the rows of measures since a release: what the new figures less the old ones
// would show is a figure too, and has to be enough people of whom none stands out.

internal import JSON

/// The people by whom the rows of measures changed since a release that printed them.
struct MeasureGrowth {
  /// Who is in a row now and was not, or with another number, by position.
  private var joined: [RowKey: [Int]] = [:]
  /// Who was in a row and is not now, or with another number: each has a number of their own.
  private var gone: [RowKey: Set<Int>] = [:]

  init<ID: Hashable>(
    of places: CountedPlaces, since earlier: [ID: [UInt8]], legend: JSONValue, now: [ID: Int]
  ) throws(CountedPlacesProblem) {
    let pairs = zip(places.indicators, places.counters).filter { $0.1.show.isMeasure }
    let measures = Set(pairs.map(\.0))
    var numbers: [ID: Int] = [:]
    try places.forEachChange(since: earlier, legend: legend, now: now) { id, key, wasIn, index in
      guard measures.contains(key.indicator) else { return }
      if wasIn {
        let number = numbers[id] ?? numbers.count
        numbers[id] = number
        self.gone[key, default: []].insert(number)
      }
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
    let emptied = emptied(printed, places, at: place)
    let total = RowKey(indicator: printed.id)
    let changed = Set(joined.keys).union(gone.keys).filter { $0.indicator == printed.id }
    let figures = Dictionary(grouping: changed.subtracting(emptied)) { key in
      hidden.contains(key) ? RowKey(indicator: printed.id, role: key.role) : key
    }
    return figures.allSatisfy { key, keys in
      var left = keys.reduce(into: Set<Int>()) { $0.formUnion(gone[$1] ?? []) }
      if key == total { left = unknown(left, emptied) }
      let joined = keys.flatMap { self.joined[$0] ?? [] }
      if joined.isEmpty && left.isEmpty { return true }
      return places.counters[place].mayShow(
        joined: joined, besideGone: left.isEmpty ? [] : printed.total.cell.bounds, rule)
    }
  }

  /// Rows that were shown and that everybody has left: what they had is what was printed of them.
  private func emptied(
    _ printed: AuditedIndicator, _ places: CountedPlaces, at place: Int
  ) -> Set<RowKey> {
    var found: Set<RowKey> = []
    for breakdown in printed.breakdowns {
      guard let role = places.groupings.firstIndex(where: { $0.name == breakdown.role }) else {
        continue
      }
      var filled: Set<String> = []
      for (index, side) in places.sides[place].enumerated() where side > 0 {
        filled.insert(places.groupings[role].groups[Int(places.positions[role][index])])
      }
      for row in breakdown.rows where !row.isHidden && row.cell.base > 0 {
        let key = RowKey(indicator: printed.id, role: breakdown.role, group: row.group)
        if !filled.contains(row.group), gone[key]?.count == row.cell.base { found.insert(key) }
      }
    }
    return found
  }

  /// Those who left the total and whose numbers together are not known from rows that everybody left, as the
  /// role tells it that leaves fewest.
  private func unknown(_ left: Set<Int>, _ emptied: Set<RowKey>) -> Set<Int> {
    let roles = Dictionary(grouping: emptied, by: \.role).values
    return roles.map { keys in keys.reduce(into: left) { $0.subtract(gone[$1] ?? []) } }
      .min { $0.count < $1.count } ?? left
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
    return !measure.narrows(show, rule) && !measure.isDominated(beside: bounds)
  }
}
