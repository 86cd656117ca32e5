// Which columns of the equations must not be known.

/// A count of a row that the rule hides.
struct CrossedTarget {
  let node: Int
  let indicator: String
  let kind: AuditedCell.Kind
  let column: Int
}

extension CrossedModel {
  /// Every count that must be able to have each value that the rule hides, of every release.
  func targets() -> [CrossedTarget] {
    var totals: [[String: CellCount]] = rules.map { _ in [:] }
    for node in nodes where node.key.parts.isEmpty { totals[node.step] = node.row.cells }
    return nodes.indices.flatMap { place -> [CrossedTarget] in
      let node = nodes[place]
      guard node.row.isHidden || !node.row.bounded.isEmpty, !isPublic(place) else { return [] }
      return node.sides.flatMap { side -> [CrossedTarget] in
        guard let cell = node.row.cells[side.indicator],
          node.row.isHidden || node.row.bounded.contains(side.indicator)
        else { return [] }
        let kinds = rules[node.step].hiddenKinds(
          cell, total: totals[node.step][side.indicator],
          isAlike: side.isSensitive && cell.isUnanimous && node.step == rules.count - 1)
        return kinds.map {
          CrossedTarget(
            node: place, indicator: side.indicator, kind: $0,
            column: $0 == .base ? node.base : $0 == .numerator ? side.counting : side.others)
        }
      }
    }
  }

  /// True when the row was shown in a release before and has not changed since.
  private func isPublic(_ place: Int) -> Bool {
    let node = nodes[place]
    return nodesOfColumn[node.base].contains { other in
      nodes[other].key == node.key && nodes[other].step < node.step && !nodes[other].row.isHidden
        && nodes[other].row.bounded.isEmpty
    }
  }
}

extension DisclosureRule {
  /// Counts the rule hides: those of a few people, bases too small to show, and nobody or everybody in
  /// a small base, unless the total says it of every group. A row that is hidden only because all in it gave
  /// the same answer to a sensitive question (`isAlike`) has to look like one of a few people: were no other
  /// reason left, that it is hidden would say so.
  func hiddenKinds(
    _ cell: CellCount, total: CellCount?, isAlike: Bool = false
  ) -> [AuditedCell.Kind] {
    let isSmall = cell.base < lowBaseBelow
    var kinds: [AuditedCell.Kind] = []
    if cell.base < minimumBase { kinds.append(.base) }
    if isPrimary(cell.count) || (isSmall && cell.count == 0 && total?.count != 0) {
      kinds.append(.numerator)
    }
    if isPrimary(cell.complement) || (isSmall && cell.complement == 0 && total?.complement != 0) {
      kinds.append(.complement)
    }
    if kinds.isEmpty, isAlike, isSmall, cell.base > 0 {
      kinds.append(cell.count <= cell.complement ? .numerator : .complement)
    }
    return kinds
  }
}
