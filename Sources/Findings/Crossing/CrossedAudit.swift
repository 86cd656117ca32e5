// What the audit of crossed tables keeps: the exact counts, what was hidden and why that is safe. It
// names the cells that must not be known, so it is stored apart from the release.

/// The audit of the crossed tables of one release; needed again when the next one is protected.
public struct CrossedAudit: Sendable, Hashable {
  /// How the cells were judged, in words.
  public static let method = """
    linear programming over what the printed rows allow; for every value whole numbers were found \
    that print every table and row as printed
    """

  /// The rule the tables were protected with.
  public let rule: DisclosureRule
  /// The SHA-256 of the problem that was solved, in hexadecimal.
  public let problem: String
  /// The solver and its version.
  public let solver: String
  /// Steps that the solver took.
  public let steps: Int
  /// The tables and one-way rows by their base, with what was hidden.
  public let bases: [AuditedCrossing]
  /// Every cell that must not be known, and what is left of it.
  public let cells: [AuditedCrossedCell]

  /// The audit of crossed tables as it was stored.
  public init(
    rule: DisclosureRule, problem: String, solver: String, steps: Int, bases: [AuditedCrossing],
    cells: [AuditedCrossedCell]
  ) {
    (self.rule, self.problem, self.solver, self.steps) = (rule, problem, solver, steps)
    (self.bases, self.cells) = (bases, cells)
  }

  /// True when every cell is safe.
  public var isSafe: Bool { cells.allSatisfy(\.isSafe) }
}

/// Everything that was printed of one base: its tables and the one-way rows beside them.
public struct AuditedCrossing: Sendable, Hashable {
  /// An indicator of the base.
  public struct Indicator: Sendable, Hashable {
    /// Its id.
    public let id: String
    /// How it is shown.
    public let show: IndicatorShow
    /// True when it reads a sensitive question.
    public let isSensitive: Bool

    /// An indicator of the base.
    public init(id: String, show: IndicatorShow, isSensitive: Bool) {
      (self.id, self.show, self.isSensitive) = (id, show, isSensitive)
    }
  }

  /// A table: the roles that an indicator is crossed by.
  public struct Table: Sendable, Hashable {
    /// The indicator's id.
    public let indicator: String
    /// Its roles in the order in which they are shown.
    public let roles: [String]
    /// Of a one-way table beside the level of its groups; nil for crossed tables.
    public let oneWay: Int?

    /// A table of an indicator.
    public init(indicator: String, roles: [String], oneWay: Int? = nil) {
      (self.indicator, self.roles, self.oneWay) = (indicator, roles, oneWay)
    }
  }

  /// Equal for indicators whose bases are the same set of people in this release.
  public let baseKey: String
  /// The indicators of the base.
  public let indicators: [Indicator]
  /// The roles of its tables with their groups.
  public let dimensions: [CrossedDimension]
  /// The tables that were printed anew, one-way ones among them.
  public let tables: [Table]
  /// Every row of these tables.
  public let rows: [AuditedCrossedRow]

  /// What was printed of a base.
  public init(
    baseKey: String, indicators: [Indicator], dimensions: [CrossedDimension], tables: [Table],
    rows: [AuditedCrossedRow]
  ) {
    (self.baseKey, self.indicators, self.dimensions) = (baseKey, indicators, dimensions)
    (self.tables, self.rows) = (tables, rows)
  }
}

/// The exact counts of a row and what was hidden of it.
public struct AuditedCrossedRow: Sendable, Hashable {
  /// The row.
  public let key: CrossedKey
  /// The exact counts by indicator id.
  public let cells: [String: CellCount]
  /// True when the row was hidden.
  public let isHidden: Bool
  /// The indicators of which only a bound was shown.
  public let bounded: Set<String>
  /// The indicators for which it changed since it was last printed, by enough people.
  public let renewed: Set<String>

  /// A row as it was audited.
  public init(
    key: CrossedKey, cells: [String: CellCount], isHidden: Bool, bounded: Set<String> = [],
    renewed: Set<String> = []
  ) {
    (self.key, self.cells, self.isHidden) = (key, cells, isHidden)
    (self.bounded, self.renewed) = (bounded, renewed)
  }
}

/// One count that must not be known, and what an attacker is left with.
public struct AuditedCrossedCell: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// The row.
  public let row: CrossedKey
  /// Which of its counts.
  public let kind: AuditedCell.Kind
  /// How many releases before this one it was printed: 0 is this one.
  public let releasesAgo: Int
  /// The smallest value that was shown to be possible.
  public let lowest: Int
  /// The largest value that was shown to be possible.
  public let highest: Int
  /// Values from 1 to one less than `hide_below` that were not; empty when safe.
  public let missing: [Int]

  /// A judged cell.
  public init(
    indicator: String, row: CrossedKey, kind: AuditedCell.Kind, releasesAgo: Int, lowest: Int,
    highest: Int, missing: [Int]
  ) {
    (self.indicator, self.row, self.kind) = (indicator, row, kind)
    (self.releasesAgo, self.lowest, self.highest) = (releasesAgo, lowest, highest)
    self.missing = missing
  }

  /// True when it could have every value that the rule hides.
  public var isSafe: Bool { missing.isEmpty }
}
