// What weights do to an estimate: how much they cost, and shares and means that are worked out with them.

/// How much of a sample's strength its weights take.
public struct DesignEffect: Sendable, Hashable {
  /// Above this the weights are flagged.
  public static let high = 2.0
  /// Weights are kept within this many times their mean.
  public static let limits = 0.3...3.0

  /// n·Σw²/(Σw)², at least 1 (Kish 1965).
  public let kish: Double
  /// The number of people that an unweighted sample as exact would have.
  public let effectiveBase: Double

  /// Of weights; nil of none, or where one is not above 0.
  public init?(_ weights: [Double]) {
    guard !weights.isEmpty, weights.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    kish = Double(weights.count) * squares / (sum * sum)
    effectiveBase = sum * sum / squares
  }

  /// Weights within the limits around their mean, with the same sum, and how many were moved.
  public static func trimmed(_ weights: [Double]) -> (weights: [Double], moved: Int) {
    let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
    let range = (limits.lowerBound * mean)...(limits.upperBound * mean)
    let held = weights.map { min(max($0, range.lowerBound), range.upperBound) }
    let scale = weights.reduce(0, +) / held.reduce(0, +)
    return (held.map { $0 * scale }, zip(weights, held).count { $0 != $1 })
  }
}

/// A share or mean of weighted answers.
public struct WeightedEstimate: Sendable, Hashable {
  /// Σwy/Σw.
  public let value: Double
  /// Its standard error.
  public let standardError: Double
  /// Degrees of freedom: groups that were drawn together less strata.
  public let degrees: Int
  /// How many answers.
  private let count: Int
  private let kish: DesignEffect

  /// By Taylor linearisation, z = w(y − R)/Σw, with the variance of the sums of z over the people who
  /// were drawn together, within each stratum (Woodruff 1971; Wolter 2007, 6.11; with replacement).
  /// nil with weights that are not above 0, or a stratum of one.
  public init?(
    _ values: [Double], weights: [Double], strata: [Int]? = nil, clusters: [Int]? = nil
  ) {
    guard values.count == weights.count, let kish = DesignEffect(weights) else { return nil }
    let sum = weights.reduce(0, +)
    let ratio = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / sum
    var parts: [Int: [Int: Double]] = [:]
    for index in values.indices {
      parts[strata?[index] ?? 0, default: [:]][clusters?[index] ?? index, default: 0] +=
        weights[index] * (values[index] - ratio) / sum
    }
    var (variance, drawn) = (0.0, 0)
    for stratum in parts.values {
      guard stratum.count > 1 else { return nil }
      let n = Double(stratum.count)
      let mean = stratum.values.reduce(0, +) / n
      variance += n / (n - 1) * stratum.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      drawn += stratum.count
    }
    (value, standardError, count) = (ratio, variance.squareRoot(), values.count)
    (degrees, self.kish) = (drawn - parts.count, kish)
  }

  /// The interval of a share: Wilson's on the effective base n/deff, Kish's where everybody or nobody
  /// counts.
  public var shareInterval: WilsonInterval? {
    let spread = value * (1 - value)
    let variance = standardError * standardError
    let isSpread = spread > 1e-15 && variance > 0
    let effect = isSpread ? variance / (spread / Double(count - 1)) : kish.kish
    return WilsonInterval(proportion: value, effectiveBase: Double(count) / effect)
  }

  /// The interval of a mean, with t.
  public var meanInterval: (low: Double, high: Double) {
    let reach = StudentT.quantile975(Double(degrees)) * standardError
    return (value - reach, value + reach)
  }
}
