// A table over more than one thing at once, or over places and time with subtotals: which ones a release
// holds is fixed by the survey.

/// One thing that a table is by: a role or question, places with subtotals, or when people answered.
public struct CrossedBy: Sendable, Hashable, CustomStringConvertible {
  /// What answers are told apart by when they were given.
  public enum Period: String, Sendable, Hashable, CaseIterable {
    /// Whole months, such as 2026-03.
    case month
    /// Whole quarters of a year, such as 2026-Q1.
    case quarter
    /// Whole years.
    case year
  }

  /// What the table calls time; `period.month` and so on in a survey.
  public static let period = "period"
  /// What the table calls the rounds of a survey.
  public static let wave = "wave"
  /// What the table calls places.
  public static let place = Role.place.rawValue

  /// The role, the question's id, `place` or `period`.
  public let name: String
  /// Of places the kinds of the places around them that have subtotals; of time how long a period is and
  /// the longer ones that have subtotals. The shortest or smallest first.
  public let levels: [String]

  /// What a table is by.
  public init(_ name: String, levels: [String] = []) { (self.name, self.levels) = (name, levels) }

  /// As a survey writes it: `age_band`, `place.district`, `period.month.year`.
  public var description: String { ([name] + levels).joined(separator: ".") }

  /// The lengths of its periods, the shortest first; empty where it is no time.
  public var periods: [Period] { name == Self.period ? levels.compactMap(Period.init) : [] }
}

/// A table of an indicator over one to three things at once.
public struct Crossing: Sendable, Hashable, CustomStringConvertible {
  /// The most things that a table is over.
  public static let most = 3
  /// What it is over, in order.
  public let dimensions: [CrossedBy]

  /// A table over these.
  public init(_ dimensions: [CrossedBy]) { self.dimensions = dimensions }

  /// The names without their levels.
  public var names: [String] { dimensions.map(\.name) }

  /// As a survey writes it.
  public var description: String {
    "[\(dimensions.map(\.description).joined(separator: ", "))]"
  }
}
