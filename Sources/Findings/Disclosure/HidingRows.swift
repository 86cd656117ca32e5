// Indicators of a release with rows hidden in them.

extension AuditedIndicator {
  /// The same with some groups of a role hidden.
  func hiding(_ groups: Set<String>, role: String) -> AuditedIndicator {
    AuditedIndicator(
      id: id, baseKey: baseKey, within: within, show: show, isSensitive: isSensitive,
      total: total,
      breakdowns: breakdowns.map { breakdown in
        guard breakdown.role == role else { return breakdown }
        return AuditedBreakdown(
          role: role,
          rows: breakdown.rows.map { row in
            AuditedRow(
              group: row.group, cell: row.cell,
              isHidden: row.isHidden || groups.contains(row.group))
          }, groupedBy: breakdown.groupedBy)
      })
  }

  /// The same with the total and every row hidden.
  func hidingEverything() -> AuditedIndicator {
    var hidden = AuditedIndicator(
      id: id, baseKey: baseKey, within: within, show: show, isSensitive: isSensitive,
      total: AuditedRow(group: total.group, cell: total.cell, isHidden: true),
      breakdowns: breakdowns)
    for breakdown in breakdowns {
      hidden = hidden.hiding(Set(breakdown.rows.map(\.group)), role: breakdown.role)
    }
    return hidden
  }
}
