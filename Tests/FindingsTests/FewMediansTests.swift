// Medians: whoever reads one with its interval finds out of no number how few people gave it.

import Findings
import Surveys
import TestRandomness
import Testing

struct FewMediansTests {
  /// The largest d of which fewer than d of n fair tosses come up with a chance of 2.5% at most.
  private func rank(_ people: Int) -> Int {
    var chance = 1.0
    for _ in 0..<people { chance /= 2 }
    var (sum, rank) = (chance, 0)
    while sum <= 0.025 {
      rank += 1
      chance = chance * Double(people - rank + 1) / Double(rank)
      sum += chance
    }
    return rank
  }

  /// Written from docs/statistics.md: what is printed, as base, low, median and high. `apart` people and more
  /// stand between an end and the median.
  private func print(_ counts: [Int], _ amounts: [Double], apart: Int) -> [Double]? {
    let people = counts.reduce(0, +)
    guard people >= 30 else { return nil }
    let all = zip(amounts, counts).flatMap { [Double](repeating: $0, count: $1) }
    let rank = min(rank(people), (people + 1) / 2 - apart - 1)
    let middle = (all[(people + 1) / 2 - 1] + all[people / 2]) / 2
    return [Double((people + 2) / 5 * 5), all[rank - 1], middle, all[people - rank]]
  }

  /// For each amount that 1 to 7 people gave the numbers of people that no world printing the same has.
  private func excluded(_ counts: [Int], _ amounts: [Double], apart: Int = 7) -> Set<Int> {
    let printed = print(counts, amounts, apart: apart)
    let people = counts.reduce(0, +)
    var possible = [Set<Int>](repeating: [], count: counts.count)
    // Other figures of the same people have told how many they are.
    for first in 0...people {
      for second in 0...(people - first) {
        let world = [first, second, people - first - second]
        if print(world, amounts, apart: apart) == printed {
          for (place, count) in world.enumerated() { possible[place].insert(count) }
        }
      }
    }
    return counts.enumerated().reduce(into: []) { found, item in
      guard (1...7).contains(item.element) else { return }
      found.formUnion(Set(1...7).subtracting(possible[item.offset]))
    }
  }

  private func row(_ random: inout SeededGenerator, _ people: ClosedRange<Int>) -> [Int] {
    var counts = [0, 0, 0]
    let few = Int.random(in: 0..<3, using: &random)
    counts[few] = Int.random(in: 1...7, using: &random)
    let rest = Int.random(in: people, using: &random) - counts[few]
    let first = Int.random(in: 1..<rest, using: &random)
    counts[(few + 1) % 3] = first
    counts[(few + 2) % 3] = rest - first
    return counts
  }

  private func indicator(_ roles: [[[Int]]], _ amounts: [Double]) -> IndicatorCounts {
    let numbers = { (counts: [Int]) in
      zip(amounts, counts).flatMap {
        [(amount: Double, per: Double)](repeating: ($0, 1), count: $1)
      }
    }
    let cell = { (measure: Measure, people: Int) in
      CellCount(
        base: people, count: people, isWithheld: people > 0 && measure.isDominated,
        contributors: measure.contributors)
    }
    let all = roles[0].flatMap(numbers)
    let total = Measure(.median, all)
    return IndicatorCounts(
      id: "median", label: "Median", show: .median, better: .higher, baseKey: "median",
      total: cell(total, all.count), measure: total,
      breakdowns: roles.enumerated().map { role, rows in
        Breakdown(
          role: "role_\(role)",
          rows: (rows + [[0, 0, 0]]).enumerated().map { place, counts in
            let measure = Measure(.median, numbers(counts))
            let group =
              place == rows.count
              ? BreakdownGroup.notStated : BreakdownGroup(id: "g\(place)", label: "Group \(place)")
            return Breakdown.Row(group, cell(measure, counts.reduce(0, +)), measure: measure)
          })
      })
  }

  @Test func `whoever reads a median of few numbers cannot tell how few gave one of them`() throws {
    var (attacked, hidden, leaks) = (0, 0, [String]())
    for seed in UInt64(1)...80 {
      var random = SeededGenerator(seed: seed &* 5413)
      let amounts = seed.isMultiple(of: 2) ? [0.0, 50, 100] : [1, 2, 3]
      let rows = (0..<3).map { _ in row(&random, 30...60) }
      let release = try Protection.protect([indicator([rows], amounts)], rule: .standard)
      for (counts, row) in zip(rows, release.indicators[0].breakdowns[0].rows) {
        guard !row.figure.isHidden else {
          hidden += 1
          continue
        }
        let printed = print(counts, amounts, apart: 7)
        let figure = row.figure
        let shown = [figure.base.map { Double($0) }, figure.low, figure.value, figure.high]
        #expect(shown.compactMap { $0 } == printed, "seed \(seed)")
        attacked += 1
        if !excluded(counts, amounts).isEmpty { leaks.append("seed \(seed) \(counts)") }
      }
    }
    #expect(leaks == [])
    #expect(attacked > 40, "\(attacked) \(hidden)")
  }

  @Test func `with Conover's interval, medians of few people would give numbers of people away`() {
    // Half of 30, or of 32, gave 0, and at least ten 100: at most five or six gave 50.
    #expect(excluded([15, 4, 11], [0, 50, 100], apart: 0).contains(7))
    var leaks = 0
    for seed in UInt64(1)...40 {
      var random = SeededGenerator(seed: seed &* 5413)
      if !excluded(row(&random, 30...60), [0, 50, 100], apart: 0).isEmpty { leaks += 1 }
    }
    #expect(leaks > 0)
  }

  @Test func `the median of hundreds of people is printed with the interval of the books`() throws {
    let rows = [[200, 100, 200], [150, 120, 160]]
    let release = try Protection.protect([indicator([rows], [1, 2, 3])], rule: .standard)
    let figures = release.indicators[0].breakdowns[0].rows.map(\.figure)
    #expect(figures[0].low == 2 || figures[0].low == 1)
    #expect(!figures[0].isHidden && !figures[1].isHidden)
  }
}
