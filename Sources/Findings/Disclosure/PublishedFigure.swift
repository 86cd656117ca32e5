// What is printed of a row: rounded counts, a percentage rounded by its exact base, an interval
// rounded outward, or nothing where the row is hidden.

/// What a figure carries beside its numbers.
public enum FigureFlag: String, Sendable, Hashable, CaseIterable {
  /// Hidden to protect people.
  case suppressed
  /// The base is under 30.
  case lowBase = "low_base"
  /// The rows are not about people; the figures are exact.
  case notPersonal = "not_personal"
  /// Answers to other wordings are counted apart, beside these.
  case wordingChanged = "wording_changed"
  /// Only that few people are on one side is said: the percentage is at most, or at least, so much.
  case bounded
  /// Printed again as it was in an earlier release.
  case heldBack = "held_back"
}

/// A row's figures as published; percentages run from 0 to 100.
public struct PublishedFigure: Sendable, Hashable {
  /// The rounded base; nil when hidden.
  public let base: Int?
  /// The rounded count; nil when hidden, and for figures of people's numbers.
  public let count: Int?
  /// Of a figure of items how many there are, rounded; nil when hidden, and for other figures.
  public let items: Int?
  /// The percentage, the rounded count of an indicator shown as a count, or what people's numbers come
  /// to.
  public let value: Double?
  /// The interval's lower end in percent.
  public let low: Double?
  /// The interval's upper end in percent.
  public let high: Double?
  /// What goes with the numbers.
  public let flags: [FigureFlag]

  /// With the flag `bounded`: the percentage is at least this.
  public private(set) var atLeast: Double?
  /// With the flag `bounded`: the percentage is at most this.
  public private(set) var atMost: Double?
  /// Of a figure of people's numbers what it and its interval are rounded to, where that is coarser than its
  /// size would have it: an average of few amounts would tell how many people gave which.
  public private(set) var roundedTo: Double?
  /// With the flag `held_back`: the time of the release whose figures these still are.
  public private(set) var asOf: String?

  /// The same figure with one more flag.
  public func flagged(_ flag: FigureFlag) -> PublishedFigure {
    PublishedFigure(
      base: base, count: count, items: items, value: value, low: low, high: high,
      flags: flags + [flag]
    ).bounded(atLeast: atLeast, atMost: atMost).dated(asOf).rounded(to: roundedTo)
  }

  /// The same figure with what it is rounded to.
  func rounded(to step: Double?) -> PublishedFigure {
    var figure = self
    figure.roundedTo = step
    return figure
  }

  private func dated(_ time: String?) -> PublishedFigure {
    var figure = self
    figure.asOf = time
    return figure
  }

  /// The same figure, as the release up to a time printed it first.
  public func standing(asOf time: String) -> PublishedFigure {
    (flags.contains(.heldBack) ? self : flagged(.heldBack)).dated(time)
  }

  /// The same figure with what its percentage is at least or at most.
  public func bounded(atLeast: Double?, atMost: Double?) -> PublishedFigure {
    var figure = self
    (figure.atLeast, figure.atMost) = (atLeast, atMost)
    return figure
  }

  /// A figure as it was printed.
  public init(
    base: Int?, count: Int?, items: Int? = nil, value: Double?, low: Double?, high: Double?,
    flags: [FigureFlag]
  ) {
    self.base = base
    self.items = items
    self.count = count
    self.value = value
    self.low = low
    self.high = high
    self.flags = flags
  }

  /// The one marker of a hidden row, whatever the reason.
  public static let hidden = PublishedFigure(
    base: nil, count: nil, value: nil, low: nil, high: nil, flags: [.suppressed])

  /// True when the row is hidden.
  public var isHidden: Bool { flags.contains(.suppressed) }

  /// The figures of a row that the rule does not hide: counts rounded to the nearest `roundTo`,
  /// percentages half up and interval ends outward to the step of the exact base.
  public init(
    _ cell: CellCount, show: IndicatorShow, rule: DisclosureRule, measure: Measure? = nil
  ) {
    let base = Self.rounded(cell.base, to: rule.roundTo)
    guard !show.isMeasure else {
      let printed = measure.map {
        PrintedMeasure($0, show, base: cell.base, rule: rule)
      }
      self.init(
        base: base, count: nil, items: printed?.items, value: printed?.value, low: printed?.low,
        high: printed?.high, flags: [])
      roundedTo = printed?.step
      return
    }
    let count = Self.rounded(cell.count, to: rule.roundTo)
    let isLow = cell.base > 0 && cell.base < rule.lowBaseBelow
    let step = Self.stepInTenths(base: cell.base)
    self.init(
      cell, show: show, base: base, count: count, step: step, flags: isLow ? [.lowBase] : [])
  }

  /// The exact figures of a row that is not about people; percentages have one decimal.
  public static func exact(
    _ cell: CellCount, show: IndicatorShow, measure: Measure? = nil
  ) -> PublishedFigure {
    guard !show.isMeasure else {
      let printed = measure.map { PrintedMeasure(exact: $0) }
      return PublishedFigure(
        base: cell.base, count: nil, items: printed?.items, value: printed?.value,
        low: printed?.low, high: printed?.high, flags: [.notPersonal])
    }
    return PublishedFigure(
      cell, show: show, base: cell.base, count: cell.count, step: 1, flags: [.notPersonal])
  }

  private init(
    _ cell: CellCount, show: IndicatorShow, base: Int, count: Int, step: Int, flags: [FigureFlag]
  ) {
    guard let interval = WilsonInterval(count: cell.count, base: cell.base) else {
      self.init(base: base, count: count, value: nil, low: nil, high: nil, flags: flags)
      return
    }
    guard show == .percent else {
      self.init(
        base: base, count: count, value: Double(count), low: nil, high: nil, flags: flags)
      return
    }
    let value = Self.tenths(cell.count, of: cell.base, step: step)
    let low = Int((interval.low * 1000 / Double(step)).rounded(.down)) * step
    let high = Int((interval.high * 1000 / Double(step)).rounded(.up)) * step
    self.init(
      base: base, count: count, value: Double(min(value, 1000)) / 10,
      low: Double(max(low, 0)) / 10, high: Double(min(high, 1000)) / 10, flags: flags)
  }

  /// A share in tenths of a percent, half up to a step. Whole numbers keep the rounding exact: the share is
  /// 1000·count/base, and tenths become the published number in one division.
  static func tenths(_ count: Int, of base: Int, step: Int) -> Int {
    (2 * 1000 * count + step * base) / (2 * step * base) * step
  }

  /// The rounding step of a percentage, in tenths of a percent, by exact base.
  static func stepInTenths(base: Int) -> Int {
    switch base {
    case ..<30: 100
    case ..<100: 50
    case ..<1000: 10
    default: 1
    }
  }

  /// A count rounded to the nearest multiple of an odd step.
  static func rounded(_ people: Int, to step: Int) -> Int { (people + step / 2) / step * step }
}
