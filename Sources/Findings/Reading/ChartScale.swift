// The axis of a chart: where it begins and ends, and its round numbers.

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
    let least = min(0, numbers.min() ?? 0)
    let most = max(numbers.max() ?? 1, least + 1e-9)
    let step = Self.step(most - least)
    lowest = (least / step).rounded(.down) * step
    highest = max((most / step).rounded(.up) * step, lowest + step)
    let count = Int(((highest - lowest) / step).rounded())
    ticks = (0...count).map { [lowest] in lowest + Double($0) * step }
  }

  /// 1, 2 or 5 times a power of ten, so that there are at most six steps.
  private static func step(_ range: Double) -> Double {
    var step = 1.0
    while step * 6 < range { step *= 10 }
    while step / 10 * 6 >= range { step /= 10 }
    for part in [0.2, 0.5] where step * part * 6 >= range { return step * part }
    return step
  }

  /// The place of a number between 0 and 1; what lies outside is put at the end.
  func place(_ number: Double) -> Double {
    min(1, max(0, (number - lowest) / (highest - lowest)))
  }
}
