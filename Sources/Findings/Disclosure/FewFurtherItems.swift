// How many items there are, beside how many people have one: where a few have a second item the two tell it.

extension IndicatorCounts {
  /// The same, without the numbers of items where in a row that is shown, or in total, there are so few more
  /// items than people that their number tells how few have more than one.
  func withoutFewFurtherItems(_ rule: DisclosureRule) -> IndicatorCounts {
    guard show.isOfItems, let measure else { return self }
    let isTold = { (cell: CellCount, measure: Measure?) in
      guard let items = measure?.items, cell.base > 0,
        !rule.hides(cell, show, sensitive: isSensitive)
      else { return false }
      // Left out, so few may be any number of people with 1 to 7 items more.
      return items - Double(cell.base) < Double(2 * rule.hideBelow - 1)
    }
    let rows = breakdowns.flatMap(\.rows)
    guard isTold(total, measure) || rows.contains(where: { isTold($0.cell, $0.measure) }) else {
      return self
    }
    // Where every item counts, the number of those that count is the number of items.
    let isCounted = show == .countOfItems && measure.amounts.first?.sum == measure.items
    return with(total: isCounted ? total.withheld : total, measure: measure.withoutItems) {
      Breakdown.Row(
        $2.group, isCounted ? $2.cell.withheld : $2.cell, measure: $2.measure?.withoutItems)
    }
  }
}
