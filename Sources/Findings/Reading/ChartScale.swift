// The axis of a chart: where it begins and ends, and its round numbers.

internal import Foundation

/// A scale from a lowest to a highest number, with ticks between.
struct ChartScale {
  let lowest: Double
  let highest: Double
  let ticks: [Double]

  /// 0 to 100 for percentages; for anything else round numbers around all that is shown.
  init(_ numbers: [Double], isPercent: Bool) {
    guard !isPercent else {
      (lowest, highest) = (0, 100)
      ticks = [0, 25, 50, 75, 100]
      return
    }
    // Bars begin at 0, so the scale has it.
    let (least, most) = (min(0, numbers.min() ?? 0), max(0, numbers.max() ?? 0))
    let step = Step(over: most > least ? most - least : 1)
    let first = (least / step.number(1)).rounded(.down)
    let last = max((most / step.number(1)).rounded(.up), first + 1)
    ticks = stride(from: first, through: last, by: 1).map(step.number)
    (lowest, highest) = (step.number(first), step.number(last))
  }

  /// 1, 2 or 5 times a power of ten, so that there are at most six steps.
  private struct Step {
    private var digit = 1.0
    private var power = 0

    init(over range: Double) {
      while pow(10, Double(power)) * 6 < range { power += 1 }
      while pow(10, Double(power - 1)) * 6 >= range { power -= 1 }
      for smaller in [2.0, 5] where smaller * pow(10, Double(power - 1)) * 6 >= range {
        (digit, power) = (smaller, power - 1)
        break
      }
    }

    /// So many steps. Tenths and smaller are divided by a whole number, which leaves no noise.
    func number(_ count: Double) -> Double {
      let scale = pow(10, Double(abs(power)))
      return power < 0 ? count * digit / scale : count * digit * scale
    }
  }

  /// The place of a number between 0 and 1; what lies outside is put at the end.
  func place(_ number: Double) -> Double {
    min(1, max(0, (number - lowest) / (highest - lowest)))
  }
}
