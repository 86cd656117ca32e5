// Whether a world prints everything as it was printed. It is checked in whole numbers by printing the
// rows again, apart from what the solver was told.

/// Checks worlds of one base.
enum CrossedWorldCheck {
  /// True when the true counts add up.
  static func holdsTruth(of model: CrossedModel) -> Bool {
    model.equations.allSatisfy { adds($0, up: model.truth) }
  }

  /// True when every sum is right and every row of every release is printed as it was. Sums and rows in
  /// which all is true were looked at with the true counts.
  static func holds(_ world: CrossedWorld, in model: CrossedModel) -> Bool {
    var values = model.truth
    var equations: Set<Int> = []
    var nodes: Set<Int> = []
    for (column, value) in world.differing {
      values[column] = value
      equations.formUnion(model.equationsOfColumn[column])
      nodes.formUnion(model.nodesOfColumn[column])
    }
    return equations.allSatisfy { adds(model.equations[$0], up: values) }
      && nodes.allSatisfy { isPrinted(model.nodes[$0], values, model) }
  }

  private static func adds(_ equation: CrossedModel.Equation, up values: [Int]) -> Bool {
    let sum = equation.terms.reduce(0) { $0 + $1.factor * values[$1.column] }
    return sum >= equation.lower && sum <= equation.upper
  }

  private static func isPrinted(
    _ node: CrossedModel.Node, _ world: [Int], _ model: CrossedModel
  ) -> Bool {
    let base = world[node.base]
    if CrossedModel.columns(node).allSatisfy({ world[$0] == model.truth[$0] }) { return true }
    guard base >= 0, node.sides.allSatisfy({ world[$0.counting] >= 0 && world[$0.others] >= 0 })
    else { return false }
    // The total, and a row that is shown as empty, are known.
    if node.row.base == 0 || node.key.parts.isEmpty { return false }
    if node.row.isHidden { return base >= 1 }
    return prints(node, base, world, model.rules[node.step])
  }

  private static func prints(
    _ node: CrossedModel.Node, _ base: Int, _ world: [Int], _ rule: DisclosureRule
  ) -> Bool {
    node.sides.allSatisfy { side in
      guard let cell = node.row.cells[side.indicator] else { return false }
      let other = CellCount(base: base, count: world[side.counting])
      let isBounded = node.row.bounded.contains(side.indicator)
      guard isBounded || !rule.hides(other, side.show) else { return false }
      return CrossedRow.printed(other, show: side.show, rule: rule, isBounded: isBounded)
        == CrossedRow.printed(cell, show: side.show, rule: rule, isBounded: isBounded)
    }
  }
}
