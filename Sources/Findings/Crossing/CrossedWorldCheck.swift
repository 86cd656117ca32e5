// Whether a world prints everything as it was printed. It is checked in whole numbers by printing the
// rows again, apart from what the solver was told.

/// Checks worlds of one base.
struct CrossedWorldCheck {
  private let equations: [CrossedModel.Equation]

  init(_ model: CrossedModel) { equations = model.equations }

  /// True when every sum is right and every row of every release is printed as it was.
  func holds(_ world: [Int], in model: CrossedModel) -> Bool {
    for equation in equations {
      let sum = equation.terms.reduce(0) { $0 + $1.factor * world[$1.column] }
      guard sum >= equation.lower, sum <= equation.upper else { return false }
    }
    return model.nodes.allSatisfy { node in
      let base = world[node.base]
      let isTrue = CrossedModel.columns(node).allSatisfy { world[$0] == model.truth[$0] }
      if isTrue { return true }
      guard base >= 0, node.sides.allSatisfy({ world[$0.counting] >= 0 && world[$0.others] >= 0 })
      else { return false }
      // The total, and a row that is shown as empty, are known.
      if node.row.base == 0 || node.key.parts.isEmpty { return false }
      if node.row.isHidden { return base >= 1 }
      return prints(node, base, world, model.rules[node.step])
    }
  }

  private func prints(
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
