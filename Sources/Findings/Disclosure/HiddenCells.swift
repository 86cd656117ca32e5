// Which counts of the hidden rows must not be known, in the release that is made and in those
// before it.

extension ReleaseChain {
  /// The cells of a breakdown that must be able to have every value the rule hides.
  func targets(of history: RoleHistory) -> [RoleHistory.Target] {
    var targets: [RoleHistory.Target] = []
    for (row, rowHistory) in history.rows.enumerated() {
      for release in steps.indices {
        for (indicator, id) in history.indicators.enumerated() {
          guard let cell = rowHistory.knowledge[release][indicator].hiddenCell else { continue }
          let key = RowKey(indicator: id, role: history.role, group: rowHistory.group)
          if isPublic(key, before: release) { continue }
          for kind in hiddenKinds(cell, of: id, in: release) {
            targets.append(
              RoleHistory.Target(
                row: row, release: release, indicator: indicator, kind: kind,
                required: 1...(steps[release].rule.hideBelow - 1)))
          }
        }
      }
    }
    return targets
  }

  /// Counts the rule hides: those of a few people, bases too small to show, and nobody or
  /// everybody in a small base, unless the total says it of every group.
  func hiddenKinds(
    _ cell: CellCount, of id: String, in release: Int
  ) -> [AuditedCell.Kind] {
    let indicator = steps[release].indicators[id]
    // What earlier releases gave away is not made good by refusing this one.
    let isJudged = release == steps.count - 1 && indicator?.show.isMeasure == false
    return steps[release].rule.hiddenKinds(
      cell, total: indicator?.total.cell,
      isAlike: isJudged && indicator?.isSensitive == true && cell.isUnanimous)
  }

  /// True when the row was shown in a release before and has not changed since: a stricter rule
  /// cannot take back what is known.
  private func isPublic(_ key: RowKey, before release: Int) -> Bool {
    guard let role = key.role else { return false }
    var release = release
    while release > 0, !steps[release].renewed.contains(key) {
      release -= 1
      guard let rows = steps[release].breakdown(key.indicator, role),
        let row = steps[release].row(key, of: rows)
      else { return false }
      if !row.isHidden { return true }
    }
    return false
  }
}
