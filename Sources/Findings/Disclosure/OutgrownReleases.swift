// What an earlier release hid does not bind for ever: once enough others have come on every side, what is
// printed now says nothing of it, not even to a reader who takes it that nobody left. Whether it opens goes by
// numbers that such a reader knows, and by none that was hidden: that it opened must not tell what it was.

extension IndicatorCounts {
  /// Whether the total of now leaves one open that a release hid, for whoever knows how many were asked then and
  /// takes it that nobody left. `isAlone`: no other total of the same people was hidden then.
  fileprivate func hasOutgrown(
    _ hidden: AuditedRow, isAlone: Bool, _ rule: DisclosureRule
  ) -> Bool {
    guard total.base >= rule.lowBaseBelow else { return false }
    if show.isMeasure { return true }
    let asked = hidden.cell.base
    let joined = max(0, total.base - asked)
    return [(total.count, total.complement), (total.complement, total.count)].allSatisfy {
      side, other in
      if side == 0 { return true }
      guard side >= rule.minimumBase else { return false }
      // Beside others that were hidden too this one may have had everybody on either side, and nobody.
      if !isAlone { return side >= asked }
      // As many stood on this side then as the rule never hides, or perhaps one and fewer: all others joined.
      return other <= asked - rule.minimumBase || side <= joined + 1
    }
  }
}

extension [AuditRecord] {
  /// The same without indicators of which a release printed nothing, because their total was hidden, where
  /// they were printed later or have outgrown it and every other one that hid them: they begin anew.
  func withoutOutgrown(
    beside indicators: [IndicatorCounts], _ rule: DisclosureRule
  ) -> [AuditRecord] {
    let now = Dictionary(indicators.map { ($0.id, $0) }) { first, _ in first }
    var printed: Set<String> = []
    var bound: Set<String> = []
    let passed = reversed().map { record in
      printed.formUnion(record.indicators.filter { !$0.total.isHidden }.map(\.id))
      let hidden = record.indicators.filter { $0.total.isHidden }
      for indicator in hidden where !printed.contains(indicator.id) {
        let isAlone = !hidden.contains {
          $0.id != indicator.id && $0.baseKey == indicator.baseKey
        }
        let hasOutgrown = now[indicator.id]?.hasOutgrown(indicator.total, isAlone: isAlone, rule)
        if hasOutgrown != true { bound.insert(indicator.id) }
      }
      return printed
    }
    return zip(self, passed.reversed()).map { record, printedSince in
      let kept = record.indicators.filter {
        !$0.total.isHidden || (bound.contains($0.id) && !printedSince.contains($0.id))
      }
      guard kept.count < record.indicators.count else { return record }
      return AuditRecord(
        rule: record.rule, indicators: kept, changes: record.changes, cells: record.cells)
    }
  }
}

extension ReleaseChain {
  /// The groups that releases before hid and that may not be shown now.
  func stillHidden(_ id: String, _ role: String) -> Set<String> {
    onceHidden(id, role).filter { !$0.mayOpen }.reduce(into: Set()) { $0.formUnion($1.groups) }
  }

  /// Whether of rows that were hidden together, and may open, some are hidden now and some are not: which of
  /// them it is would say something of what was hidden.
  func hasOpenedInPart(_ id: String, _ role: String) -> Bool {
    let rows = steps[steps.count - 1].breakdown(id, role)?.rows ?? []
    let hiddenNow = Set(rows.filter(\.isHidden).map(\.group))
    let present = Set(rows.map(\.group))
    return onceHidden(id, role).contains { hidden in
      let groups = hidden.groups.intersection(present)
      let still = groups.intersection(hiddenNow)
      return hidden.mayOpen && !still.isEmpty && still != groups
    }
  }

  /// The rows of a breakdown that one release hid, and none since showed, and whether they may be shown now. What
  /// the total left for all that the release hid is known, so they open together.
  private struct OnceHidden {
    let groups: Set<String>
    let mayOpen: Bool
  }

  /// For each release before, the latest first. Rows open when each was renewed and has on either side as many
  /// people as all of them had, or as the rule never hides. Hidden rows of a measure stay hidden.
  private func onceHidden(_ id: String, _ role: String) -> [OnceHidden] {
    let now = steps.count - 1
    guard let indicator = steps[now].indicators[id] else { return [] }
    var opened: Set<String> = []
    return steps[..<now].reversed().map { step in
      let rows = (step.breakdown(id, role)?.rows ?? []).filter { $0.cell.base > 0 }
      let hidden = rows.filter(\.isHidden)
      let together = CellCount(
        base: hidden.reduce(0) { $0 + $1.cell.base },
        count: hidden.reduce(0) { $0 + $1.cell.count })
      let closed = Set(hidden.map(\.group)).subtracting(opened)
      let mayOpen =
        !staysClosed.contains(RowKey(indicator: id, role: role))
        && closed.allSatisfy { hasGrown($0, past: together, indicator, role) }
      opened.formUnion(rows.filter { !$0.isHidden }.map(\.group))
      return OnceHidden(groups: closed, mayOpen: mayOpen)
    }
  }

  private func hasGrown(
    _ group: String, past together: CellCount, _ indicator: AuditedIndicator, _ role: String
  ) -> Bool {
    let step = steps[steps.count - 1]
    let key = RowKey(indicator: indicator.id, role: role, group: group)
    guard !indicator.show.isMeasure, step.renewed.contains(key),
      let row = step.breakdown(indicator.id, role).flatMap({ step.row(key, of: $0) })
    else { return false }
    // Fewer than the rule hides would be hidden again, alone of those that were hidden together; and a side of
    // nobody would say that nobody was on it then.
    let least = step.rule.minimumBase
    return row.cell.count >= max(least, together.count)
      && row.cell.complement >= max(least, together.complement)
  }
}
