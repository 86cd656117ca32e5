// How a mean, median, score, total or ratio is printed: as coarsely as protects the people behind it.

internal import Foundation

/// The numbers of a measure as printed.
struct PrintedMeasure: Sendable, Hashable {
  let value: Double?
  let low: Double?
  let high: Double?
  let items: Int?

  /// Rounded for figures about people: means, medians and scores to one decimal, ratios under 1 to
  /// two, anything of 100 and more to three figures; a total to a step that one average person does
  /// not reach over, a percentage to that of its base in people, an average of two amounts as a share of
  /// them. Interval ends are rounded outward.
  init(_ measure: Measure, _ show: IndicatorShow, base: Int, roundTo: Int) {
    let size = abs(measure.value ?? 0)
    // Tens of the decimal place: -1 is one decimal.
    var place = show == .ratio && size < 1 ? -2 : -1
    if size >= 100 { place = Int(log10(size).rounded(.down)) - 2 }
    let step: Double? =
      switch show {
      case .total, .countOfItems: Self.step(over: max(Double(roundTo), measure.average))
      case .percentOfItems: Double(PublishedFigure.stepInTenths(base: base)) / 10
      default: nil
      }
    items = measure.items.map { items in
      let step = Self.step(over: max(Double(roundTo), measure.averageItems))
      return Int((items / step).rounded(.toNearestOrAwayFromZero) * step)
    }
    func rounded(_ number: Double?, _ rule: FloatingPointRoundingRule) -> Double? {
      guard let number else { return nil }
      if let sides = measure.sides {
        return Self.rounded(number, rule, between: sides, show, base: base, roundTo: roundTo)
      }
      guard let step else { return Self.rounded(number, place, rule) }
      guard show == .percentOfItems else { return (number / step).rounded(rule) * step }
      return Self.tenths(number / step, rule, step: step * 10) / 10
    }
    value = rounded(measure.value, .toNearestOrAwayFromZero)
    low = rounded(measure.low, .down)
    high = rounded(measure.high, .up)
  }

  /// What two amounts come to: as a percentage of its base would be, or a number of people. One decimal
  /// would tell exactly how many gave which.
  private static func rounded(
    _ number: Double, _ rule: FloatingPointRoundingRule, between sides: Measure.Sides,
    _ show: IndicatorShow, base: Int, roundTo: Int
  ) -> Double {
    let width = sides.high - sides.low
    guard show != .total else {
      let step = step(over: max(Double(roundTo) * width, abs(number) / Double(base)))
      return (number / step).rounded(rule) * step
    }
    let step = Double(PublishedFigure.stepInTenths(base: base))
    let share = tenths((number - sides.low) / width * 1000 / step, rule, step: step)
    return sides.low + width * share / 1000
  }

  /// So many steps of a percentage as whole ones, in tenths of a percent from 0 to 1,000: tenths keep it
  /// free of binary noise.
  private static func tenths(
    _ steps: Double, _ rule: FloatingPointRoundingRule, step: Double
  ) -> Double {
    min(max((steps + noise(rule)).rounded(rule) * step, 0), 1000)
  }

  /// A billionth of a step absorbs the noise of the calculation at the ends.
  private static func noise(_ rule: FloatingPointRoundingRule) -> Double {
    rule == .up ? -1e-9 : rule == .down ? 1e-9 : 0
  }

  /// For figures that are not about people: two decimals.
  init(exact measure: Measure) {
    let rounded = { (number: Double) in Self.rounded(number, -2, .toNearestOrAwayFromZero) }
    value = measure.value.map(rounded)
    low = measure.low.map(rounded)
    high = measure.high.map(rounded)
    items = measure.items.map { Int($0) }
  }

  private static func rounded(
    _ number: Double, _ place: Int, _ rule: FloatingPointRoundingRule
  ) -> Double {
    let scale = pow(10, Double(abs(place)))
    let noise = noise(rule)
    return place < 0
      ? (number * scale + noise).rounded(rule) / scale
      : (number / scale + noise).rounded(rule) * scale
  }

  /// The smallest of 1, 2 and 5 with noughts behind it that is at least the amount.
  private static func step(over amount: Double) -> Double {
    let power = pow(10, log10(amount).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= amount } ?? 10 * power
  }
}
