// Quantiles of Student's t and of the binomial with equal chances, from the incomplete beta function.

internal import Foundation

/// Student's t distribution.
public enum StudentT {
  /// The quantile above which 2.5% lie, for degrees of freedom above 0 that need not be whole.
  ///
  /// The distribution is 1 − ½·I(ν/(ν+t²); ν/2, ½) for t ≥ 0 (Abramowitz and Stegun 26.7.1).
  public static func quantile975(_ degrees: Double) -> Double {
    var (low, high) = (0.0, 2.0)
    while upperTail(high, degrees) > 0.025, high < 1e12 { high *= 2 }
    // Halving until the ends are neighbours.
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if upperTail(middle, degrees) > 0.025 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The chance of more than `t`, which is 0 or more.
  static func upperTail(_ t: Double, _ degrees: Double) -> Double {
    IncompleteBeta.value(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
  }
}

/// The regularised incomplete beta function.
enum IncompleteBeta {
  /// I(x; a, b) by its continued fraction (DLMF 8.17.22), for x from 0 to 1.
  static func value(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    // The fraction converges fast below the mean and is mirrored above it.
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  /// Lentz's evaluation of the continued fraction.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    let away = { (value: Double) in abs(value) < tiny ? tiny : value }
    var ratio = 1.0
    var inverse = 1 / away(1 - (a + b) * x / (a + 1))
    var result = inverse
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      inverse = 1 / away(1 + even * inverse)
      ratio = away(1 + even / ratio)
      result *= inverse * ratio
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      inverse = 1 / away(1 + odd * inverse)
      ratio = away(1 + odd / ratio)
      let factor = inverse * ratio
      result *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return result
  }
}
