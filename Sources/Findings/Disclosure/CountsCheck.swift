// What must hold of counts before they are protected: protection of rows that do not add up, or of
// rows that changed by a few people, would protect nobody.

enum CountsCheck {
  /// Throws unless ids are unique, counts lie within their bases, rows add up to the total and
  /// indicators that share a base agree on it.
  static func counts(_ indicators: [IndicatorCounts]) throws(ReleaseRefusal) {
    var ids: Set<String> = []
    for indicator in indicators {
      let total = RowKey(indicator: indicator.id)
      guard ids.insert(indicator.id).inserted else {
        throw .countsDisagree(total, "the indicator is there twice")
      }
      try cell(indicator.total, total)
      guard Set(indicator.breakdowns.map(\.role)).count == indicator.breakdowns.count else {
        throw .countsDisagree(total, "a role is there twice")
      }
      for breakdown in indicator.breakdowns { try rows(breakdown, of: indicator) }
    }
    for sharing in Dictionary(grouping: indicators, by: \.baseKey).values {
      try sharedBases(sharing)
    }
  }

  private static func rows(
    _ breakdown: Breakdown, of indicator: IndicatorCounts
  ) throws(ReleaseRefusal) {
    var groups: Set<String> = []
    for row in breakdown.rows {
      let key = RowKey(indicator: indicator.id, role: breakdown.role, group: row.group.id)
      guard groups.insert(row.group.id).inserted else {
        throw .countsDisagree(key, "the group is there twice")
      }
      try cell(row.cell, key)
    }
    let base = breakdown.rows.reduce(0) { $0 + $1.cell.base }
    let count = breakdown.rows.reduce(0) { $0 + $1.cell.count }
    guard base == indicator.total.base, count == indicator.total.count else {
      throw .countsDisagree(
        RowKey(indicator: indicator.id), "the rows by \(breakdown.role) do not add up to it")
    }
    guard breakdown.rows.last?.group.id == BreakdownGroup.notStated.id else {
      throw .countsDisagree(
        RowKey(indicator: indicator.id),
        "the rows by \(breakdown.role) do not end with \(BreakdownGroup.notStated.id)")
    }
  }

  private static func cell(_ cell: CellCount, _ key: RowKey) throws(ReleaseRefusal) {
    guard cell.base >= 0, (0...cell.base).contains(cell.count) else {
      throw .countsDisagree(key, "a count lies outside its base")
    }
  }

  private static func sharedBases(_ sharing: [IndicatorCounts]) throws(ReleaseRefusal) {
    var bases: [String: [String: Int]] = [:]
    for indicator in sharing {
      guard indicator.total.base == sharing.first?.total.base else {
        throw .countsDisagree(
          RowKey(indicator: indicator.id), "an indicator of the same base has another base")
      }
      for breakdown in indicator.breakdowns {
        var ours: [String: Int] = [:]
        for row in breakdown.rows { ours[row.group.id] = row.cell.base }
        if let theirs = bases[breakdown.role], theirs != ours {
          throw .countsDisagree(
            RowKey(indicator: indicator.id),
            "an indicator of the same base has other bases by \(breakdown.role)")
        }
        bases[breakdown.role] = ours
      }
    }
  }

  /// Throws unless every row that the last release had changed by nobody or by enough people.
  static func changes(
    _ changes: [RowChange], now indicators: [IndicatorCounts], last: AuditRecord,
    rule: DisclosureRule
  ) throws(ReleaseRefusal) {
    var people: [RowKey: Int] = [:]
    for change in changes { people[change.row] = change.people }
    for before in last.indicators {
      guard let now = indicators.first(where: { $0.id == before.id }) else { continue }
      let total = RowKey(indicator: now.id)
      try changed(people[total], now.total, before.total.cell, total, rule)
      for rows in before.breakdowns {
        guard let breakdown = now.breakdowns.first(where: { $0.role == rows.role }) else {
          continue
        }
        let groups = Set(rows.rows.map(\.group) + breakdown.rows.map(\.group.id))
        for group in groups.sorted() {
          let key = RowKey(indicator: now.id, role: rows.role, group: group)
          let old = rows.rows.first { $0.group == group }?.cell
          let new = breakdown.rows.first { $0.group.id == group }?.cell
          // A group that only one of the two has is empty in the other: all its people changed.
          let counted = old == nil || new == nil ? (old ?? new)?.base : people[key]
          try changed(counted, new, old, key, rule)
        }
      }
    }
  }

  private static func changed(
    _ people: Int?, _ new: CellCount?, _ old: CellCount?, _ key: RowKey, _ rule: DisclosureRule
  ) throws(ReleaseRefusal) {
    guard let people else { throw .changeNotCounted(key) }
    guard !rule.isPrimary(people) else { throw .changedByFew(key, rule: rule) }
    guard people == 0, let new, let old else { return }
    guard new.base == old.base, new.count == old.count else {
      throw .countsDisagree(key, "it changed, but by nobody")
    }
  }
}
