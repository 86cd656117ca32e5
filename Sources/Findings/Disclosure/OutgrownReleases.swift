// What an earlier release hid does not bind for ever: once enough others have come on every side, what is
// printed now says nothing of it.

extension CellCount {
  /// Whether what is printed now leaves hidden counts open even to a reader who takes it that nobody left:
  /// on either side of them there are now as many more people as the rule hides.
  func hasOutgrown(_ hidden: CellCount, _ show: IndicatorShow, _ rule: DisclosureRule) -> Bool {
    if show.isMeasure { return base - hidden.base >= rule.lowBaseBelow }
    return count - hidden.count >= rule.hideBelow
      && complement - hidden.complement >= rule.hideBelow
  }

  /// The same of a total: no other count follows from one, so a side may also have nobody.
  fileprivate func hasOutgrown(
    total hidden: CellCount, _ show: IndicatorShow, _ rule: DisclosureRule
  ) -> Bool {
    hasOutgrown(hidden, show, rule)
      || !show.isMeasure && base - hidden.base >= rule.hideBelow && (count == 0 || complement == 0)
  }
}

extension [AuditRecord] {
  /// The same without indicators of which a release printed nothing, because their total was hidden, where
  /// they were printed later or have outgrown it: they begin anew.
  func withoutOutgrown(
    beside indicators: [IndicatorCounts], _ rule: DisclosureRule
  ) -> [AuditRecord] {
    var printed: Set<String> = []
    var totals: [String: IndicatorCounts] = [:]
    for indicator in indicators { totals[indicator.id] = indicator }
    let kept = reversed().map { record in
      let hidden = record.indicators.filter(\.total.isHidden)
      printed.formUnion(record.indicators.filter { !$0.total.isHidden }.map(\.id))
      let outgrown = hidden.filter { before in
        printed.contains(before.id)
          || totals[before.id].map { now in
            now.total.hasOutgrown(total: before.total.cell, now.show, rule)
          } ?? false
      }
      guard !outgrown.isEmpty else { return record }
      let ids = Set(outgrown.map(\.id))
      return AuditRecord(
        rule: record.rule, indicators: record.indicators.filter { !ids.contains($0.id) },
        changes: record.changes, cells: record.cells)
    }
    return kept.reversed()
  }
}

extension ReleaseChain {
  /// The groups that were hidden when an indicator was last released, and may not be shown now: a row opens
  /// when it was renewed and has outgrown what was hidden of it. The hidden rows of a measure open together,
  /// since what its total left for them is known.
  func stillHidden(_ id: String, _ role: String) -> Set<String> {
    let now = steps.count - 1
    guard
      let before = steps[..<now].last(where: { $0.indicators[id] != nil })?.breakdown(id, role),
      let indicator = steps[now].indicators[id]
    else { return [] }
    let hidden = before.rows.filter(\.isHidden)
    let closed = hidden.filter { !mayOpen($0.group, indicator, role) }
    let bound = indicator.show.isMeasure && closed.contains { $0.cell.base > 0 }
    return Set((bound ? hidden : closed).map(\.group))
  }

  private func mayOpen(
    _ group: String, _ indicator: AuditedIndicator, _ role: String
  ) -> Bool {
    let (now, key) = (
      steps[steps.count - 1], RowKey(indicator: indicator.id, role: role, group: group)
    )
    guard now.renewed.contains(key), let rows = now.breakdown(indicator.id, role),
      let row = now.row(key, of: rows)
    else { return false }
    return steps.dropLast().allSatisfy { step in
      guard let then = step.breakdown(indicator.id, role).flatMap({ step.row(key, of: $0) }),
        then.isHidden
      else { return true }
      return row.cell.hasOutgrown(then.cell, indicator.show, now.rule)
    }
  }
}
