// Ranges of base and count around the exact ones in which every pair prints a row as it is printed.

/// The boxes of shown rows, each worked out once.
struct PrintedBoxes {
  private struct Key: Hashable {
    let cell: CellCount
    let show: IndicatorShow
    let rule: DisclosureRule
  }
  private struct Box {
    var base: ClosedRange<Int>
    var count: ClosedRange<Int>
  }

  private var known: [Key: Box] = [:]

  /// What a column of a shown row may be. The base is held to what every indicator prints alike.
  mutating func range(
    _ column: Int, _ node: CrossedModel.Node, truth: Int, rule: DisclosureRule
  ) -> ClosedRange<Int> {
    if node.sides.count < node.row.cells.count { return truth...truth }
    var base = 0...CrossedModel.unlimited
    for side in node.sides {
      guard let cell = node.row.cells[side.indicator] else { continue }
      let box = box(cell, side.show, rule)
      base = base.clamped(to: box.base)
      if column == side.counting { return box.count }
      if column == side.others {
        return
          (box.base.lowerBound - box.count.upperBound)...(box.base.upperBound - box.count.lowerBound)
      }
    }
    return base
  }

  private mutating func box(
    _ cell: CellCount, _ show: IndicatorShow, _ rule: DisclosureRule
  ) -> Box {
    let key = Key(
      cell: CellCount(base: cell.base, count: cell.count), show: show, rule: rule)
    if let box = known[key] { return box }
    let pairs = PrintedPairs(printing: key.cell, show: show, rule: rule)
    var best = Box(base: cell.base...cell.base, count: cell.count...cell.count)
    var bestSize = 0
    for low in (cell.base - rule.roundTo)...cell.base {
      for high in cell.base...(cell.base + rule.roundTo) {
        guard let count = Self.counts(low...high, around: cell.count, pairs) else { continue }
        let size = (high - low + 1) * count.count
        if size > bestSize { (best, bestSize) = (Box(base: low...high, count: count), size) }
      }
    }
    known[key] = best
    return best
  }

  /// Counts that print the row with every base of a range.
  private static func counts(
    _ bases: ClosedRange<Int>, around count: Int, _ pairs: PrintedPairs
  ) -> ClosedRange<Int>? {
    var counts = 0...Int.max
    for base in bases {
      guard let run = pairs.runs[base]?.first(where: { $0.contains(count) }) else { return nil }
      counts = counts.clamped(to: run)
    }
    return counts
  }
}
