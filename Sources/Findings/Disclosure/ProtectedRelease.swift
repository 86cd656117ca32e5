// What comes out of protection: figures that may be published, and the audit that is kept apart.

public import Surveys

/// A release whose figures may be published, with its audit.
public struct ProtectedRelease: Sendable, Hashable {
  /// The indicators in the order they were given.
  public let indicators: [ProtectedIndicator]
  /// The audit; it holds exact counts and must not reach readers of releases.
  public let audit: AuditRecord
  /// What was left out of it.
  public let leftOut: [LeftOut]
}

/// An indicator's published figures, in total and by each of its roles.
public struct ProtectedIndicator: Sendable, Hashable {
  /// The indicator's id.
  public let id: String
  /// What people read.
  public let label: String
  /// How it is shown.
  public let show: IndicatorShow
  /// Which direction is good.
  public let better: Polarity
  /// The total, the same in every breakdown.
  public let total: PublishedFigure
  /// The rows by each role.
  public let breakdowns: [ProtectedBreakdown]

  init(_ counts: IndicatorCounts, _ audited: AuditedIndicator, rule: DisclosureRule) {
    let figure = { (row: AuditedRow, measure: Measure?) in
      row.isHidden
        ? .hidden
        : PublishedFigure(row.cell, show: counts.show, rule: rule, measure: measure)
    }
    self.init(
      counts, total: figure(audited.total, counts.measure),
      breakdowns: zip(counts.breakdowns, audited.breakdowns).map { breakdown, rows in
        ProtectedBreakdown(
          role: breakdown.role,
          rows: zip(breakdown.rows, rows.rows).map { row, audited in
            ProtectedRow(group: row.group, figure: figure(audited, row.measure))
          })
      })
  }

  init(exact counts: IndicatorCounts) {
    self.init(
      counts, total: .exact(counts.total, show: counts.show, measure: counts.measure),
      breakdowns: counts.breakdowns.map { breakdown in
        ProtectedBreakdown(
          role: breakdown.role,
          rows: breakdown.rows.map { row in
            ProtectedRow(
              group: row.group,
              figure: .exact(row.cell, show: counts.show, measure: row.measure))
          })
      })
  }

  private init(
    _ counts: IndicatorCounts, total: PublishedFigure, breakdowns: [ProtectedBreakdown]
  ) {
    id = counts.id
    label = counts.label
    show = counts.show
    better = counts.better
    self.total = total
    self.breakdowns = breakdowns
  }
}

/// The published rows of one role.
public struct ProtectedBreakdown: Sendable, Hashable {
  /// The role.
  public let role: String
  /// Its rows in order.
  public let rows: [ProtectedRow]
}

/// One group with what is published of it.
public struct ProtectedRow: Sendable, Hashable {
  /// The group.
  public let group: BreakdownGroup
  /// Its figures.
  public let figure: PublishedFigure
}
