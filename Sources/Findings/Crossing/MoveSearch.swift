// Looks for a world without a solver: a count is changed, and what does not add up any more is mended one
// count after another, until all adds up. Most worlds are a few people moved around a few cells.

/// Searches for worlds near the true one. What it finds is a world in whole numbers like any other, and is
/// checked like any other; where it finds none the solver is asked.
final class MoveSearch {
  private struct Equation {
    let columns: [Int]
    let factors: [Int]
    /// How far its sum may be from the true one.
    let low: Int
    let high: Int
  }

  /// How often it begins anew, and how many counts it changes each time.
  private static let trials = 6
  private static let changes = 120

  private let truth: [Int]
  private let equations: [Equation]
  private let equationsOfColumn: [[(equation: Int, factor: Int)]]
  private var moved: [Int]
  private var sums: [Int]
  /// When a column was changed last.
  private var changedAt: [Int]
  private var touchedColumns: [Int] = []
  private var touchedEquations: [Int] = []
  /// Sums that may not be right.
  private var open: [Int] = []
  private var time = 0
  // Every machine finds the same.
  private var random = SplitMix64(seed: 0x9E37_79B9_7F4A_7C15)

  init(_ model: CrossedModel) {
    truth = model.truth
    equations = model.equations.map { equation in
      let sum = equation.terms.reduce(0) { $0 + $1.factor * model.truth[$1.column] }
      return Equation(
        columns: equation.terms.map(\.column), factors: equation.terms.map(\.factor),
        low: equation.lower - sum, high: equation.upper - sum)
    }
    var places = [[(equation: Int, factor: Int)]](repeating: [], count: model.truth.count)
    for (place, equation) in equations.enumerated() {
      for (column, factor) in zip(equation.columns, equation.factors) {
        places[column].append((place, factor))
      }
    }
    equationsOfColumn = places
    moved = [Int](repeating: 0, count: model.truth.count)
    changedAt = [Int](repeating: -1, count: model.truth.count)
    sums = [Int](repeating: 0, count: equations.count)
  }

  /// A world within ranges in which a column has a value; nil where none was found.
  func world(
    _ column: Int, _ value: Int, within ranges: CrossedBounds.Ranges
  ) -> CrossedWorld? {
    defer { forget() }
    for _ in 0..<Self.trials where isMended(column, value, ranges, ranges) { return found }
    return nil
  }

  /// Worlds in which a column has a value, some of its columns lying outside `ranges` but within those that
  /// there would be with more hidden; as few of them as it can.
  func worlds(
    _ column: Int, _ value: Int, within ranges: CrossedBounds.Ranges,
    orWithin widest: CrossedBounds.Ranges
  ) -> [CrossedWorld] {
    defer { forget() }
    return (0..<(2 * Self.trials)).compactMap { _ in
      isMended(column, value, ranges, widest) ? found : nil
    }
  }

  private func isMended(
    _ column: Int, _ value: Int, _ ranges: CrossedBounds.Ranges, _ widest: CrossedBounds.Ranges
  ) -> Bool {
    forget()
    change(column, by: value - truth[column])
    return mend(keeping: column, ranges, widest)
  }

  private var found: CrossedWorld {
    CrossedWorld(
      Set(touchedColumns).sorted().filter { moved[$0] != 0 }.map { ($0, truth[$0] + moved[$0]) })
  }

  private func forget() {
    for column in touchedColumns { (moved[column], changedAt[column]) = (0, -1) }
    for equation in touchedEquations { sums[equation] = 0 }
    touchedColumns.removeAll(keepingCapacity: true)
    touchedEquations.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    time = 0
  }

  private func change(_ column: Int, by amount: Int) {
    moved[column] += amount
    changedAt[column] = time
    touchedColumns.append(column)
    for (equation, factor) in equationsOfColumn[column] {
      sums[equation] += factor * amount
      touchedEquations.append(equation)
      open.append(equation)
    }
  }

  /// By how much a sum is too large, or too small where it is negative.
  private func excess(_ equation: Int, _ sum: Int) -> Int {
    let own = equations[equation]
    return sum > own.high ? sum - own.high : sum < own.low ? sum - own.low : 0
  }

  /// Changes counts until every sum is right; false where that takes too long.
  private func mend(
    keeping fixed: Int, _ ranges: CrossedBounds.Ranges, _ widest: CrossedBounds.Ranges
  ) -> Bool {
    while time < Self.changes {
      time += 1
      guard let equation = nextBroken() else { return true }
      guard let (column, amount) = best(equation, keeping: fixed, ranges, widest) else {
        return false
      }
      change(column, by: amount)
    }
    return false
  }

  /// A sum that is not right, the latest to be broken first.
  private func nextBroken() -> Int? {
    while let last = open.last {
      if excess(last, sums[last]) != 0 { return last }
      open.removeLast()
    }
    return nil
  }

  /// The change of one column of a broken sum that leaves the least broken.
  private func best(
    _ equation: Int, keeping fixed: Int, _ ranges: CrossedBounds.Ranges,
    _ widest: CrossedBounds.Ranges
  ) -> (column: Int, amount: Int)? {
    let excess = excess(equation, sums[equation])
    let own = equations[equation]
    var best: (column: Int, amount: Int)?
    var (least, alike) = (Int.max, 0)
    for (place, column) in own.columns.enumerated() where column != fixed {
      let (low, high) = (widest.lower[column], widest.upper[column])
      if low == high || (changedAt[column] >= 0 && time - changedAt[column] < 6) { continue }
      let now = truth[column] + moved[column]
      let wanted = min(max(now - excess * own.factors[place], low), high) - now
      if wanted == 0 { continue }
      var broken = moved[column] == 0 ? 1 : 0
      // What is shown may have to be hidden for it.
      if !ranges.contains(now + wanted, column), ranges.contains(now, column) {
        broken += 3 * Int(wanted.magnitude)
      }
      for (other, factor) in equationsOfColumn[column] {
        let before = self.excess(other, sums[other]).magnitude
        let after = self.excess(other, sums[other] + factor * wanted).magnitude
        broken += 4 * (Int(after) - Int(before))
      }
      if broken > least { continue }
      alike = broken < least ? 1 : alike + 1
      if broken < least || random.next() % UInt64(alike) == 0 {
        (best, least) = ((column, wanted), broken)
      }
    }
    return best
  }
}
