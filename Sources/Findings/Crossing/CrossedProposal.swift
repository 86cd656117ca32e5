// Rule 9: a table of which most cells are of a few people is refused, with the groups named that would
// have to be put together. They are named to coordinators alone, in the audit: which groups are named
// rests on the counts, so that a reader could work hidden counts out from it.

enum CrossedProposal {
  fileprivate struct Draft {
    /// The labels of the groups that are put together, by dimension.
    var labels: [[[String]]]
    /// Cells by the place of their group in each dimension.
    var cells: [[Int]: (base: Int, count: Int)]
  }

  /// Why a table is refused, and what would do; nil where few enough of its cells are of a few people.
  static func reason(
    _ table: CrossedCounts, _ rule: DisclosureRule
  ) -> (reason: String, proposal: String?)? {
    guard share(Draft(table), table, rule) > DisclosureRule.mostOfFew else { return nil }
    let start = """
      more than 40% of its combinations of groups are of a few people, so nearly all of it would be \
      hidden
      """
    for level in table.dimensions {
      guard let coarser = level.coarser.first else { continue }
      let groups = coarser.prefix(3).map { "'\($0.label)'" }.joined(separator: ", ")
      return ("\(start); take the coarser groups of \(level.role) (\(groups) and so on)", nil)
    }
    return (
      "\(start); \(LeftOut.largerGroups)",
      merging(table, rule).map { "put together \($0)" }
        ?? "no groups put together would be enough: leave one of its roles out"
    )
  }

  /// The neighbouring groups that have to be put together; nil where no choice is enough.
  static func merging(_ table: CrossedCounts, _ rule: DisclosureRule) -> String? {
    var draft = Draft(table)
    while share(draft, table, rule) > DisclosureRule.mostOfFew {
      guard let next = best(draft, table, rule) else { return nil }
      draft = next
    }
    let merged = zip(draft.labels, table.dimensions).flatMap { groups, dimension in
      groups.filter { $0.count > 1 }.map { labels in
        let others = labels.dropFirst().joined(separator: " and ")
        return "\(labels[0]) with \(others) (\(Limitations.inWords(dimension.role)))"
      }
    }
    return merged.isEmpty ? nil : merged.joined(separator: ", ")
  }

  /// What to do about a table of more than `limit` combinations: the coarser groups of a role, else the
  /// role with the fewest groups without which it is small enough.
  static func fewer(_ dimensions: [CrossedDimension], _ limit: Int) -> String {
    guard limit > 1 else { return "Leave one of the tables out" }
    let size = { (place: Int, groups: Int) in
      dimensions.indices.reduce(1) { product, other in
        min(product * (other == place ? groups : dimensions[other].groups.count), 1 << 40)
      }
    }
    for (place, dimension) in dimensions.enumerated() {
      guard let level = dimension.coarser.first(where: { size(place, $0.count) <= limit }) else {
        continue
      }
      let groups = level.prefix(3).map { "'\($0.label)'" }.joined(separator: ", ")
      return "Take coarser groups of \(dimension.role) (\(groups) and so on)"
    }
    let place = dimensions.indices.filter { dimensions.count > 1 && size($0, 1) <= limit }
      .min { dimensions[$0].groups.count < dimensions[$1].groups.count }
    if let place { return "Leave \(dimensions[place].role) out, or choose coarser groups" }
    var groups = 1
    while power(groups + 1, dimensions.count) <= limit { groups += 1 }
    return "Choose coarser groups: \(groups) of each role are few enough"
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  private static func share(
    _ draft: Draft, _ table: CrossedCounts, _ rule: DisclosureRule
  ) -> Double {
    let cells = draft.cells.values.filter { $0.base > 0 }
    let hidden = cells.filter { rule.hides(CellCount(base: $0.base, count: $0.count), table.show) }
    return cells.isEmpty ? 0 : Double(hidden.count) / Double(cells.count)
  }

  /// The two neighbours whose joining leaves the fewest cells of a few people; `not_stated`, the last
  /// group of each, stays alone.
  private static func best(
    _ draft: Draft, _ table: CrossedCounts, _ rule: DisclosureRule
  ) -> Draft? {
    var best: Draft?
    var least = Double.infinity
    for dimension in draft.labels.indices where draft.labels[dimension].count > 3 {
      for place in 0..<(draft.labels[dimension].count - 2) {
        let next = draft.joined(dimension, place)
        let share = share(next, table, rule)
        if share < least { (best, least) = (next, share) }
      }
    }
    return best
  }
}

extension CrossedDimension {
  /// The levels that have other and fewer groups than those it is by: others would change nothing.
  fileprivate var coarser: [[BreakdownGroup]] {
    let own = Set(groups.map(\.label))
    return levels.filter { level in
      level.count < groups.count && !Set(level.map(\.label)).isSubset(of: own)
    }
  }
}

extension CrossedProposal.Draft {
  init(_ table: CrossedCounts) {
    labels = table.dimensions.map { $0.groups.map { ["'\($0.label)'"] } }
    cells = [:]
    let sizes = labels.map(\.count)
    for (place, cell) in table.cells.enumerated() {
      var rest = place
      var places = [Int](repeating: 0, count: sizes.count)
      for dimension in sizes.indices.reversed() {
        places[dimension] = rest % sizes[dimension]
        rest /= sizes[dimension]
      }
      cells[places] = (cell.base, cell.count)
    }
  }

  /// The same with a group and the next put together.
  func joined(_ dimension: Int, _ place: Int) -> Self {
    var draft = self
    draft.labels[dimension][place] += labels[dimension][place + 1]
    draft.labels[dimension].remove(at: place + 1)
    draft.cells = [:]
    for (places, cell) in cells {
      var places = places
      if places[dimension] > place { places[dimension] -= 1 }
      let known = draft.cells[places] ?? (0, 0)
      draft.cells[places] = (known.base + cell.base, known.count + cell.count)
    }
    return draft
  }
}
