// Steps that figures are rounded to: 1, 2 or 5 with noughts before or behind.

internal import Foundation

/// A step of 1, 2 or 5 times a power of ten.
struct DecimalStep: Sendable, Hashable {
  private let digit: Double
  private let power: Int

  /// A power of ten: -1 is one decimal.
  init(power: Int) { (digit, self.power) = (1, power) }

  /// The smallest that is at least the amount, which is above 0; less the noise of its calculation.
  init(atLeast amount: Double) {
    let power = Int(log10(amount).rounded(.down))
    let part = amount / pow(10, Double(power))
    let digit = [1.0, 2, 5].first { $0 >= part * (1 - 1e-9) }
    (self.digit, self.power) = (digit ?? 1, digit == nil ? power + 1 : power)
  }

  /// The step so many places further in 1, 2, 5, 10, 20, 50 …
  func coarser(by places: Int) -> DecimalStep {
    (0..<places).reduce(self) { step, _ in DecimalStep(atLeast: step.size * 1.5) }
  }

  /// The step as a number.
  var size: Double { power < 0 ? digit / pow(10, Double(-power)) : digit * pow(10, Double(power)) }

  /// A number rounded to the step by the rule; a billionth of a step absorbs the noise of its calculation at
  /// interval ends, which are rounded outward.
  func rounded(_ number: Double, _ rule: FloatingPointRoundingRule) -> Double {
    let noise = Self.noise(rule)
    let scale = pow(10, Double(abs(power)))
    return power < 0
      ? (number * scale / digit + noise).rounded(rule) * digit / scale
      : (number / scale / digit + noise).rounded(rule) * digit * scale
  }

  /// What absorbs the noise of a calculation where an end is rounded outward, in steps.
  static func noise(_ rule: FloatingPointRoundingRule) -> Double {
    rule == .up ? -1e-9 : rule == .down ? 1e-9 : 0
  }
}
