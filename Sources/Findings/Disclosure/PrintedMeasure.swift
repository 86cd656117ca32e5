// How a mean, median, score, total or ratio is printed: as coarsely as protects the people behind it.

internal import Foundation

/// The numbers of a measure as printed.
struct PrintedMeasure: Sendable, Hashable {
  let value: Double?
  let low: Double?
  let high: Double?
  let items: Int?

  /// The step that the figure is rounded to where it is coarser than its size alone would have it; nil else.
  let step: Double?

  /// Rounded for figures about people: see `step`; an average of two amounts as a share of them, a percentage
  /// of items to that of its base in people. Interval ends are rounded outward; those of a median lie so far from
  /// it that enough people stand between.
  init(_ measure: Measure, _ show: IndicatorShow, base: Int, rule: DisclosureRule) {
    let roundTo = rule.roundTo
    let ends = measure.ends(rule)
    items = measure.items.map { items in
      Int(
        DecimalStep(atLeast: max(Double(roundTo), measure.averageItems))
          .rounded(items, .toNearestOrAwayFromZero))
    }
    let step = { (breadth: Double?) in
      Self.step(
        show, measure.value ?? 0, average: measure.average, breadth: breadth,
        coarser: breadth == nil ? 0 : measure.coarser, base: base, roundTo: roundTo)
    }
    let (own, coarse) = (step(nil), step(measure.scale?.breadth))
    func rounded(_ number: Double?, _ rule: FloatingPointRoundingRule) -> Double? {
      guard let number else { return nil }
      if let sides = measure.sides {
        return Self.rounded(number, rule, between: sides, show, base: base, roundTo: roundTo)
      }
      guard show == .percentOfItems else { return coarse.rounded(number, rule) }
      let step = Double(PublishedFigure.stepInTenths(base: base))
      return Self.tenths(number * 10 / step, rule, step: step) / 10
    }
    value = rounded(measure.value, .toNearestOrAwayFromZero)
    low = rounded(ends.low, .down)
    high = rounded(ends.high, .up)
    let share = Double(PublishedFigure.stepInTenths(base: base)) / 1000
    let size = measure.sides.map { ($0.high - $0.low) * share } ?? coarse.size
    self.step =
      measure.scale != nil && measure.value != nil
        && (show != .total || measure.coarser > 0) && size > own.size ? size : nil
  }

  /// What a figure of such a size is rounded to: means, medians and scores to one decimal, ratios under 1 to
  /// two, anything of 100 and more to three figures; a total to a step that one average person does not reach
  /// over. On a scale of few amounts never finer than a percentage of its base would be, of the scale's breadth,
  /// and `coarser` steps further.
  static func step(
    _ show: IndicatorShow, _ value: Double, average: Double, breadth: Double?, coarser: Int = 0,
    base: Int, roundTo: Int
  ) -> DecimalStep {
    if show == .total || show == .countOfItems {
      return DecimalStep(atLeast: max(Double(roundTo), average)).coarser(by: coarser)
    }
    let size = abs(value)
    // Tens of the decimal place: -1 is one decimal.
    var place = show == .ratio && size < 1 ? -2 : -1
    if size >= 100 { place = Int(log10(size).rounded(.down)) - 2 }
    let fine = DecimalStep(power: place)
    guard let breadth, breadth > 0 else { return fine }
    let coarse = DecimalStep(
      atLeast: breadth * Double(PublishedFigure.stepInTenths(base: base)) / 1000)
    return (coarse.size > fine.size ? coarse : fine).coarser(by: coarser)
  }

  /// What two amounts come to: as a percentage of its base would be, or a number of people. One decimal
  /// would tell exactly how many gave which.
  private static func rounded(
    _ number: Double, _ rule: FloatingPointRoundingRule, between sides: Measure.Sides,
    _ show: IndicatorShow, base: Int, roundTo: Int
  ) -> Double {
    let width = sides.high - sides.low
    guard show != .total else {
      return DecimalStep(atLeast: max(Double(roundTo) * width, abs(number) / Double(base)))
        .rounded(number, rule)
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
    min(max((steps + DecimalStep.noise(rule)).rounded(rule) * step, 0), 1000)
  }

  /// For figures that are not about people: two decimals.
  init(exact measure: Measure) {
    let hundredths = DecimalStep(power: -2)
    let rounded = { (number: Double) in hundredths.rounded(number, .toNearestOrAwayFromZero) }
    value = measure.value.map(rounded)
    low = measure.low.map(rounded)
    high = measure.high.map(rounded)
    items = measure.items.map { Int($0) }
    step = nil
  }
}

extension Measure {
  /// The ends of its interval in a release about people.
  fileprivate func ends(_ rule: DisclosureRule) -> (low: Double?, high: Double?) {
    guard let given else { return (low, high) }
    var printer = MedianPrinter(rule, given.numbers)
    guard let places = printer.places(given.people) else { return (nil, nil) }
    return (places.low.map { given.numbers[$0] }, places.high.map { given.numbers[$0] })
  }
}
