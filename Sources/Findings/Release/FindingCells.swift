// What stands in the cells of a finding's table, in a terminal and on a page: bounds and changes.

extension Finding {
  /// What is said instead of a figure of which only a bound is shown; nil for others.
  func bound(_ figure: PublishedFigure) -> String? {
    figure.atMost.map { "at most \(text($0))" } ?? figure.atLeast.map { "at least \(text($0))" }
  }

  /// For each row and the total by how much it changed since the release before; empty where nothing is
  /// compared.
  var changesByRow: [String] {
    guard let change = comparisons.change else { return [] }
    let rows = rows.map { row in change.rows.first { $0.group == row.group.id }?.comparison }
    let all = (rows + [change.total]).map { $0?.comparison == nil ? nil : $0 }
    guard all.contains(where: { $0 != nil }) else { return [] }
    return all.map { comparison in
      guard let comparison, let difference = comparison.difference else { return "" }
      let sign = difference > 0 ? "+" : ""
      return "\(sign)\(PlainNumber.text(difference)) \(comparison.comparison?.rawValue ?? "")"
    }
  }
}
