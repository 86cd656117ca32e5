// What every column may be by going from sum to sum, without a solver. It may reject, never certify:
// what lies outside cannot be, what lies inside need not be possible.

/// The sums of a model, ready to be gone through again and again.
struct CrossedBounds {
  /// The least and the most that each column may be.
  struct Ranges {
    var lower: [Int]
    var upper: [Int]

    func contains(_ value: Int, _ column: Int) -> Bool {
      lower[column] <= value && value <= upper[column]
    }
  }

  private struct Sum {
    let columns: [Int]
    let factors: [Int]
    let lower: Int
    let upper: Int
  }

  /// How often a sum is gone through at most: bounds that creep are left where they are.
  private static let rounds = 30

  private let sums: [Sum]
  private let sumsOfColumn: [[Int]]

  init(_ model: CrossedModel) {
    sums = (model.equations + model.implied).map { equation in
      Sum(
        columns: equation.terms.map(\.column), factors: equation.terms.map(\.factor),
        lower: equation.lower, upper: equation.upper)
    }
    var sumsOfColumn = [[Int]](repeating: [], count: model.truth.count)
    for (place, sum) in sums.enumerated() {
      for column in sum.columns { sumsOfColumn[column].append(place) }
    }
    self.sumsOfColumn = sumsOfColumn
  }

  /// The ranges narrowed as far as the sums of the columns that changed, and what follows from these,
  /// narrow them; all sums where no columns are named. Nil where nothing is left of one.
  func narrowed(_ ranges: Ranges, from changed: [Int]? = nil) -> Ranges? {
    var ranges = ranges
    var isOpen = [Bool](repeating: false, count: sums.count)
    var open: [Int] = []
    if let changed {
      for column in changed {
        for sum in sumsOfColumn[column] where !isOpen[sum] {
          isOpen[sum] = true
          open.append(sum)
        }
      }
    } else {
      open = sums.indices.filter { place in
        sums[place].columns.contains { ranges.lower[$0] < ranges.upper[$0] }
      }
      for sum in open { isOpen[sum] = true }
    }
    var left = max(2_000, open.count * Self.rounds)
    var next = 0
    while next < open.count, left > 0 {
      let place = open[next]
      next += 1
      left -= 1
      isOpen[place] = false
      guard let narrower = narrow(sums[place], &ranges) else { return nil }
      for column in narrower {
        for sum in sumsOfColumn[column] where !isOpen[sum] {
          isOpen[sum] = true
          open.append(sum)
        }
      }
    }
    return ranges
  }

  /// The columns whose range a sum makes narrower; nil where nothing is left of one.
  private func narrow(_ sum: Sum, _ ranges: inout Ranges) -> [Int]? {
    var (least, most) = (0, 0)
    for (column, factor) in zip(sum.columns, sum.factors) {
      least += factor > 0 ? ranges.lower[column] : -ranges.upper[column]
      most += factor > 0 ? ranges.upper[column] : -ranges.lower[column]
    }
    guard least <= sum.upper, sum.lower <= most else { return nil }
    var narrower: [Int] = []
    for (column, factor) in zip(sum.columns, sum.factors) {
      let (low, high) = (ranges.lower[column], ranges.upper[column])
      if low == high { continue }
      // Without this column the others come to `least - own` at least and `most - own` at most.
      let above = sum.upper - (least - (factor > 0 ? low : -high))
      let below = sum.lower - (most - (factor > 0 ? high : -low))
      let newLow = max(low, factor > 0 ? below : -above)
      let newHigh = min(high, factor > 0 ? above : -below)
      guard newLow <= newHigh else { return nil }
      guard newLow > low || newHigh < high else { continue }
      (ranges.lower[column], ranges.upper[column]) = (newLow, newHigh)
      least += factor > 0 ? newLow - low : high - newHigh
      most += factor > 0 ? newHigh - high : low - newLow
      narrower.append(column)
    }
    return narrower
  }
}
