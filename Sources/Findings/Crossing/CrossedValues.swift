// The values that a cell must be able to have, and how many of the worlds found so far have each.

/// A cell that must be able to have every value that the rule hides.
struct CrossedValues {
  let column: Int
  let values: ClosedRange<Int>
  private let truth: Int
  private var found: [Int]
  /// From the smallest to the largest value of any world since all was forgotten.
  private(set) var seen: ClosedRange<Int>

  /// Nothing is known but the true value.
  init(column: Int, values: ClosedRange<Int>, truth: Int) {
    (self.column, self.values, self.truth) = (column, values, truth)
    (found, seen) = ([], truth...truth)
    forget()
  }

  /// Values that no world has.
  var missing: [Int] { values.filter(isMissing) }

  /// The same, those farthest from the true one first.
  var missingByDistance: [Int] {
    missing.sorted { abs($0 - truth) > abs($1 - truth) }
  }

  func isMissing(_ value: Int) -> Bool { found[value - values.lowerBound] == 0 }

  /// Counts worlds that have a value, or forgets them.
  mutating func count(_ value: Int, _ worlds: Int) {
    if worlds > 0 { seen = min(seen.lowerBound, value)...max(seen.upperBound, value) }
    if values.contains(value) { found[value - values.lowerBound] += worlds }
  }

  /// Back to the true world alone.
  mutating func forget() {
    (found, seen) = ([Int](repeating: 0, count: values.count), truth...truth)
    count(truth, 1)
  }
}
