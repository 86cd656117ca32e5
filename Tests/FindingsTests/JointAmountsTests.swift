// Averages of the same people by two roles: whoever reads both finds out of no amount how few gave it.

import Findings
import Surveys
import TestRandomness
import Testing

struct JointAmountsTests {
  private struct Printed: Hashable {
    let base: Int
    let value: Int
    let low: Int
    let high: Int
    let step: Double
  }

  private static let amounts = [0.0, 50, 100]

  /// Written from docs/statistics.md: what so many people for each amount would be printed as, in steps.
  private func print(_ counts: [Int], _ step: Double) -> Printed? {
    let people = counts.reduce(0, +)
    guard people >= 30 else { return nil }
    let n = Double(people)
    let sums = zip(Self.amounts, counts).reduce((0.0, 0.0)) {
      ($0.0 + $1.0 * Double($1.1), $0.1 + $1.0 * $1.0 * Double($1.1))
    }
    let mean = sums.0 / n
    let error =
      (max(0, sums.1 - sums.0 * mean) / (n - 1) / n).squareRoot()
      * AttackerQuantile.value(people)
    return Printed(
      base: (people + 2) / 5 * 5, value: Int((mean / step + 0.5 + 1e-12).rounded(.down)),
      low: Int(((mean - error) / step + 1e-9).rounded(.down)),
      high: Int(((mean + error) / step - 1e-9).rounded(.up)), step: step)
  }

  /// Whether the rules would show such people.
  private func isShown(_ counts: [Int]) -> Bool {
    let unlike = counts.reduce(0, +) - (counts.max() ?? 0)
    return counts.count(where: { $0 > 0 }) > 2 && !(1...7).contains(unlike)
  }

  /// Every number of people for each amount that prints a row as it is printed; how many they are in all other
  /// figures have told.
  private func worlds(_ counts: [Int], _ step: Double) -> Set<[Int]> {
    guard let printed = print(counts, step) else { return [] }
    let people = counts.reduce(0, +)
    var found: Set<[Int]> = []
    for first in 0...people {
      for second in 0...(people - first) {
        let world = [first, second, people - first - second]
        if isShown(world), print(world, step) == printed { found.insert(world) }
      }
    }
    return found
  }

  private func sums(_ rows: [Set<[Int]>], printed: Printed?, _ step: Double) -> Set<[Int]> {
    var found: Set<[Int]> = []
    for one in rows[0] {
      for other in rows[1] {
        let sum = zip(one, other).map { $0 + $1 }
        if print(sum, step) == printed { found.insert(sum) }
      }
    }
    return found
  }

  /// People by two roles of two groups, and what each gave.
  private func people(_ seed: UInt64) -> [[[Int]]] {
    var random = SeededGenerator(seed: seed &* 7919)
    var roles = [[[Int]]](repeating: [[0, 0, 0], [0, 0, 0]], count: 2)
    let shares = (0..<3).map { _ in Double.random(in: 0.3...0.7, using: &random) }
    for row in 0..<2 {
      let weights = (0..<3).map { _ in
        let share = Double.random(in: 0.05...1, using: &random)
        return share * share * share
      }
      for _ in 0..<Int.random(in: 32...70, using: &random) {
        var left = Double.random(in: 0..<weights.reduce(0, +), using: &random)
        let amount =
          weights.firstIndex {
            left -= $0
            return left < 0
          } ?? 0
        roles[0][row][amount] += 1
        roles[1][Double.random(in: 0..<1, using: &random) < shares[amount] ? 0 : 1][amount] += 1
      }
    }
    return roles
  }

  private func indicator(_ roles: [[[Int]]]) -> IndicatorCounts {
    let pairs = { (counts: [Int]) in
      zip(Self.amounts, counts).flatMap {
        [(amount: Double, per: Double)](repeating: ($0, 1), count: $1)
      }
    }
    let all = roles[0].flatMap(pairs)
    let scale = AmountKinds(.score, all)
    let cell = { (measure: Measure, count: Int) in
      CellCount(
        base: count, count: count, isWithheld: measure.isDominated,
        contributors: measure.contributors)
    }
    let total = Measure(.score, all, scale: scale)
    return IndicatorCounts(
      id: "score", label: "Score", show: .score, better: .higher, baseKey: "score",
      total: cell(total, all.count), measure: total,
      breakdowns: roles.enumerated().map { role, rows in
        Breakdown(
          role: "role_\(role)",
          rows: rows.enumerated().map { place, counts in
            let own = pairs(counts)
            let measure = Measure(.score, own, scale: scale)
            return Breakdown.Row(
              BreakdownGroup(id: "g\(place)", label: "Group \(place)"), cell(measure, own.count),
              measure: measure)
          } + [
            Breakdown.Row(
              .notStated, CellCount(base: 0, count: 0), measure: Measure(.score, [], scale: scale))
          ])
      })
  }

  @Test func `nobody finds out from the rows of two roles together how few gave an amount`() throws
  {
    var (attacked, hidden, leaks) = (0, 0, [String]())
    for seed in UInt64(1)...300 {
      let roles = people(seed)
      guard roles.joined().allSatisfy({ !$0.contains(0) }) else { continue }
      let release = try Protection.protect([indicator(roles)], rule: .standard).indicators[0]
      // Sums of shown rows alone are narrowed here.
      guard release.breakdowns.allSatisfy({ $0.rows.allSatisfy { !$0.figure.isHidden } }) else {
        hidden += 1
        continue
      }
      let own = zip(roles, release.breakdowns).map { rows, printed in
        zip(rows, printed.rows).map { worlds($0, $1.figure.roundedTo ?? 0) }
      }
      let step = release.total.roundedTo ?? 0
      let all = zip(roles[0][0], roles[0][1]).map { $0 + $1 }
      let totals = own.map { sums($0, printed: print(all, step), step) }
      let both = totals[0].intersection(totals[1])
      for (role, rows) in roles.enumerated() {
        for (place, counts) in rows.enumerated() {
          let (mine, others) = (own[role][place], own[role][1 - place])
          let left = mine.filter { world in
            both.contains { total in others.contains(zip(total, world).map { $0 - $1 }) }
          }
          for amount in 0..<3 where (1...7).contains(counts[amount]) {
            attacked += 1
            if !Set(1...7).isSubset(of: Set(left.map { $0[amount] })) {
              leaks.append("seed \(seed), role \(role), row \(place), amount \(amount)")
            }
          }
        }
      }
    }
    #expect(leaks == [])
    #expect(attacked > 5 && hidden > 20, "\(attacked) \(hidden)")
  }
}

/// Quantiles of t, taken from an interval that is known to be held against other libraries.
enum AttackerQuantile {
  private static let known: [Double] = (0...400).map { people in
    guard people > 1 else { return 0 }
    let numbers = (0..<people).map { Double($0) }
    guard let interval = MeanInterval(numbers), let high = interval.high else { return 0 }
    let n = Double(people)
    return (high - interval.mean) / ((n * n - 1) / 12 * n / (n - 1) / n).squareRoot()
  }

  static func value(_ people: Int) -> Double { known[people] }
}
