// Whether a share rises or falls over several points in time.

internal import Foundation

/// The chi-squared test for linear trend in proportions.
public struct LinearTrend: Sendable, Hashable {
  /// Fewer points than this tell no trend.
  public static let leastPoints = 5

  /// The change of the share from one point to the next, 0 to 1.
  public let slope: Double
  /// Chi-squared with one degree of freedom.
  public let chiSquared: Double
  /// The chance of a trend at least as strong where there is none.
  public let chance: Double

  /// Points in order, the same time apart; each of other people. nil with fewer than `least` points, an
  /// empty base, or where everybody or nobody counts.
  ///
  /// χ² = (Σt(x − np))² / (p(1 − p)·Σn(t − t̄)²), t̄ weighted by n (Cochran 1954; Armitage 1955).
  public init?(_ points: [(count: Int, base: Int)], least: Int = LinearTrend.leastPoints) {
    guard points.count >= max(least, 2),
      points.allSatisfy({ $0.base > 0 && $0.count >= 0 && $0.count <= $0.base })
    else { return nil }
    let n = points.reduce(0.0) { $0 + Double($1.base) }
    let p = points.reduce(0.0) { $0 + Double($1.count) } / n
    guard p > 0, p < 1 else { return nil }
    let middle =
      points.enumerated().reduce(0.0) { $0 + Double($1.offset) * Double($1.element.base) } / n
    var (covered, spread) = (0.0, 0.0)
    for (t, point) in points.enumerated() {
      let away = Double(t) - middle
      covered += away * (Double(point.count) - Double(point.base) * p)
      spread += away * away * Double(point.base)
    }
    slope = covered / spread
    chiSquared = covered * covered / (p * (1 - p) * spread)
    chance = erfc((chiSquared / 2).squareRoot())
  }
}
