// Judges the hidden cells of one breakdown. A cell is safe when for every value it must be able to
// have, a world is found in which every release would have been printed exactly as it was.

/// A breakdown by one role, through every release, of indicators that share their base or whose bases
/// lie within one another.
struct RoleHistory: Sendable {
  let role: String
  let indicators: [String]
  var rows: [RowHistory]
  /// By release: whether the people in the base are known in total.
  let isBaseKnown: [Bool]
  /// By release and indicator: whether the total is shown.
  let isTotalShown: [[Bool]]
  /// How far shifts are followed.
  let reach: Int
  /// Which bases people may be moved in while the others stay as they are.
  let moves: [BaseMove]
  /// By release and indicator: what its base is called; nil where the release does not have it.
  let baseKeys: [[String?]]

  /// A count of a hidden row whose values are looked for.
  struct Target: Sendable, Hashable {
    let row: Int
    let release: Int
    let indicator: Int
    let kind: AuditedCell.Kind
    /// The values it must be able to have.
    let required: ClosedRange<Int>
  }

  /// The values of each target for which no world was found. Throws when that takes more steps than
  /// are left.
  func missing(
    _ targets: [Target], _ budget: inout AuditBudget
  ) throws(ReleaseRefusal) -> [[Int]] {
    var left = targets.map { Set($0.required) }
    let places = Dictionary(grouping: targets.indices) { index in
      [targets[index].row, targets[index].release]
    }
    for (place, indices) in places {
      try search(row: place[0], release: place[1], targets, indices, &left, &budget)
    }
    return left.map { $0.sorted() }
  }

  private func search(
    row: Int, release: Int, _ targets: [Target], _ indices: [Int], _ left: inout [Set<Int>],
    _ budget: inout AuditBudget
  ) throws(ReleaseRefusal) {
    for releases in spans(containing: release) where rows[row].isFree(in: releases) {
      for move in moves where move.isPossible(in: releases, baseKeys) {
        if indices.allSatisfy({ left[$0].isEmpty }) { return }
        var search = WorldSearch(self, move, row: row, release: release, releases: releases)
        try search.run(targets, indices, &left, &budget)
      }
    }
  }

  /// Every run of releases that holds this one; all of them first, for most rows need no other.
  private func spans(containing release: Int) -> [ClosedRange<Int>] {
    let last = isBaseKnown.count - 1
    let all = (0...release).flatMap { first in (release...last).map { first...$0 } }
    return all.sorted { $0.count > $1.count }
  }
}

/// Looks for worlds by moving people between one hidden row and the other rows of its breakdown,
/// by the same numbers in all the releases of a span, so that every total stays what it is.
struct WorldSearch {
  private let history: RoleHistory
  private let row: Int
  private let release: Int
  private let releases: ClosedRange<Int>
  private let move: BaseMove
  private var sums: ShiftSums

  init(
    _ history: RoleHistory, _ move: BaseMove, row: Int, release: Int,
    releases: ClosedRange<Int>
  ) {
    self.history = history
    self.move = move
    self.row = row
    self.release = release
    self.releases = releases
    sums = ShiftSums(indicators: history.indicators.count, reach: 2 * history.reach)
  }

  /// Removes from `left` every value that a world was found for.
  mutating func run(
    _ targets: [RoleHistory.Target], _ indices: [Int], _ left: inout [Set<Int>],
    _ budget: inout AuditBudget
  ) throws(ReleaseRefusal) {
    // With every total hidden so is every row: there is nothing to subtract from.
    guard releases.contains(where: { history.isBaseKnown[$0] }) else {
      for index in indices { left[index] = [] }
      return
    }
    let own = options(of: row)
    try budget.spend(history.rows.count, on: history)
    settle(own, targets, indices, &left)
    for other in others() {
      if indices.allSatisfy({ left[$0].isEmpty }) { return }
      let before = sums.steps
      sums.add(options(of: other))
      try budget.spend(1 + sums.steps - before, on: history)
      settle(own, targets, indices, &left)
    }
  }

  /// The rows that can take up a shift, the hidden ones first: they can take up most.
  private func others() -> [Int] {
    let free = history.rows.indices.filter { $0 != row && history.rows[$0].isFree(in: releases) }
    let isHidden = { (index: Int) in
      history.rows[index].knowledge[release].contains { $0.hiddenCell != nil }
    }
    return free.filter(isHidden) + free.filter { !isHidden($0) }
  }

  private func options(of index: Int) -> [(base: Int, ranges: ShiftSums.Box)] {
    (-history.reach...history.reach).compactMap { base in
      let reach = 2 * history.reach
      return history.rows[index].shifts(base: base, move, in: releases, reach: reach)
        .map { (base, $0) }
    }
  }

  /// Strikes the values that are reached with what the other rows can take up so far.
  private func settle(
    _ own: [(base: Int, ranges: ShiftSums.Box)], _ targets: [RoleHistory.Target],
    _ indices: [Int], _ left: inout [Set<Int>]
  ) {
    let isSummed = history.indicators.indices.map { indicator in
      releases.contains { history.isTotalShown[$0][indicator] }
    }
    for option in own {
      for box in sums.boxes(base: -option.base) {
        let ranges = history.indicators.indices.map { indicator in
          guard isSummed[indicator] else { return option.ranges[indicator] }
          let taken = ShiftRange(low: -box[indicator].high, high: -box[indicator].low)
          return option.ranges[indicator].clipped(to: taken)
        }
        if ranges.contains(where: \.isEmpty) { continue }
        for index in indices where !left[index].isEmpty {
          strike(&left[index], targets[index], base: option.base, ranges)
        }
      }
    }
  }

  private func strike(
    _ left: inout Set<Int>, _ target: RoleHistory.Target, base: Int, _ ranges: [ShiftRange]
  ) {
    let knowledge = history.rows[row].knowledge[release][target.indicator]
    guard let cell = knowledge.hiddenCell else { return }
    let base = move.isMoved[target.indicator] ? base : 0
    let range = ranges[target.indicator]
    let (low, high) =
      switch target.kind {
      case .base: (cell.base + base, cell.base + base)
      case .numerator: (cell.count + range.low, cell.count + range.high)
      case .complement:
        (cell.complement + base - range.high, cell.complement + base - range.low)
      }
    left = left.filter { $0 < low || $0 > high }
  }
}
