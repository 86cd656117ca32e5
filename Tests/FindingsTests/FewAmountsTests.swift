// Averages of few amounts: whoever reads one finds out of no amount how many gave it where these are 1 to 7.

import Findings
import Surveys
import TestRandomness
import Testing

struct FewAmountsTests {
  /// A printed average as its readers have it.
  private struct Printed: Equatable {
    let base: Int
    let value: Int
    let low: Int
    let high: Int
  }

  /// Written from docs/statistics.md: what so many people for each amount would be printed as, in steps.
  /// Rounded to the step that the figure names, where it does.
  private func print(
    _ counts: [Int], _ amounts: [Double], to step: Double? = nil
  ) -> Printed? {
    let people = counts.reduce(0, +)
    guard people >= 30 else { return nil }
    let all = zip(amounts, counts).flatMap { [Double](repeating: $0, count: $1) }
    guard let interval = MeanInterval(all), let low = interval.low, let high = interval.high
    else { return nil }
    let share = people < 100 ? 0.05 : people < 1000 ? 0.01 : 0.001
    let breadth = (amounts.max() ?? 0) - (amounts.min() ?? 0)
    let nice =
      step ?? [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].first { $0 >= breadth * share - 1e-9 } ?? 100
    return Printed(
      base: (people + 2) / 5 * 5, value: Int((interval.mean / nice + 0.5 + 1e-12).rounded(.down)),
      low: Int((low / nice + 1e-9).rounded(.down)), high: Int((high / nice - 1e-9).rounded(.up)))
  }

  /// For each amount that 1 to 7 people gave the numbers that no world printing the same has; other figures of
  /// the same people have told how many they are.
  private func excluded(
    _ counts: [Int], _ amounts: [Double], to step: Double? = nil
  ) -> Set<Int> {
    guard let printed = print(counts, amounts, to: step) else { return [] }
    var possible = [Set<Int>](repeating: [], count: 3)
    let people = counts.reduce(0, +)
    for first in 0...people {
      for second in 0...(people - first) {
        let world = [first, second, people - first - second]
        if print(world, amounts, to: step) == printed {
          for place in 0..<3 { possible[place].insert(world[place]) }
        }
      }
    }
    var excluded: Set<Int> = []
    for (place, count) in counts.enumerated() where (1...7).contains(count) {
      excluded.formUnion(Set(1...7).subtracting(possible[place]))
    }
    return excluded
  }

  private func indicator(_ rows: [[Int]], _ amounts: [Double]) -> IndicatorCounts {
    let people = rows.map { zip(amounts, $0).flatMap { [Double](repeating: $0, count: $1) } }
    let all = people.flatMap { $0 }
    let scale = AmountKinds(.score, all.map { ($0, 1) })
    let total = Measure(.score, all.map { ($0, 1) }, scale: scale)
    let cell = { (measure: Measure, count: Int) in
      CellCount(
        base: count, count: count, isWithheld: measure.isDominated,
        contributors: measure.contributors)
    }
    return IndicatorCounts(
      id: "score", label: "Score", show: .score, better: .higher, baseKey: "score",
      total: cell(total, all.count), measure: total,
      breakdowns: [
        Breakdown(
          role: "age_band",
          rows: people.enumerated().map { place, own in
            let measure = Measure(.score, own.map { ($0, 1) }, scale: scale)
            let group =
              place == rows.count - 1
              ? BreakdownGroup.notStated : BreakdownGroup(id: "g\(place)", label: "Group \(place)")
            return Breakdown.Row(group, cell(measure, own.count), measure: measure)
          })
      ])
  }

  private func row(_ random: inout SeededGenerator) -> [Int] {
    let weights = (0..<3).map { _ in pow3(Double.random(in: 0.05...1, using: &random)) }
    var counts = [0, 0, 0]
    for _ in 0..<Int.random(in: 30...75, using: &random) {
      var left = Double.random(in: 0..<weights.reduce(0, +), using: &random)
      let place = weights.firstIndex { weight in
        left -= weight
        return left < 0
      }
      counts[place ?? 0] += 1
    }
    return counts
  }

  private func pow3(_ number: Double) -> Double { number * number * number }

  @Test func `whoever reads a score of three amounts cannot tell how few gave one of them`()
    throws
  {
    var (shown, attacked, hidden, further, leaks) = (0, 0, 0, 0, 0)
    for seed in UInt64(1)...60 {
      var random = SeededGenerator(seed: seed &* 6151)
      let amounts = seed.isMultiple(of: 2) ? [0.0, 50, 100] : [0, 5, 10]
      let rows = (0..<4).map { _ in row(&random) }
      let release = try Protection.protect([indicator(rows, amounts)], rule: .standard)
      let printed = release.indicators[0].breakdowns[0].rows
      for (counts, row) in zip(rows, printed) {
        guard !row.figure.isHidden else {
          hidden += 1
          continue
        }
        // One of two amounts alone is rounded as a percentage, and keeps the rules of one.
        if counts.contains(0) { continue }
        let step = try #require(row.figure.roundedTo)
        let own = print(counts, amounts, to: step)
        if step > (amounts.max() ?? 0) * (counts.reduce(0, +) < 100 ? 0.05 : 0.01) { further += 1 }
        let value = row.figure.value.map { Int(($0 / step).rounded()) }
        #expect(value == own?.value && row.figure.base == own?.base, "seed \(seed)")
        shown += 1
        guard counts.contains(where: (1...7).contains) else { continue }
        attacked += 1
        if !excluded(counts, amounts, to: step).isEmpty { leaks += 1 }
      }
    }
    #expect(leaks == 0)
    #expect(
      shown > 50 && attacked > 30 && further > 15,
      "\(shown) \(attacked) \(hidden) \(further)")
  }

  @Test func `shown whatever they tell, scores of three amounts would give numbers away`() {
    var leaks = 0
    for seed in UInt64(1)...20 {
      var random = SeededGenerator(seed: seed &* 6151)
      let counts = row(&random)
      if !excluded(counts, [0, 50, 100]).isEmpty { leaks += 1 }
    }
    #expect(leaks > 3)
  }

  @Test func `a figure on a scale of few steps says what it is rounded to, and others do not`()
    throws
  {
    let rows = [[20, 25, 30], [25, 20, 20], [30, 30, 30]]
    let release = try Protection.protect([indicator(rows, [0, 50, 100])], rule: .standard)
    let figures = release.indicators[0].breakdowns[0].rows.map(\.figure)
    #expect(figures.map(\.roundedTo) == [5, 5, 5])
    #expect(release.indicators[0].total.roundedTo == 1)
    let empty = try Protection.protect(
      [indicator([[20, 25, 30], [0, 0, 0]], [0, 50, 100])], rule: .standard)
    #expect(empty.indicators[0].breakdowns[0].rows[1].figure.roundedTo == nil)
    let hours = (0..<80).map { (amount: Double($0) * 1.5, per: 1.0) }
    let measure = Measure(.mean, hours)
    let cell = CellCount(base: 80, count: 80)
    let figure = PublishedFigure(cell, show: .mean, rule: .standard, measure: measure)
    #expect(figure.roundedTo == nil && figure.value == 59.3)
  }
}
