// Rows of which a bound is shown: only that few people are on one side is said (rule 1).

extension DisclosureRule {
  /// True when the rule would hide the row for a few people on one side alone, and the base leaves
  /// every number of them possible.
  func allowsBound(_ cell: CellCount, _ show: IndicatorShow, sensitive: Bool) -> Bool {
    guard !show.isMeasure, cell.base >= minimumBase, !cell.isWithheld else { return false }
    guard !(sensitive && cell.isUnanimous) else { return false }
    let few = hideBelow - 1
    return isPrimary(cell.count) && cell.base - few > few
      || isPrimary(cell.complement) && cell.base - few > few
  }
}

extension CrossedRow {
  /// What is printed of a row that is not hidden, without its key.
  struct Printed: Hashable {
    var figure: PublishedFigure
    var atLeast: Double?
    var atMost: Double?
  }

  /// The figures of a row, or the bound of it: base shown, and the percentage (of a number of people
  /// the number) with `hideBelow` people on the side of few, rounded outward to 5.
  static func printed(
    _ cell: CellCount, show: IndicatorShow, rule: DisclosureRule, isBounded: Bool
  ) -> Printed {
    guard isBounded else {
      return Printed(figure: PublishedFigure(cell, show: show, rule: rule))
    }
    var flags: [FigureFlag] = [.bounded]
    if cell.base < rule.lowBaseBelow { flags.append(.lowBase) }
    let figure = PublishedFigure(
      base: PublishedFigure.rounded(cell.base, to: rule.roundTo), count: nil, value: nil, low: nil,
      high: nil, flags: flags)
    let few = rule.hideBelow
    let isPercent = show == .percent
    if rule.isPrimary(cell.count) {
      let most = isPercent ? (100 * few + 5 * cell.base - 1) / (5 * cell.base) : (few + 4) / 5
      return Printed(figure: figure, atMost: Double(5 * most))
    }
    let rest = cell.base - few
    let least = isPercent ? 100 * rest / (5 * cell.base) : rest / 5
    return Printed(figure: figure, atLeast: Double(5 * least))
  }
}
