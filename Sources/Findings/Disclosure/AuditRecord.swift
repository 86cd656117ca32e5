// What the audit of a release keeps: the exact counts, what was hidden and why that is safe. It
// names the cells that must not be known, so it is stored apart from the release.

/// The audit of one release; needed again when the next release is protected.
public struct AuditRecord: Sendable, Hashable {
  /// How the cells were judged, in words.
  public static let method = """
    exact enumeration: for every value a world is found that prints every release as it was printed
    """

  /// The rule the release was protected with.
  public let rule: DisclosureRule
  /// Every indicator's exact counts and what was hidden of them.
  public let indicators: [AuditedIndicator]
  /// Rows that changed since the release before; rows that are left out did not.
  public let changes: [RowChange]
  /// Every cell that must not be known, and what is left of it.
  public let cells: [AuditedCell]

  /// The audit of a release as it was stored.
  public init(
    rule: DisclosureRule, indicators: [AuditedIndicator], changes: [RowChange],
    cells: [AuditedCell]
  ) {
    self.rule = rule
    self.indicators = indicators
    self.changes = changes
    self.cells = cells
  }

  /// True when every cell is safe.
  public var isSafe: Bool { cells.allSatisfy(\.isSafe) }
}

/// An indicator's exact counts with what was hidden.
public struct AuditedIndicator: Sendable, Hashable {
  /// The indicator's id.
  public let id: String
  /// Equal for indicators whose bases are the same set of people in this release.
  public let baseKey: String
  /// The base that its own lies within, people of other versions being in that one alone; nil: none.
  public let within: String?
  /// How it is shown.
  public let show: IndicatorShow
  /// True when it reads a sensitive question.
  public let isSensitive: Bool
  /// The total.
  public let total: AuditedRow
  /// The rows of each role.
  public let breakdowns: [AuditedBreakdown]

  /// An indicator as it was audited.
  public init(
    id: String, baseKey: String, within: String? = nil, show: IndicatorShow, isSensitive: Bool,
    total: AuditedRow, breakdowns: [AuditedBreakdown]
  ) {
    self.id = id
    self.baseKey = baseKey
    self.within = within
    self.show = show
    self.isSensitive = isSensitive
    self.total = total
    self.breakdowns = breakdowns
  }
}

/// The rows of one role with what was hidden.
public struct AuditedBreakdown: Sendable, Hashable {
  /// The role.
  public let role: String
  /// Its rows in order.
  public let rows: [AuditedRow]
  /// See `Breakdown.groupedBy`; audits that are older do not say.
  public let groupedBy: String?

  /// The rows of a role.
  public init(role: String, rows: [AuditedRow], groupedBy: String? = nil) {
    (self.role, self.rows, self.groupedBy) = (role, rows, groupedBy)
  }
}

/// The exact counts of one row and whether it was hidden.
public struct AuditedRow: Sendable, Hashable {
  /// The group's id; `total` for the total.
  public let group: String
  /// The exact counts.
  public let cell: CellCount
  /// True when the row was hidden.
  public let isHidden: Bool

  /// A row as it was audited.
  public init(group: String, cell: CellCount, isHidden: Bool) {
    self.group = group
    self.cell = cell
    self.isHidden = isHidden
  }
}

/// One count that must not be known, and the values it could have for all that was published.
public struct AuditedCell: Sendable, Hashable {
  /// Which count of the row it is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The people in the base.
    case base
    /// The people who count.
    case numerator
    /// The people of the base who do not.
    case complement
  }

  /// The row the cell stands in.
  public let row: RowKey
  /// Which of its counts.
  public let kind: Kind
  /// How many releases before this one it was counted: 0 is this one.
  public let releasesAgo: Int
  /// Values from 1 to one less than `hide_below` for which no world was found; empty when safe.
  public let missing: [Int]

  /// A judged cell.
  public init(row: RowKey, kind: Kind, releasesAgo: Int, missing: [Int]) {
    self.row = row
    self.kind = kind
    self.releasesAgo = releasesAgo
    self.missing = missing
  }

  /// True when it could have every value that the rule hides.
  public var isSafe: Bool { missing.isEmpty }
}
