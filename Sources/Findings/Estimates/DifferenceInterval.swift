// The difference of two figures with its interval: of two groups of people, or of the same people twice.

/// A difference, the first figure less the second, with its 95% interval.
public struct DifferenceInterval: Sendable, Hashable {
  /// The first less the second.
  public let difference: Double
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  init(_ difference: Double, low: Double, high: Double) {
    (self.difference, self.low, self.high) = (difference, low, high)
  }

  /// Of two independent figures, each with its own interval: d − √((a − lowₐ)² + (highᵦ − b)²) and
  /// the other end alike (Zou and Donner 2008). With Wilson's intervals it is Newcombe's (1998a,
  /// method 10).
  init(
    _ a: (value: Double, low: Double, high: Double), _ b: (value: Double, low: Double, high: Double)
  ) {
    let root = { (one: Double, other: Double) in (one * one + other * other).squareRoot() }
    difference = a.value - b.value
    low = difference - root(a.value - a.low, b.high - b.value)
    high = difference + root(a.high - a.value, b.value - b.low)
  }

  /// Of the shares of two independent groups, after Newcombe (1998a, method 10); proportions.
  public init(_ a: WilsonInterval, _ b: WilsonInterval) {
    self.init((a.proportion, a.low, a.high), (b.proportion, b.low, b.high))
  }

  /// Of the means of two independent groups, without taking their spread to be the same: Welch
  /// (1947), with t on Satterthwaite's degrees of freedom. nil with fewer than two numbers in one, or
  /// where neither varies.
  public init?(means a: [Double], _ b: [Double]) {
    guard a.count > 1, b.count > 1 else { return nil }
    let (one, other) = (Self.moments(a), Self.moments(b))
    let (v, w) = (one.variance / Double(a.count), other.variance / Double(b.count))
    guard v + w > 0 else { return nil }
    let degrees =
      (v + w) * (v + w) / (v * v / Double(a.count - 1) + w * w / Double(b.count - 1))
    let reach = StudentT.quantile975(degrees) * (v + w).squareRoot()
    let difference = one.mean - other.mean
    self.init(difference, low: difference - reach, high: difference + reach)
  }

  private static func moments(_ numbers: [Double]) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(numbers.count - 1))
  }
}

/// The answers of the same people twice, each yes or no.
public struct PairedAnswers: Sendable, Hashable {
  /// Yes both times.
  public let both: Int
  /// Yes the first time alone.
  public let first: Int
  /// Yes the second time alone.
  public let second: Int
  /// Yes neither time.
  public let neither: Int

  /// The most people that one of the four counts may have, far above everybody there is: sums of
  /// counts stay whole numbers.
  public static let mostPeople = 1_000_000_000_000

  /// Four counts of people; nil where one is negative or above the most, or nobody answered.
  public init?(both: Int, first: Int, second: Int, neither: Int) {
    guard [both, first, second, neither].allSatisfy({ (0...Self.mostPeople).contains($0) }),
      both + first + second + neither > 0
    else { return nil }
    (self.both, self.first, self.second, self.neither) = (both, first, second, neither)
  }

  /// The change in the share of yes, second time less first, after Newcombe (1998b, method 10): the
  /// two intervals joined with the correlation of the two answers, which is corrected towards 0.
  public var change: DifferenceInterval {
    let n = both + first + second + neither
    guard let a = WilsonInterval(count: both + second, base: n),
      let b = WilsonInterval(count: both + first, base: n)
    else { return DifferenceInterval(0, low: -1, high: 1) }
    let phi = correlation(n)
    let reach = { (one: Double, other: Double) in
      max(0, one * one - 2 * phi * one * other + other * other).squareRoot()
    }
    let difference = Double(second - first) / Double(n)
    return DifferenceInterval(
      difference, low: difference - reach(a.proportion - a.low, b.high - b.proportion),
      high: difference + reach(a.high - a.proportion, b.proportion - b.low))
  }

  private func correlation(_ n: Int) -> Double {
    let margins = [both + first, second + neither, both + second, first + neither]
    let product = margins.reduce(1.0) { $0 * Double($1) }
    guard product > 0 else { return 0 }
    let cross = Double(both) * Double(neither) - Double(first) * Double(second)
    let corrected = cross > 0 ? max(cross - Double(n) / 2, 0) : cross
    return corrected / product.squareRoot()
  }

  /// The chance of a change at least this uneven among those who changed, were both ways alike:
  /// McNemar's test (1947), exact and two-sided; nil where nobody changed.
  public var chance: Double? {
    let changed = first + second
    guard changed > 0 else { return nil }
    let fewer = min(first, second)
    // P(X ≤ k) = I(1/2; n − k, k + 1) (DLMF 8.17.24).
    let tail = IncompleteBeta.value(0.5, Double(changed - fewer), Double(fewer + 1))
    return min(1, 2 * tail)
  }
}
