// The confidence interval of a proportion, used for every percentage Hark prints.

/// A Wilson score interval of a proportion; the ends are proportions from 0 to 1.
public struct WilsonInterval: Sendable, Hashable {
  /// The standard normal quantile of a 95% interval.
  public static let z95 = 1.959963984540054

  /// The share that was observed, 0 to 1.
  public let proportion: Double
  /// The lower end, 0 to 1.
  public let low: Double
  /// The upper end, 0 to 1.
  public let high: Double

  /// The interval of `count` out of `base` people; nil when the base is 0 or the count is not
  /// within it. Wilson (1927): (2x + z² ∓ z·√(z² + 4x(1 − x/n))) / (2(n + z²)).
  public init?(count: Int, base: Int, z: Double = WilsonInterval.z95) {
    guard base > 0, count >= 0, count <= base else { return nil }
    self.init(x: Double(count), n: Double(base), z: z)
  }

  /// The interval of a share whose base need not be whole, such as that of a weighted sample; nil when
  /// the base is not above 0 or the share not within 0 to 1.
  public init?(
    proportion: Double, effectiveBase: Double, z: Double = WilsonInterval.z95
  ) {
    guard effectiveBase > 0, effectiveBase.isFinite, (0...1).contains(proportion) else {
      return nil
    }
    self.init(x: proportion * effectiveBase, n: effectiveBase, z: z)
  }

  private init(x: Double, n: Double, z: Double) {
    let middle = 2 * x + z * z
    let reach = z * (z * z + 4 * x * (1 - x / n)).squareRoot()
    let scale = 2 * (n + z * z)
    proportion = x / n
    // The ends at none and all are exactly 0 and 1; the formula leaves rounding noise there.
    low = x == 0 ? 0 : max(0, (middle - reach) / scale)
    high = x == n ? 1 : min(1, (middle + reach) / scale)
  }
}
