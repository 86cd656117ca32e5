// What goes into protection: exact counts of an indicator, in total and by each of its roles.

public import Surveys

/// Exact counts of one row: how many people are in the base, and how many of them count.
public struct CellCount: Sendable, Hashable {
  /// People in the base.
  public let base: Int
  /// People of the base who meet the indicator's condition.
  public let count: Int
  /// True when everyone in the base gave the same answer to the sensitive question it reads.
  public let isUnanimous: Bool
  /// True when what its people's numbers come to would show one person's.
  public let isWithheld: Bool
  /// Of a figure of items the fewest people, not none, that one of its sums is made of: those with an
  /// item that counts, those with one that does not. Of another measure how many gave something else than
  /// most: a yes or no that is shown as a mean counts them as a percentage would.
  public let contributors: Int?
  /// Of a measure a power of two over the largest of each of its amounts: what somebody who leaves took
  /// away at most.
  let bounds: [Double]?

  /// Exact counts of people; `count` is within 0 to `base`.
  public init(
    base: Int, count: Int, isUnanimous: Bool = false, isWithheld: Bool = false,
    contributors: Int? = nil, bounds: [Double]? = nil
  ) {
    self.base = base
    self.bounds = bounds
    self.contributors = contributors
    self.isWithheld = isWithheld
    self.count = count
    self.isUnanimous = isUnanimous
  }

  /// People of the base who do not meet the condition.
  public var complement: Int { base - count }

  /// The same counts of a row that what its people's numbers come to hides.
  var withheld: CellCount {
    CellCount(
      base: base, count: count, isUnanimous: isUnanimous, isWithheld: true,
      contributors: contributors, bounds: bounds)
  }
}

/// How an indicator is shown.
public enum IndicatorShow: String, Sendable, Hashable, CaseIterable {
  /// A percentage of the base with its interval.
  case percent
  /// A number of people.
  case count
  /// The mean of people's numbers with its interval.
  case mean
  /// Their median with its interval.
  case median
  /// The mean of a score that is worked out for each person.
  case score
  /// The sum of people's amounts.
  case total
  /// A sum of amounts divided by another, with its interval.
  case ratio
  /// A percentage of the items of people's lists, with its interval.
  case percentOfItems = "percent_of_items"
  /// A number of items.
  case countOfItems = "count_of_items"

  /// Whether items of people's lists are counted.
  public var isOfItems: Bool { self == .percentOfItems || self == .countOfItems }

  /// Whether its figures are percentages, printed with a sign and drawn on a scale of 0 to 100.
  public var isPercentage: Bool { self == .percent || self == .percentOfItems }

  /// Whether it is made of people's numbers; all of its people then count.
  public var isMeasure: Bool { self != .percent && self != .count }
}

/// One group of a breakdown, such as an age band.
public struct BreakdownGroup: Sendable, Hashable {
  /// The group's id within the breakdown.
  public let id: String
  /// What people read.
  public let label: String

  /// The row of people whose group is not known: not asked, refused or missing.
  public static let notStated = BreakdownGroup(id: "not_stated", label: "Not stated")

  /// A group with its id and what people read.
  public init(id: String, label: String) {
    self.id = id
    self.label = label
  }
}

/// An indicator's counts by the groups of one role; the rows add up to the total.
public struct Breakdown: Sendable, Hashable {
  /// One group with its exact counts.
  public struct Row: Sendable, Hashable {
    /// The group.
    public let group: BreakdownGroup
    /// Its exact counts.
    public let cell: CellCount
    /// What its people's numbers come to; nil for percent and count.
    public let measure: Measure?

    /// A group with its exact counts.
    public init(_ group: BreakdownGroup, _ cell: CellCount, measure: Measure? = nil) {
      self.group = group
      self.cell = cell
      self.measure = measure
    }
  }

  /// The role or question the rows are groups of.
  public let role: String
  /// Every group, the last being `not_stated`; nobody stands in two rows.
  public let rows: [Row]
  /// What its groups are made by where another version may make others of the same answers: the bands, or
  /// the smallest kind of place; nil where none can.
  public let groupedBy: String?

  /// The groups of a role in the order in which they are shown.
  public init(role: String, rows: [Row], groupedBy: String? = nil) {
    (self.role, self.rows, self.groupedBy) = (role, rows, groupedBy)
  }
}

/// One indicator's exact counts, in total and by each of its roles.
public struct IndicatorCounts: Sendable, Hashable {
  /// The indicator's id, unique in a release.
  public let id: String
  /// What people read.
  public let label: String
  /// Whether it is a percentage or a number of people.
  public let show: IndicatorShow
  /// Which direction is good.
  public let better: Polarity
  /// True when it reads a sensitive question.
  public let isSensitive: Bool
  /// Equal for two indicators exactly when their bases are the same set of people.
  public let baseKey: String
  /// Everybody in the base.
  public let total: CellCount
  /// What everybody's numbers come to; nil for percent and count.
  public let measure: Measure?
  /// One breakdown for each role.
  public let breakdowns: [Breakdown]

  /// Exact counts of an indicator; `baseKey` is equal when the sets of people are equal.
  public init(
    id: String, label: String, show: IndicatorShow, better: Polarity, isSensitive: Bool = false,
    baseKey: String, total: CellCount, measure: Measure? = nil, breakdowns: [Breakdown]
  ) {
    self.measure = measure
    self.id = id
    self.label = label
    self.show = show
    self.better = better
    self.isSensitive = isSensitive
    self.baseKey = baseKey
    self.total = total
    self.breakdowns = breakdowns
  }
}

extension IndicatorCounts {
  /// The same with another total, measure or rows.
  func with(
    total: CellCount? = nil, measure: Measure? = nil,
    row change: (_ role: Int, _ place: Int, Breakdown.Row) -> Breakdown.Row
  ) -> IndicatorCounts {
    IndicatorCounts(
      id: id, label: label, show: show, better: better, isSensitive: isSensitive,
      baseKey: baseKey, total: total ?? self.total, measure: measure ?? self.measure,
      breakdowns: breakdowns.enumerated().map { role, breakdown in
        Breakdown(
          role: breakdown.role,
          rows: breakdown.rows.enumerated().map { change(role, $0, $1) },
          groupedBy: breakdown.groupedBy)
      })
  }
}

/// How many people joined a row, left it or changed side in it since the release before.
public struct RowChange: Sendable, Hashable {
  /// The row.
  public let row: RowKey
  /// People who joined, left or changed side.
  public let people: Int

  /// The number of people by whom a row changed.
  public init(row: RowKey, people: Int) {
    self.row = row
    self.people = people
  }
}

/// Names one row of a release; a total has neither role nor group.
public struct RowKey: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// The role; nil for the total.
  public let role: String?
  /// The group's id; nil for the total.
  public let group: String?

  /// A row of a breakdown, or the total where role and group are left out.
  public init(indicator: String, role: String? = nil, group: String? = nil) {
    self.indicator = indicator
    self.role = role
    self.group = group
  }
}
