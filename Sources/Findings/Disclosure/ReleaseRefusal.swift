// Why a release is refused. The texts hold no counts: they are read by more people than the counts.

/// A release that cannot be made, with what to do about it.
public struct ReleaseRefusal: Error, Sendable, Hashable {
  /// What stands in the way.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// The counts contradict themselves: the caller counted wrongly.
    case countsDisagree = "counts_disagree"
    /// A row changed by a few people since the release before.
    case changedByFew = "changed_by_few"
    /// It was not counted by how many people a row changed.
    case changeNotCounted = "change_not_counted"
    /// An indicator and one released beside it differ by a few people of another version.
    case otherVersionByFew = "other_version_by_few"
    /// No choice of hidden rows is safe beside the releases before.
    case notSafeWithEarlier = "not_safe_with_earlier"
    /// Crossed tables have more rows than are audited.
    case tooManyCells = "too_many_cells"
    /// The audit took more steps than it may.
    case tooMuchWork = "too_much_work"
    /// The solver failed.
    case solverFailed = "solver_failed"
    /// The solver contradicts what was found without it.
    case solverDisagrees = "solver_disagrees"
  }

  /// What stands in the way.
  public let reason: Reason
  /// The row that stands in the way.
  public let row: RowKey
  /// What is wrong and what to do, in one or two sentences without counts.
  public let message: String

  init(_ reason: Reason, _ row: RowKey, _ message: String) {
    self.reason = reason
    self.row = row
    self.message = message
  }
}

extension RowKey {
  /// The row in words, for messages.
  var inWords: String {
    guard let role, let group else { return "the total of \(indicator)" }
    return "the row \(group) of \(indicator) by \(role)"
  }
}

extension ReleaseRefusal {
  static func countsDisagree(_ row: RowKey, _ what: String) -> ReleaseRefusal {
    ReleaseRefusal(
      .countsDisagree, row,
      "The counts of \(row.inWords) are wrong: \(what). Nothing was released; please report this.")
  }

  static func changedByFew(_ row: RowKey, rule: DisclosureRule) -> ReleaseRefusal {
    ReleaseRefusal(
      .changedByFew, row,
      """
      Since the last release \(row.inWords) changed, but by fewer than \(rule.hideBelow) people, \
      and the difference would show what they answered. Release again when more people have \
      answered.
      """)
  }

  static func changeNotCounted(_ row: RowKey) -> ReleaseRefusal {
    ReleaseRefusal(
      .changeNotCounted, row,
      "It was not counted by how many people \(row.inWords) changed since the last release. "
        + "Nothing was released; please report this.")
  }

  static func otherVersionByFew(_ row: RowKey, rule: DisclosureRule) -> ReleaseRefusal {
    ReleaseRefusal(
      .otherVersionByFew, row,
      """
      Beside other figures \(row.inWords) would show fewer than \(rule.hideBelow) people who \
      answered another version of the survey. Release again when more people have answered.
      """)
  }

  static func tooManyCells(
    _ row: RowKey, limit: Int, proposal: String
  ) -> ReleaseRefusal {
    ReleaseRefusal(
      .tooManyCells, row,
      """
      \(row.indicator) by \(row.role ?? "its roles") has, with the other tables over the same people, \
      more than \(limit) combinations of groups, which are not audited. \(proposal).
      """)
  }

  static let tooMuchWork = ReleaseRefusal(
    .tooMuchWork, RowKey(indicator: ""),
    """
    The audit of the crossed tables took more steps than it may, so none of them was released. Leave a \
    table out or choose coarser groups.
    """)

  static func tooMuchWork(_ indicator: String, role: String) -> ReleaseRefusal {
    ReleaseRefusal(
      .tooMuchWork, RowKey(indicator: indicator, role: role),
      """
      The audit of \(indicator) by \(role) took more steps than it may, so nothing was released. Choose \
      fewer and larger groups or places, or leave \(role) out of 'by'.
      """)
  }

  static let solverFailed = ReleaseRefusal(
    .solverFailed, RowKey(indicator: ""),
    """
    The audit of the crossed tables was not finished: the solver failed. None of them was released; \
    please report this.
    """)

  static let solverDisagrees = ReleaseRefusal(
    .solverDisagrees, RowKey(indicator: ""),
    """
    The audit of the crossed tables was not finished: the solver says what the bounds of the figures \
    rule out. None of them was released; please report this.
    """)

  static func notSafeWithEarlier(_ row: RowKey) -> ReleaseRefusal {
    ReleaseRefusal(
      .notSafeWithEarlier, row,
      """
      Beside what was released before, \(row.inWords) cannot be protected by hiding more rows: what would \
      have to be hidden follows from rows that were shown and have not changed. Nothing was released, and the \
      last release stays what readers get. Release again when more people have answered. Where other figures \
      cannot wait, publish a version of the survey without \(row.indicator), and without other figures of the \
      same people if they are refused then too.
      """)
  }
}
