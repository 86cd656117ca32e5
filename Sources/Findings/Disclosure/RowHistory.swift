// One row of a breakdown through every release: what each release gives away of it, and by how much
// its counts may be shifted without changing anything that was printed.

/// What a release gives away of one indicator's counts in a row.
enum RowKnowledge: Sendable {
  /// The release does not have the indicator or the role.
  case absent
  /// Nobody is in the row, and that is known: it is shown as 0, or the release has no such group.
  case empty
  /// The row is hidden: any base of at least 1.
  case hidden(CellCount)
  /// The row is shown: any pair that prints it.
  case shown(CellCount, PrintedPairs)

  var hiddenCell: CellCount? {
    if case .hidden(let cell) = self { return cell }
    return nil
  }

  /// The exact base; nil where the release says nothing.
  var base: Int? {
    switch self {
    case .absent: nil
    case .empty: 0
    case .hidden(let cell), .shown(let cell, _): cell.base
    }
  }
}

/// An inclusive range of shifts of a count.
struct ShiftRange: Sendable, Hashable {
  var low: Int
  var high: Int

  var isEmpty: Bool { low > high }

  func clipped(to other: ShiftRange) -> ShiftRange {
    ShiftRange(low: max(low, other.low), high: min(high, other.high))
  }
}

/// A row of a breakdown in every release, for each indicator that shares its base.
struct RowHistory: Sendable {
  let group: String
  /// By release, oldest first, then by indicator.
  let knowledge: [[RowKnowledge]]
  /// By release: whether enough people joined or left since the release before it that its
  /// counts say nothing about the counts before.
  let isRenewed: [Bool]
  /// The fewest people by whom a row that changed has changed.
  let leastChange: Int

  /// True when the row's counts in these releases are tied to no release outside them.
  func isFree(in releases: ClosedRange<Int>) -> Bool {
    let startsAnew = releases.lowerBound == 0 || isRenewed[releases.lowerBound]
    let next = releases.upperBound + 1
    return startsAnew && (next == knowledge.count || isRenewed[next])
  }

  /// By how much each indicator's count may shift in all the releases at once when the base
  /// shifts by `base`; nil when the base may not.
  func shifts(
    base: Int, _ move: BaseMove, in releases: ClosedRange<Int>, reach: Int
  ) -> [ShiftRange]? {
    guard let width = knowledge.first?.count,
      leavesRoomForChange(base: base, move, in: releases),
      move.leavesRoom(base: base, in: releases, knowledge, leastChange: leastChange)
    else { return nil }
    var ranges = [ShiftRange](repeating: ShiftRange(low: -reach, high: reach), count: width)
    for release in releases {
      for indicator in 0..<width {
        let own = move.isMoved[indicator] ? base : 0
        guard let allowed = Self.allowed(knowledge[release][indicator], base: own, reach: reach)
        else { return nil }
        ranges[indicator] = ranges[indicator].clipped(to: allowed)
        if ranges[indicator].isEmpty { return nil }
      }
    }
    return ranges
  }

  /// A row can change by so many people only if as many are in it before and after together.
  private func leavesRoomForChange(
    base: Int, _ move: BaseMove, in releases: ClosedRange<Int>
  ) -> Bool {
    if base == 0 { return true }
    let (first, last) = (releases.lowerBound, releases.upperBound)
    let neighbours = [(first, first - 1), (last, last + 1)]
    for (inside, outside) in neighbours where knowledge.indices.contains(outside) {
      for (index, (ours, theirs)) in zip(knowledge[inside], knowledge[outside]).enumerated()
      where move.isMoved[index] {
        guard let ours = ours.base, let theirs = theirs.base else { continue }
        if ours + base + theirs < leastChange { return false }
      }
    }
    return true
  }

  private static func allowed(
    _ knowledge: RowKnowledge, base: Int, reach: Int
  ) -> ShiftRange? {
    switch knowledge {
    case .absent: return ShiftRange(low: -reach, high: reach)
    case .empty: return base == 0 ? ShiftRange(low: 0, high: 0) : nil
    case .hidden(let cell):
      guard cell.base + base >= 1 else { return nil }
      return ShiftRange(low: -cell.count, high: cell.base + base - cell.count)
    case .shown(let cell, let pairs):
      guard let run = pairs.run(base: cell.base + base, near: cell.count) else { return nil }
      return ShiftRange(low: run.lowerBound - cell.count, high: run.upperBound - cell.count)
    }
  }
}
