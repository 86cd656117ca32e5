// The shifts that a set of rows can absorb together: every reachable sum, by exact enumeration of
// the bases, with the counts as boxes (a row's counts run without gaps once its base is given).

/// Reachable sums of shifts over some rows.
struct ShiftSums: Sendable {
  /// A box of sums of count shifts, one range per indicator.
  typealias Box = [ShiftRange]

  // At place p stand the boxes of the base sum p - reach: an array, so that the order in which
  // boxes are tried, and with it the result, is the same in every run.
  private var boxes: [[Box]]
  private let reach: Int
  /// How many sums were tried so far.
  private(set) var steps = 0
  // Leaving a box out can only hide more rows, never fewer, so their number may be bounded.
  private static let boxesKept = 12

  /// The sums over no rows: nothing is shifted. Sums beyond `reach` are not followed.
  init(indicators: Int, reach: Int) {
    boxes = [[Box]](repeating: [], count: 2 * reach + 1)
    boxes[reach] = [[ShiftRange](repeating: ShiftRange(low: 0, high: 0), count: indicators)]
    self.reach = reach
  }

  /// The boxes whose base shifts add up to `base`.
  func boxes(base: Int) -> [Box] {
    abs(base) <= reach ? boxes[base + reach] : []
  }

  /// Adds a row that may shift by any of the options: a base shift with the ranges of its counts.
  mutating func add(_ options: [(base: Int, ranges: Box)]) {
    var sums = [[Box]](repeating: [], count: boxes.count)
    for (place, held) in boxes.enumerated() {
      for option in options where sums.indices.contains(place + option.base) {
        steps += held.count
        for box in held {
          let sum = zip(box, option.ranges).map { one, other in
            ShiftRange(
              low: max(-reach, one.low + other.low), high: min(reach, one.high + other.high))
          }
          // Clipping to the reach empties a range that lies wholly beyond it.
          if sum.contains(where: \.isEmpty) { continue }
          Self.insert(sum, into: &sums[place + option.base])
        }
      }
    }
    boxes = sums
  }

  private static func insert(_ box: Box, into held: inout [Box]) {
    if held.contains(where: { covers($0, box) }) { return }
    held.removeAll { covers(box, $0) }
    held.append(box)
    guard held.count > boxesKept else { return }
    let smallest = held.indices.min { size(held[$0]) < size(held[$1]) }
    if let smallest { held.remove(at: smallest) }
  }

  private static func covers(_ outer: Box, _ inner: Box) -> Bool {
    zip(outer, inner).allSatisfy { $0.low <= $1.low && $0.high >= $1.high }
  }

  private static func size(_ box: Box) -> Int { box.reduce(0) { $0 + $1.high - $1.low } }
}
