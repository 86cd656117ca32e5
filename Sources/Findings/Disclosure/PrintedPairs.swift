// Which exact counts would print a row as it is printed: what a reader who knows the rule learns
// from a published row.

/// For each base, the runs of counts with which a row would be printed exactly as it is.
struct PrintedPairs: Sendable, Hashable {
  /// Inclusive runs of counts by base; bases that cannot print the row are absent.
  let runs: [Int: [ClosedRange<Int>]]

  /// Finds the pairs by printing every pair that rounds to the same counts; rows that the rule
  /// would have hidden are left out, for the row is not hidden.
  init(printing cell: CellCount, show: IndicatorShow, rule: DisclosureRule) {
    let printed = PublishedFigure(cell, show: show, rule: rule)
    let reach = rule.roundTo
    var runs: [Int: [ClosedRange<Int>]] = [:]
    for base in max(0, cell.base - reach)...(cell.base + reach) {
      let lowest = max(0, cell.count - reach)
      let highest = min(base, cell.count + reach)
      guard lowest <= highest else { continue }
      let counts = (lowest...highest).filter { count in
        let pair = CellCount(base: base, count: count)
        // Everybody in the base of a mean has given a number.
        return !rule.hides(pair, show) && !(show.isMeasure && count != base)
          && PublishedFigure(pair, show: show, rule: rule) == printed
      }
      if !counts.isEmpty { runs[base] = Self.runs(of: counts) }
    }
    self.runs = runs
  }

  private static func runs(of counts: [Int]) -> [ClosedRange<Int>] {
    var runs: [ClosedRange<Int>] = []
    for count in counts {
      if let last = runs.last, last.upperBound == count - 1 {
        runs[runs.count - 1] = last.lowerBound...count
      } else {
        runs.append(count...count)
      }
    }
    return runs
  }

  /// The run of counts for a base that lies nearest to a count; nil when no count prints the row.
  func run(base: Int, near count: Int) -> ClosedRange<Int>? {
    runs[base]?.min { distance($0, to: count) < distance($1, to: count) }
  }

  private func distance(_ run: ClosedRange<Int>, to count: Int) -> Int {
    max(run.lowerBound - count, count - run.upperBound, 0)
  }
}
