// Averages of which some rows are hidden: whoever takes what is shown from the total finds out of no row how
// few gave an amount.

import Findings
import Surveys
import TestRandomness
import Testing

struct HiddenAmountsTests {
  private struct Printed: Hashable {
    let base: Int
    let value: Int
    let low: Int
    let high: Int
  }

  private static let amounts = [0.0, 50, 100]

  /// Written from docs/statistics.md: what so many people for each amount would be printed as, in steps.
  private func print(_ counts: [Int], _ step: Double) -> Printed? {
    let people = counts.reduce(0, +)
    guard people >= 30, counts.count(where: { $0 > 0 }) > 2,
      !(1...7).contains(people - (counts.max() ?? 0))
    else { return nil }
    let n = Double(people)
    let sums = zip(Self.amounts, counts).reduce((0.0, 0.0)) {
      ($0.0 + $1.0 * Double($1.1), $0.1 + $1.0 * $1.0 * Double($1.1))
    }
    let mean = sums.0 / n
    let error =
      (max(0, sums.1 - sums.0 * mean) / (n - 1) / n).squareRoot() * AttackerQuantile.value(people)
    return Printed(
      base: (people + 2) / 5 * 5, value: Int((mean / step + 0.5 + 1e-12).rounded(.down)),
      low: Int(((mean - error) / step + 1e-9).rounded(.down)),
      high: Int(((mean + error) / step - 1e-9).rounded(.up)))
  }

  /// How many people for each amount print a figure as it is printed.
  private func worlds(_ counts: [Int], _ step: Double) -> [[Int]] {
    let (printed, people) = (print(counts, step), counts.reduce(0, +))
    guard printed != nil else { return [counts] }
    return (0...people).flatMap { first in
      (0...(people - first)).compactMap { second in
        let world = [first, second, people - first - second]
        return print(world, step) == printed ? world : nil
      }
    }
  }

  /// What each number of each row can be for whoever knows how many people each row has.
  private func possible(
    _ rows: [[Int]], _ figures: [PublishedFigure], total: Double
  ) -> [[Set<Int>]] {
    var found = rows.map { _ in [Set<Int>](repeating: [], count: 3) }
    let all = (0..<3).map { place in rows.reduce(0) { $0 + $1[place] } }
    let shown = rows.indices.filter { !figures[$0].isHidden }
    let hidden = rows.indices.filter { figures[$0].isHidden }
    let bases = rows.map { $0.reduce(0, +) }
    // Every sum of shown rows, with which of them can add up to it.
    var sums: [[Int]: [[Set<Int>]]] = [[0, 0, 0]: []]
    for row in shown {
      let own = worlds(rows[row], figures[row].roundedTo ?? 0)
      var next: [[Int]: [[Set<Int>]]] = [:]
      for (sum, held) in sums {
        for world in own {
          let joined = zip(sum, world).map { $0 + $1 }
          var sets =
            next[joined]
            ?? [[Set<Int>]](
              repeating: [[], [], []], count: held.count + 1)
          for (place, known) in held.enumerated() {
            for amount in 0..<3 { sets[place][amount].formUnion(known[amount]) }
          }
          for amount in 0..<3 { sets[held.count][amount].insert(world[amount]) }
          next[joined] = sets
        }
      }
      sums = next
    }
    let people = hidden.reduce(0) { $0 + bases[$1] }
    for whole in worlds(all, total) {
      for (sum, held) in sums {
        let left = zip(whole, sum).map { $0 - $1 }
        guard left.allSatisfy({ $0 >= 0 }), left.reduce(0, +) == people else { continue }
        for (place, row) in shown.enumerated() {
          for amount in 0..<3 { found[row][amount].formUnion(held[place][amount]) }
        }
        for row in hidden {
          for amount in 0..<3 {
            let least = max(0, bases[row] - people + left[amount])
            let most = min(bases[row], left[amount])
            if least <= most { found[row][amount].formUnion(least...most) }
          }
        }
      }
    }
    return found
  }

  private func leaks(_ seeds: ClosedRange<UInt64>, isTotalFine: Bool = false) throws -> (
    found: [String], attacked: Int
  ) {
    var (found, attacked): ([String], Int) = ([], 0)
    for seed in seeds {
      var random = SeededGenerator(seed: seed &* 31)
      let weights = (0..<3).map { _ in Double.random(in: 0.05...1, using: &random) }
      let survey = SurveyScores(
        Int.random(in: 90...130, using: &random), Self.amounts, weights.map { $0 * $0 },
        show: .score, groups: [[6, 5, 2.5, 0.9]], seed: seed)
      let release = try Protection.protect([survey.counts], rule: .standard).indicators[0]
      let figures = release.breakdowns[0].rows.map(\.figure)
      guard !release.total.isHidden, figures.contains(where: { !$0.isHidden }),
        figures.contains(where: \.isHidden)
      else { continue }
      let rows = figures.indices.map { place in
        let own = survey.amounts(0, place)
        return Self.amounts.map { amount in own.count { $0 == amount } }
      }
      let step = isTotalFine ? 0.1 : release.total.roundedTo ?? 0
      let possible = possible(rows, figures, total: step)
      for (place, counts) in rows.enumerated() {
        for amount in 0..<3 where (1...7).contains(counts[amount]) {
          attacked += 1
          let most = min(7, counts.reduce(0, +))
          let missing = Set(1...most).subtracting(possible[place][amount])
          if !missing.isEmpty { found.append("seed \(seed), row \(place), amount \(amount)") }
        }
      }
    }
    return (found, attacked)
  }

  @Test
  func `nobody finds out from a total and its shown rows how few of a hidden one gave an amount`()
    throws
  {
    let (found, attacked) = try leaks(1...60)
    #expect(found == [])
    #expect(attacked > 40, "\(attacked)")
  }

  @Test func `from a total with more decimals it would be found out`() throws {
    #expect(try !leaks(1...40, isTotalFine: true).found.isEmpty)
  }
}
