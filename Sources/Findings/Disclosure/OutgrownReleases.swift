// What an earlier release hid does not bind for ever: once enough others have come on every side, what is
// printed now says nothing of it, not even to a reader who takes it that nobody left. Whether it opens goes by
// numbers that such a reader knows, and by none that was hidden: that it opened must not tell what it was.

extension IndicatorCounts {
  /// Whether the total of now leaves one open that a release hid: on either side stand as many people as the
  /// rule ever hides, or nobody.
  fileprivate func hasOutgrownHiddenTotal(_ rule: DisclosureRule) -> Bool {
    guard total.base >= rule.lowBaseBelow else { return false }
    return show.isMeasure
      || [total.count, total.complement].allSatisfy { $0 == 0 || $0 >= rule.minimumBase }
  }
}

extension [AuditRecord] {
  /// The same without indicators of which a release printed nothing, because their total was hidden, where
  /// they were printed later or have outgrown it: they begin anew.
  func withoutOutgrown(
    beside indicators: [IndicatorCounts], _ rule: DisclosureRule
  ) -> [AuditRecord] {
    let outgrown = Set(indicators.filter { $0.hasOutgrownHiddenTotal(rule) }.map(\.id))
    var printed: Set<String> = []
    let kept = reversed().map { record in
      printed.formUnion(record.indicators.filter { !$0.total.isHidden }.map(\.id))
      let open = printed.union(outgrown)
      let indicators = record.indicators.filter { !($0.total.isHidden && open.contains($0.id)) }
      guard indicators.count < record.indicators.count else { return record }
      return AuditRecord(
        rule: record.rule, indicators: indicators, changes: record.changes, cells: record.cells)
    }
    return kept.reversed()
  }
}

extension ReleaseChain {
  /// The groups that releases before hid and that may not be shown now. What the total left for the rows that
  /// one release hid is known, so they open together: when each was renewed and has on either side as many people
  /// as all of them had. Hidden rows of a measure stay hidden.
  func stillHidden(_ id: String, _ role: String) -> Set<String> {
    let now = steps.count - 1
    guard let indicator = steps[now].indicators[id] else { return [] }
    var (opened, closed): (Set<String>, Set<String>) = ([], [])
    for step in steps[..<now].reversed() {
      let rows = (step.breakdown(id, role)?.rows ?? []).filter { $0.cell.base > 0 }
      let hidden = rows.filter(\.isHidden)
      let together = CellCount(
        base: hidden.reduce(0) { $0 + $1.cell.base },
        count: hidden.reduce(0) { $0 + $1.cell.count })
      let mayOpen = hidden.allSatisfy { row in
        opened.contains(row.group) || hasGrown(row.group, past: together, indicator, role)
      }
      if !mayOpen { closed.formUnion(Set(hidden.map(\.group)).subtracting(opened)) }
      opened.formUnion(rows.filter { !$0.isHidden }.map(\.group))
    }
    return closed
  }

  private func hasGrown(
    _ group: String, past together: CellCount, _ indicator: AuditedIndicator, _ role: String
  ) -> Bool {
    let (now, key) = (
      steps[steps.count - 1], RowKey(indicator: indicator.id, role: role, group: group)
    )
    guard !indicator.show.isMeasure, now.renewed.contains(key),
      let row = now.breakdown(indicator.id, role).flatMap({ now.row(key, of: $0) })
    else { return false }
    // A side of nobody would say that nobody was on it then.
    return row.cell.count >= max(1, together.count)
      && row.cell.complement >= max(1, together.complement)
  }
}
