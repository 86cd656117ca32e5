// Means, medians, ratios and totals of people's numbers, each with its interval where it has one.

/// The mean of numbers with its 95% interval.
public struct MeanInterval: Sendable, Hashable {
  /// The mean.
  public let mean: Double
  /// The lower end; nil for fewer than two numbers.
  public let low: Double?
  /// The upper end; nil for fewer than two numbers.
  public let high: Double?

  /// The mean ∓ t(0.975, n−1)·s/√n, with s² = Σ(x − mean)²/(n − 1); nil of no numbers.
  /// Student (1908).
  public init?(_ numbers: [Double]) {
    guard !numbers.isEmpty else { return nil }
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(mean, count: n, squares: squares)
  }

  /// Of a mean, the sum of squares around it, and t(0.975, n−1) where it is known already.
  init(_ mean: Double, count: Double, squares: Double, quantile: Double? = nil) {
    self.mean = mean
    guard count > 1 else {
      (low, high) = (nil, nil)
      return
    }
    let error = (squares / (count - 1) / count).squareRoot()
    let reach = (quantile ?? StudentT.quantile975(count - 1)) * error
    (low, high) = (mean - reach, mean + reach)
  }

  /// The ratio Σa/Σb of paired numbers with its interval; nil where Σb is 0 or nothing is there.
  ///
  /// By Taylor linearisation: z = (a − R·b)/Σb, variance n/(n − 1)·Σz², t with n − 1 degrees of
  /// freedom (Woodruff 1971; Särndal, Swensson and Wretman 1992, 5.6).
  public init?(ratioOf pairs: [(amount: Double, per: Double)]) {
    let per = pairs.reduce(0) { $0 + $1.per }
    guard !pairs.isEmpty, per != 0 else { return nil }
    let ratio = pairs.reduce(0) { $0 + $1.amount } / per
    let n = Double(pairs.count)
    let squares = pairs.reduce(0) { sum, pair in
      let residual = (pair.amount - ratio * pair.per) / per
      return sum + residual * residual
    }
    // Written so that n·Σz² stands where a mean has Σ(x − mean)²/n.
    self.init(ratio, count: n, squares: squares * n * n)
  }
}

/// The median of numbers with its 95% interval.
public struct MedianInterval: Sendable, Hashable {
  /// The number in the middle, or half way between the two in the middle.
  public let median: Double
  /// The lower end; nil where there are too few numbers for an interval.
  public let low: Double?
  /// The upper end; nil where there are too few numbers for an interval.
  public let high: Double?

  /// The interval from the d-th smallest to the d-th largest number, with the largest d for which
  /// the chance of fewer than d out of n, with equal chances, is 2.5% at most: it covers the
  /// median with 95% or more whatever the distribution (Conover 1999, 3.2). nil of no numbers.
  public init?(_ numbers: [Double]) {
    guard !numbers.isEmpty else { return nil }
    let sorted = numbers.sorted()
    let n = sorted.count
    median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2
    let rank = Self.rank(n)
    guard rank > 0 else {
      (low, high) = (nil, nil)
      return
    }
    (low, high) = (sorted[rank - 1], sorted[n - rank])
  }

  /// The largest d with P(X < d) ≤ 0.025 for X binomial of n with equal chances; 0 where none has.
  static func rank(_ n: Int) -> Int {
    var (low, high) = (0, n / 2 + 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      // P(X ≤ k) = I(1/2; n − k, k + 1) with k = d − 1 (DLMF 8.17.24).
      let chance = IncompleteBeta.value(0.5, Double(n - middle + 1), Double(middle))
      if chance <= 0.025 { low = middle } else { high = middle }
    }
    return low
  }
}
