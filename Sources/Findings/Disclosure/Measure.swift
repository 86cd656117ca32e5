// What the numbers of a row's people come to: a mean, median, score, total or ratio, with its interval
// and with what tells whether one person's amount would show.

/// The figure of a row whose people gave numbers.
public struct Measure: Sendable, Hashable {
  /// The figure; nil where there is none.
  public let value: Double?
  /// The interval's lower end; nil where there is none.
  public let low: Double?
  /// The interval's upper end; nil where there is none.
  public let high: Double?
  /// The average amount, which sets how finely a total may be shown.
  let average: Double
  /// Everybody's amounts, and what they are divided by.
  let amounts: [Contributions]
  /// True when everybody gave the same.
  let isUniform: Bool

  /// The figure of people's amounts, each with what a ratio divides by.
  public init(_ show: IndicatorShow, _ pairs: [(amount: Double, per: Double)]) {
    let numbers = pairs.map(\.amount)
    switch show {
    case .median:
      let median = MedianInterval(numbers)
      (value, low, high) = (median?.median, median?.low, median?.high)
    case .ratio:
      let ratio = MeanInterval(ratioOf: pairs)
      (value, low, high) = (ratio?.mean, ratio?.low, ratio?.high)
    case .total:
      (value, low, high) = (numbers.isEmpty ? nil : numbers.reduce(0, +), nil, nil)
    case .mean, .score, .percent, .count:
      let mean = MeanInterval(numbers)
      (value, low, high) = (mean?.mean, mean?.low, mean?.high)
    }
    let own = Contributions(numbers)
    average = pairs.isEmpty ? 0 : own.sum / Double(pairs.count)
    amounts = show == .ratio ? [own, Contributions(pairs.map(\.per))] : [own]
    isUniform = pairs.allSatisfy { $0 == pairs[0] }
  }

  /// True when the figure would nearly show one person's amount.
  package var isDominated: Bool { amounts.contains(where: \.isDominated) }

  /// True when the figure of all these rows together would.
  static func isDominated(_ rows: [Measure]) -> Bool {
    (0..<(rows.map(\.amounts.count).max() ?? 0)).contains { place in
      Contributions(
        joining: rows.compactMap { row in
          row.amounts.indices.contains(place) ? row.amounts[place] : nil
        }
      ).isDominated
    }
  }
}

/// The two largest amounts of some people, and the sum of all, without signs.
struct Contributions: Sendable, Hashable {
  private(set) var largest = 0.0
  private(set) var second = 0.0
  private(set) var sum = 0.0

  init(_ amounts: [Double]) {
    for amount in amounts { add(amount.magnitude, sum: amount.magnitude) }
  }

  init(joining parts: [Contributions]) {
    for part in parts {
      add(part.largest, sum: part.sum)
      add(part.second, sum: 0)
    }
  }

  private mutating func add(_ amount: Double, sum: Double) {
    self.sum += sum
    if amount > largest {
      (largest, second) = (amount, largest)
    } else {
      second = max(second, amount)
    }
  }

  /// The p% rule: the person with the second largest amount, who knows that one, could work the
  /// largest out to within 20% (Hundepool and others, Statistical Disclosure Control, 2012, 4.2).
  var isDominated: Bool { sum - largest - second < 0.2 * largest }
}
