// The change of the same people, from the printed rows of before and after: an interval that holds that
// of the exact counts, whichever they are.

internal import Surveys

/// How the same people changed, now less before.
public struct PairedChange: Sendable, Hashable {
  /// People who answered both times, as the printed rows add up; nil where a row is hidden.
  public let people: Int?
  /// Points of a percentage, now less before.
  public let comparison: FigureComparison
}

extension Finding {
  /// Whether its rows are by what the same people were counted as before.
  var isByBaseline: Bool { role?.hasPrefix(Baseline.prefix) ?? false }

  /// The change of those who answered both times; nil where the rows are by something else.
  func pairedChange(_ rule: PrintedRule) -> PairedChange? {
    guard isByBaseline, show == .percent,
      let counted = rows.first(where: { $0.group.id == Baseline.counted.id })?.figure,
      let not = rows.first(where: { $0.group.id == Baseline.notCounted.id })?.figure
    else { return nil }
    let (first, second) = (counted.printingPairs(rule), not.printingPairs(rule))
    guard let one = counted.base, let other = not.base, !first.isEmpty, !second.isEmpty else {
      return .none("a figure is hidden")
    }
    guard one + other >= BenchmarkComparison.smallestBase else {
      return .none("a base is under \(BenchmarkComparison.smallestBase)")
    }
    let changes = first.flatMap { before in
      second.compactMap { after in
        PairedAnswers(
          both: before.count, first: before.base - before.count, second: after.count,
          neither: after.base - after.count)?.change
      }
    }
    guard let least = changes.map(\.difference).min(), let most = changes.map(\.difference).max(),
      let low = changes.map(\.low).min(), let high = changes.map(\.high).max()
    else { return .none("nobody answered both times") }
    let step = Double(PublishedFigure.stepInTenths(base: one + other))
    let points = { (share: Double, rounding: FloatingPointRoundingRule) in
      // Less the noise of the calculation.
      let noise = rounding == .up ? -1e-9 : rounding == .down ? 1e-9 : 0
      let rounded = (share * 1000 / step + noise).rounded(rounding) * step / 10
      return rounded == 0 ? 0 : max(-100, min(100, rounded))
    }
    let (lower, upper) = (points(low, .down), points(high, .up))
    return PairedChange(
      people: one + other,
      comparison: FigureComparison(
        difference: points((least + most) / 2, .toNearestOrAwayFromZero), low: lower, high: upper,
        comparison: BenchmarkComparison(low: lower, high: upper, benchmark: 0, better: better),
        notComparedBecause: nil))
  }
}

extension PairedChange {
  fileprivate static func none(_ reason: String) -> PairedChange {
    PairedChange(
      people: nil,
      comparison: FigureComparison(
        difference: nil, low: nil, high: nil, comparison: nil, notComparedBecause: reason))
  }
}

extension PublishedFigure {
  /// The exact counts that would be printed as this percentage is.
  fileprivate func printingPairs(_ rule: PrintedRule) -> [CellCount] {
    guard !isHidden, let base, let count else { return [] }
    if flags.contains(.notPersonal) { return [CellCount(base: base, count: count)] }
    let rule = DisclosureRule(hideBelow: rule.hideBelow)
    let reach = rule.roundTo / 2
    return (max(0, base - reach)...(base + reach)).flatMap { base in
      (max(0, count - reach)...(count + reach)).compactMap { count in
        guard count <= base else { return nil }
        let cell = CellCount(base: base, count: count)
        let printed = PublishedFigure(cell, show: .percent, rule: rule)
        return printed.value == value && printed.low == low && printed.high == high ? cell : nil
      }
    }
  }
}
