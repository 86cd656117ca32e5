// A figure as it was printed, and how far from it the exact one can lie: comparisons are made of what is
// printed alone, so that they tell nothing else.

internal import Foundation
internal import Surveys

/// A printed value with its printed interval.
struct PrintedEstimate: Sendable, Hashable {
  let base: Int
  let value: Double
  let low: Double
  let high: Double
  /// The exact value lies within this much of the printed one.
  let reach: Double
  let isPercent: Bool
  /// How many decimals it was printed with, where what is made of it follows that.
  private let decimals: Int

  /// nil where the figure is hidden or has no interval.
  init?(_ figure: PublishedFigure, show: IndicatorShow) {
    guard [.percent, .mean, .score, .ratio].contains(show), !figure.isHidden,
      let base = figure.base, let value = figure.value, let low = figure.low,
      let high = figure.high
    else { return nil }
    let isExact = figure.flags.contains(.notPersonal)
    (self.base, self.value) = (base, value)
    isPercent = show == .percent
    decimals = show == .ratio && abs(value) < 1 ? 2 : 1
    reach = figure.roundedTo.map { $0 / 2 } ?? Self.reach(value, base, show, isExact: isExact)
    // Exact figures have ends that are rounded to the nearest; others are rounded outward.
    let spare = isExact ? reach : 0
    (self.low, self.high) = (low - spare, high + spare)
  }

  private static func reach(
    _ value: Double, _ base: Int, _ show: IndicatorShow, isExact: Bool
  ) -> Double {
    guard show == .percent else {
      if isExact { return 0.005 }
      if abs(value) >= 100 { return pow(10, log10(abs(value)).rounded(.down) - 2) / 2 }
      return show == .ratio && abs(value) < 1 ? 0.005 : 0.05
    }
    if isExact { return 0.05 }
    // The printed base may be two above the exact one, whose step counts.
    return Double(PublishedFigure.stepInTenths(base: base - 2)) / 20
  }

  /// The lowest the exact value can be.
  private var least: Double { max(low, value - reach) }
  /// The highest the exact value can be.
  private var most: Double { min(high, value + reach) }

  /// This less another: an interval that holds that of the exact figures, whatever they are. Its lower
  /// end rises with this value and falls with the other, and both lie further out the wider the two
  /// intervals are.
  func less(_ other: PrintedEstimate) -> DifferenceInterval {
    let lower = DifferenceInterval((least, low, high), (other.most, other.low, other.high))
    let upper = DifferenceInterval((most, low, high), (other.least, other.low, other.high))
    let limit = isPercent ? 100.0 : .infinity
    let places = min(decimals, other.decimals)
    return DifferenceInterval(
      Self.rounded(value - other.value, .toNearestOrAwayFromZero, places),
      low: max(-limit, Self.rounded(lower.low, .down, places)),
      high: min(limit, Self.rounded(upper.high, .up, places)))
  }

  /// Σ share·value with its interval, joined as that of a difference; the shares add up to 1.
  static func sum(
    _ parts: [(share: Double, figure: PrintedEstimate)]
  ) -> (value: Double, low: Double, high: Double) {
    let total = { (read: (PrintedEstimate) -> Double) in
      parts.reduce(0) { $0 + $1.share * read($1.figure) }
    }
    let root = { (read: (PrintedEstimate) -> Double) in
      parts.reduce(0.0) { sum, part in
        let distance = part.share * read(part.figure)
        return sum + distance * distance
      }.squareRoot()
    }
    let (low, high) = (
      total(\.least) - root { $0.least - $0.low }, total(\.most) + root { $0.high - $0.most }
    )
    let limits = parts.allSatisfy(\.figure.isPercent) ? 0...100 : -Double.infinity...Double.infinity
    return (
      rounded(total(\.value), .toNearestOrAwayFromZero),
      max(limits.lowerBound, rounded(low, .down)), min(limits.upperBound, rounded(high, .up))
    )
  }

  /// To one decimal or more; ends outward, less the noise of the calculation.
  private static func rounded(
    _ number: Double, _ rule: FloatingPointRoundingRule, _ decimals: Int = 1
  ) -> Double {
    let rounded = DecimalStep(power: -decimals).rounded(number, rule)
    return rounded == 0 ? 0 : rounded
  }
}
