// What the attacker on crossed tables gains from a solver: the least and the most that a hidden count can
// be when all sums of all releases are looked at together, and not one after the other.

import Findings
import LinearProgramming

extension CrossedAttacker {
  /// Sums that are printed at one level of a role and not at another: groups of a finer level come to those
  /// above them, whichever release printed which.
  func connect(
    _ dimension: CrossedDimension, _ indicator: String, changed: Changed = { _, _, _ in 8 }
  ) {
    for (parent, group) in (dimension.levels.first ?? []).enumerated() {
      let key = CrossedKey([.init(role: dimension.role, level: 1, group: group.id)])
      guard places.contains(where: { $0["\(indicator) \(key)"] != nil }) else { continue }
      let children = dimension.groups.indices.filter { dimension.above[0][$0] == parent }.map {
        CrossedKey([.init(role: dimension.role, group: dimension.groups[$0].id)])
      }
      for key in [key] + children { _ = own(indicator, key, changed) }
      addSum(key, children, indicator)
    }
  }

  /// The least and the most that a count can be by linear programming over everything that was read, as
  /// whole numbers; nil where the solver does not say.
  func extremes(_ variable: Int) -> AttackerRange? {
    let open = ranges.indices.filter { ranges[$0].low < ranges[$0].high }
    guard let place = open.firstIndex(of: variable) else { return ranges[variable] }
    guard let program = program(open) else { return nil }
    let lower = open.map { Double(ranges[$0].low) }
    let upper = open.map { Double(ranges[$0].high) }
    var ends: [Double] = []
    for sign in [1.0, -1.0] {
      var objective = [Double](repeating: 0, count: open.count)
      objective[place] = sign
      guard
        case .optimal(let values) = program.solve(
          lower: lower, upper: upper, objective: objective, steps: 20_000)
      else { return nil }
      ends.append(values[place])
    }
    return AttackerRange(
      low: Int((ends[0] - 1e-6).rounded(.up)), high: Int((ends[1] + 1e-6).rounded(.down)))
  }

  private func program(_ open: [Int]) -> LinearProgram? {
    var columns = [Int?](repeating: nil, count: ranges.count)
    for (column, variable) in open.enumerated() { columns[variable] = column }
    let add = { (terms: [(variable: Int, factor: Int)], lower: Int, upper: Int?) -> LinearRow? in
      var known = 0
      var factors: [Int: Int] = [:]
      for term in terms {
        if let column = columns[term.variable] {
          factors[column, default: 0] += term.factor
        } else {
          known += term.factor * self.ranges[term.variable].low
        }
      }
      let kept = factors.filter { $0.value != 0 }.sorted { $0.key < $1.key }
      guard !kept.isEmpty else { return nil }
      return LinearRow(
        kept.map { LinearTerm($0.key, Double($0.value)) }, lower: Double(lower - known),
        upper: upper.map { Double($0 - known) } ?? .infinity)
    }
    let rows =
      sums.compactMap { sum in
        add([(sum[0], 1)] + sum.dropFirst().map { ($0, -1) }, 0, 0)
      } + changes.compactMap { add($0.map { ($0, 1) }, 8, nil) }
    return LinearProgram(columns: open.count, rows: rows)
  }
}
