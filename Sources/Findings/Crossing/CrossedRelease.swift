// What comes out of the protection of crossed tables: rows that may be published, and the audit that
// is kept apart.

/// Crossed tables whose figures may be published, with their audit.
public struct CrossedRelease: Sendable, Hashable {
  /// The tables in the order they were given, without those that were left out.
  public let tables: [ProtectedCrossing]
  /// The audit; it holds exact counts and must not reach readers of releases.
  public let audit: CrossedAudit
  /// Tables that are not published, each with the reason.
  public let refused: [LeftOut]
}

/// A crossed table as published.
public struct ProtectedCrossing: Sendable, Hashable {
  /// The indicator's id.
  public let indicator: String
  /// What people read.
  public let label: String
  /// How it is shown.
  public let show: IndicatorShow
  /// Its roles.
  public let dimensions: [CrossedDimension]
  /// Cells, subtotals, margins and the total: for each dimension the finest groups, each level above
  /// and everybody, the last dimension fastest.
  public let rows: [CrossedRow]
  /// The place among the earlier releases of the one whose figures are printed again; nil: they are new.
  public let heldBack: Int?
}

/// A row of a crossed table as published.
public struct CrossedRow: Sendable, Hashable {
  /// Which row it is.
  public let key: CrossedKey
  /// Its figures.
  public let figure: PublishedFigure
  /// With the flag `bounded`: the percentage is at least this.
  public let atLeast: Double?
  /// With the flag `bounded`: the percentage is at most this.
  public let atMost: Double?

  /// A row with its figures.
  public init(
    key: CrossedKey, figure: PublishedFigure, atLeast: Double? = nil, atMost: Double? = nil
  ) {
    (self.key, self.figure, self.atLeast, self.atMost) = (key, figure, atLeast, atMost)
  }
}
