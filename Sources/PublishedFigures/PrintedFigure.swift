// Figures that others published about an area, as they were printed: never worked out, never rounded.

/// What a figure is of, such as the share of people who feel safe.
public struct Measure: Sendable, Hashable {
  /// How its values are written.
  public enum Unit: String, Sendable, CaseIterable {
    case percent, score, count
  }

  /// Framework and code, such as `ascof2014.4B`: a code alone means different things in other years.
  public let id: String
  /// What it is of, in plain words.
  public let title: String
  /// How its values are written.
  public let unit: Unit
  /// Of whom it is; empty where that is the area as a whole.
  public let population: String
  /// What a reader has to know of the measure; nil: nothing.
  public let warning: String?
}

/// A place that figures are of.
public struct FigureArea: Sendable, Hashable {
  /// What kind of place it is.
  public enum Kind: String, Sendable, CaseIterable {
    case council, region, england
  }

  /// Its official code.
  public let code: String
  /// Its name.
  public let name: String
  /// What kind of place it is.
  public let kind: Kind
  /// The code of the region that a council is in.
  public let region: String?
}

/// One figure as it was printed.
public struct PrintedFigure: Sendable, Hashable {
  /// The measure's id.
  public let measure: String
  /// The area's code.
  public let area: String
  /// The year that it is of, such as `2022-23`, another time, or `notStated`.
  public let period: String
  /// The year of the Local Account that printed it; nil where it comes from elsewhere.
  public let account: String?
  /// The digits as they were printed.
  public let printed: String
  /// The same as a number.
  public let value: Double
  /// `published`, `as printed`, `provisional`, or `median of councils`, which is nobody's own figure.
  public let status: Status
  /// Where it was published.
  public let source: String
  /// What a reader has to know of this figure; nil: nothing.
  public let note: String?

  /// The period of a figure whose source does not say it.
  public static let notStated = "not stated"

  /// Where a figure stands.
  public enum Status: String, Sendable, CaseIterable {
    case published, provisional
    case asPrinted = "as printed"
    case medianOfCouncils = "median of councils"
  }
}
