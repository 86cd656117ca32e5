// What goes into the protection of tables by two or three roles: exact counts of every combination
// of groups, and the coarser groups above them.

/// One indicator's exact counts by two or three roles at once, or by one with a hierarchy above it.
public struct CrossedCounts: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// What people read.
  public let label: String
  /// A percentage or a number of people; others are refused.
  public let show: IndicatorShow
  /// True when it reads a sensitive question.
  public let isSensitive: Bool
  /// Equal for two tables exactly when their bases are the same set of people.
  public let baseKey: String
  /// One to three roles.
  public let dimensions: [CrossedDimension]
  /// Every combination of the finest groups, row by row, the last dimension fastest.
  public let cells: [CellCount]

  /// Exact counts of every combination of the finest groups.
  public init(
    indicator: String, label: String, show: IndicatorShow, isSensitive: Bool = false,
    baseKey: String, dimensions: [CrossedDimension], cells: [CellCount]
  ) {
    (self.indicator, self.label, self.show) = (indicator, label, show)
    (self.isSensitive, self.baseKey) = (isSensitive, baseKey)
    (self.dimensions, self.cells) = (dimensions, cells)
  }
}

/// A role of a crossed table: its groups, and the coarser groups that they lie in.
public struct CrossedDimension: Sendable, Hashable {
  /// The role or question.
  public let role: String
  /// The finest groups in their order, the last being `not_stated`.
  public let groups: [BreakdownGroup]
  /// For each coarser level, the nearest first, the place in that level of each finest group.
  public let above: [[Int]]
  /// The groups of each coarser level.
  public let levels: [[BreakdownGroup]]

  /// A role's groups with the levels above them; none of these by default.
  public init(
    role: String, groups: [BreakdownGroup], above: [[Int]] = [], levels: [[BreakdownGroup]] = []
  ) {
    (self.role, self.groups, self.above, self.levels) = (role, groups, above, levels)
  }

  /// The groups of a level: 0 are the finest, 1 those just above.
  public func groups(at level: Int) -> [BreakdownGroup] {
    level == 0 ? groups : levels[level - 1]
  }
}

/// Names a row of a crossed table: a group for each role that is not taken together.
public struct CrossedKey: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// A role with the group a row is of.
  public struct Part: Sendable, Hashable {
    /// The role.
    public let role: String
    /// 0 for the finest groups, 1 for those just above.
    public let level: Int
    /// The group's id.
    public let group: String

    /// A group of a role.
    public init(role: String, level: Int = 0, group: String) {
      (self.role, self.level, self.group) = (role, level, group)
    }
  }

  /// In order of role; none for everybody.
  public let parts: [Part]

  /// The row of these groups, in any order.
  public init(_ parts: [Part]) { self.parts = parts.sorted { $0.role < $1.role } }

  /// The same row in one line, such as `age_band=16_24&place@1=north`.
  public var description: String {
    parts.map { part in
      "\(part.role)\(part.level == 0 ? "" : "@\(part.level)")=\(part.group)"
    }.joined(separator: "&")
  }

  /// Many keys in their order; the text of each is made once.
  static func sorted(_ keys: some Collection<CrossedKey>) -> [CrossedKey] {
    keys.map { ($0, $0.description) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// The order of their texts.
  public static func < (one: CrossedKey, other: CrossedKey) -> Bool {
    one.description < other.description
  }
}

/// How many people joined a row of a crossed table, left it or changed side in it since the table was
/// last printed anew.
public struct CrossedChange: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// A cell, a subtotal or a margin; everybody where it has no parts.
  public let row: CrossedKey
  /// People who joined, left or changed side.
  public let people: Int

  /// The number of people by whom a row changed.
  public init(indicator: String, row: CrossedKey, people: Int) {
    (self.indicator, self.row, self.people) = (indicator, row, people)
  }
}

/// Where the protection of crossed tables gives up; beyond them nothing is released.
public struct CrossedLimits: Sendable, Hashable {
  /// Combinations of the finest groups in all tables of one base.
  public let cells: Int
  /// Steps of the solver for one base; a count and not seconds, so that every machine decides alike.
  public let steps: Int

  /// Limits that end in seconds, at worst in a minute or two.
  public static let standard = CrossedLimits(cells: 5_000, steps: 120_000)

  /// Limits of one's own.
  public init(cells: Int, steps: Int) { (self.cells, self.steps) = (cells, steps) }
}
