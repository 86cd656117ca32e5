// What protects figures of people's numbers: means, medians, totals and ratios.

import Findings
import JSON
import Surveys
import TestRandomness
import Testing

struct MeasureProtectionTests {
  /// A measure by age band, `not_stated` last.
  private func counts(
    _ show: IndicatorShow, _ rows: [[Double]], id: String = "hours", isSensitive: Bool = false
  ) -> IndicatorCounts {
    let measure = { (numbers: [Double]) in Measure(show, numbers.map { (amount: $0, per: 1) }) }
    let cell = { (numbers: [Double]) in
      CellCount(
        base: numbers.count, count: numbers.count,
        isWithheld: measure(numbers).isDominated || isSensitive && Set(numbers).count == 1,
        contributors: isSensitive ? measure(numbers).contributors : nil)
    }
    let all = rows.flatMap { $0 }
    return IndicatorCounts(
      id: id, label: "Hours given", show: show, better: .neither, isSensitive: isSensitive,
      baseKey: id, total: cell(all),
      measure: measure(all),
      breakdowns: [
        Breakdown(
          role: "age_band",
          rows: rows.enumerated().map { place, numbers in
            let group =
              place == rows.count - 1
              ? .notStated : BreakdownGroup(id: "group_\(place)", label: "Group \(place)")
            return Breakdown.Row(group, cell(numbers), measure: measure(numbers))
          })
      ])
  }

  private func numbers(_ count: Int, seed: UInt64 = 1) -> [Double] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double(Int.random(in: 0...10, using: &random)) }
  }

  @Test func `a mean of 30 and more is shown with one decimal and no count`() throws {
    let release = try Protection.protect(
      [counts(.mean, [numbers(120), numbers(60, seed: 2), numbers(40, seed: 3)])],
      rule: .standard)
    let total = release.indicators[0].total
    #expect(total.base == 220 && total.count == nil && total.flags.isEmpty)
    let value = try #require(total.value)
    #expect((value * 10).rounded() == value * 10)
    let (low, high) = (try #require(total.low), try #require(total.high))
    #expect(low < value && value < high)
    #expect(hiddenRows(release.indicators[0]).isEmpty)
  }

  @Test func `R15 a row under 30 is hidden with so many that 30 people cannot be told apart`()
    throws
  {
    let rows = [numbers(200), numbers(29, seed: 2), numbers(80, seed: 3), numbers(0)]
    let release = try Protection.protect([counts(.mean, rows)], rule: .standard)
    // Without the third row the first and the total would give the 29 away.
    #expect(hiddenRows(release.indicators[0]) == [1, 2])
  }

  @Test
  func `R15 whether a few or all of a group gave the same to a sensitive question looks alike`()
    throws
  {
    let rest = [(0..<90).map { Double($0 % 37) }, (0..<90).map { Double($0 % 31) }, []]
    for same in [0.0, 5] {
      let hidden = try [[], [1], [1, 2, 4]].map { (others: [Double]) in
        let young = [Double](repeating: same, count: 46 - others.count) + others
        let release = try Protection.protect(
          [counts(.mean, [young] + rest, isSensitive: true)], rule: .standard)
        return hiddenRows(release.indicators[0])
      }
      #expect(hidden[0].count == 2 && hidden[0].contains(0))
      #expect(hidden.dropFirst().allSatisfy { $0.contains(0) && $0.count == 2 })
    }
  }

  @Test func `rows of a mean that were hidden stay hidden`() throws {
    func changes(_ people: [Int]) -> [RowChange] {
      ["group_0", "group_1", "group_2", "not_stated"].enumerated().map { place, group in
        RowChange(
          row: RowKey(indicator: "hours", role: "age_band", group: group), people: people[place])
      } + [RowChange(row: RowKey(indicator: "hours"), people: people.reduce(0, +))]
    }
    let rows = [numbers(200), numbers(29, seed: 2), numbers(80, seed: 3), []]
    let first = try Protection.protect([counts(.mean, rows)], rule: .standard)
    #expect(hiddenRows(first.indicators[0]) == [1, 2])
    let one = [rows[0], rows[1] + numbers(40, seed: 4), rows[2], []]
    let second = try Protection.protect(
      [counts(.mean, one)], rule: .standard, earlier: [first.audit],
      changes: changes([0, 40, 0, 0]))
    #expect(hiddenRows(second.indicators[0]) == [1, 2])
    let both = [rows[0], one[1], rows[2] + numbers(40, seed: 5), []]
    let third = try Protection.protect(
      [counts(.mean, both)], rule: .standard, earlier: [first.audit],
      changes: changes([0, 40, 40, 0]))
    // The total of the first release left one figure for both: of amounts that only grow it is a bound.
    #expect(hiddenRows(third.indicators[0]) == [1, 2])
  }

  @Test func `R15 one large amount hides its row, and the rows that it would follow from`() throws {
    let rich = numbers(59, seed: 2) + [100_000]
    let release = try Protection.protect(
      [counts(.total, [numbers(200), rich, numbers(80, seed: 3), numbers(40, seed: 4)])],
      rule: .standard)
    #expect(release.indicators[0].total.isHidden)
    #expect(release.indicators[0].breakdowns[0].rows.allSatisfy { $0.figure.isHidden })
    let spread = (0..<60).map { Double($0 * 50) }
    let shown = try Protection.protect(
      [counts(.total, [numbers(200), spread])], rule: .standard)
    #expect(!shown.indicators[0].total.isHidden)
  }

  @Test func `R15 what hides a mean is said as it is, in one sentence whatever it was`() throws {
    let rows = [numbers(200), numbers(59, seed: 2) + [100_000], numbers(80, seed: 3), []]
    let document = ReleaseDocument(try Protection.protect([counts(.mean, rows)], rule: .standard))
    let note =
      "because one answer is so much larger than the rest that it could nearly be worked out"
    #expect(document.table(width: 400).contains(note))
    let few = ReleaseDocument(
      try Protection.protect(
        [counts(.mean, [numbers(200), numbers(12), numbers(40), []])],
        rule: .standard))
    #expect(few.table(width: 400).contains(note))
  }

  /// Counts of one row with what its measure says of them, as `Tally` makes them.
  private func cell(_ measure: Measure, _ people: Int) -> CellCount {
    CellCount(
      base: people, count: people, isWithheld: measure.isDominated,
      contributors: measure.contributors)
  }

  @Test(arguments: [IndicatorShow.mean, .score, .total, .ratio])
  func `R15 a yes or no that is shown as a measure is hidden as a percentage would be`(
    show: IndicatorShow
  ) {
    for (few, many) in [(0.0, 1000.0), (100, 0), (3, 4)] {
      for (people, said) in [(53, 3), (900, 7), (53, 1)] {
        let amounts = (0..<people).map { (amount: $0 < said ? few : many, per: 1.0) }
        #expect(DisclosureRule.standard.hides(cell(Measure(show, amounts), people), show))
      }
      let amounts = (0..<53).map { (amount: $0 < 12 ? few : many, per: 1.0) }
      #expect(!DisclosureRule.standard.hides(cell(Measure(show, amounts), 53), show))
    }
  }

  @Test
  func
    `R15 a ratio that few people have a divisor for is hidden, as its interval would tell how many`()
  {
    func isHidden(dividing few: Int, by divisor: Double) -> Bool {
      let pairs = (0..<100).map { person in
        (amount: Double(person % 9), per: person < few ? 1 : divisor)
      }
      return DisclosureRule.standard.hides(cell(Measure(.ratio, pairs), 100), .ratio)
    }
    for divisor in [0.0, 2] {
      #expect([1, 3, 7].allSatisfy { isHidden(dividing: $0, by: divisor) })
      #expect(!isHidden(dividing: 20, by: divisor))
    }
    #expect(!isHidden(dividing: 100, by: 0))
  }

  @Test func `R15 an average of two amounts tells no more than a percentage of the base does`() {
    // Bases of 53 are shown to the nearest 5 percent: 10 to 13 people look alike.
    for show in [IndicatorShow.mean, .score, .ratio] {
      for said in 10...13 {
        let amounts = (0..<53).map { (amount: $0 < said ? 100.0 : 0, per: 1.0) }
        let measure = Measure(show, amounts)
        let figure = PublishedFigure(
          cell(measure, 53), show: show, rule: .standard, measure: measure)
        #expect(figure.value == (said < 12 ? 20 : 25), "\(show) \(said)")
        #expect(figure.low.map { $0.truncatingRemainder(dividingBy: 5) == 0 && $0 >= 0 } == true)
        #expect(figure.high.map { $0.truncatingRemainder(dividingBy: 5) == 0 } == true)
      }
    }
    for said in 18...22 {
      let amounts = (0..<60).map { (amount: $0 < said ? 1000.0 : 0, per: 1.0) }
      let measure = Measure(.total, amounts)
      let figure = PublishedFigure(
        cell(measure, 60), show: .total, rule: .standard, measure: measure)
      #expect(figure.value == 20_000, "\(said)")
    }
  }

  @Test func `a total is rounded so that an average person does not show`() throws {
    let release = try Protection.protect(
      [counts(.total, [(0..<100).map { 30 + Double($0 % 7) }, []])], rule: .standard)
    let value = try #require(release.indicators[0].total.value)
    #expect(value.truncatingRemainder(dividingBy: 50) == 0)
    #expect(abs(value - 3295) <= 25)
  }

  @Test func `what is withheld, or of fewer than 30 people, shows no mean`() {
    let same = Measure(.mean, [Double](repeating: 0, count: 50).map { (amount: $0, per: 1) })
    #expect(same.value == 0)
    let cell = CellCount(base: 50, count: 50, isWithheld: true)
    #expect(DisclosureRule.standard.hides(cell, .mean))
    #expect(!DisclosureRule.standard.hides(CellCount(base: 50, count: 50), .mean))
    #expect(DisclosureRule.standard.hides(CellCount(base: 29, count: 29), .mean))
  }

  @Test func `R15 no mean's hidden rows leave a figure of fewer than 30 or of one person`() throws {
    for seed in UInt64(1)...80 {
      var random = SeededGenerator(seed: seed &* 31)
      let rows = (0..<Int.random(in: 2...6, using: &random)).map { row -> [Double] in
        let size = [3, 12, 25, 40, 90].randomElement(using: &random) ?? 40
        let most = [10, 10, 500].randomElement(using: &random) ?? 10
        return (0..<size).map { _ in Double(Int.random(in: 0...most, using: &random)) }
      }
      let release = try Protection.protect([counts(.mean, rows)], rule: .standard)
      let shown = release.indicators[0]
      guard !shown.total.isHidden else { continue }
      let hidden = hiddenRows(shown).flatMap { rows[$0] }
      #expect(hidden.isEmpty || hidden.count >= 30, "seed \(seed)")
      let sorted = hidden.sorted(by: >)
      let rest = hidden.reduce(0, +) - sorted.prefix(2).reduce(0, +)
      #expect(hidden.isEmpty || rest >= 0.2 * sorted[0], "seed \(seed)")
      for (place, row) in shown.breakdowns[0].rows.enumerated() where !row.figure.isHidden {
        #expect(rows[place].isEmpty || rows[place].count >= 30)
      }
    }
  }

  @Test func `R15 a number of items is hidden with what does not count of them`() {
    let items = { (people: [(counting: Double, all: Double)]) in
      Measure(.countOfItems, people.map { (amount: $0.counting, per: $0.all) })
    }
    // One person has nearly all the items that do not count: they are those in all less those printed.
    let even = (0..<59).map { _ in (counting: 3.0, all: 3.0) }
    #expect(items(even + [(counting: 1, all: 40)]).isDominated)
    #expect(!items((0..<60).map { (counting: 3, all: 4 + Double($0 % 3)) }).isDominated)
  }

  @Test func `without judging who joined, two totals would show what one person owes`() throws {
    let owing = (0..<60).map { 60 + Double($0) }
    let first = try Protection.protect([counts(.total, [owing, owing, []])], rule: .standard)
    let people = [("group_0", 8), ("group_1", 0), ("not_stated", 0)].map {
      RowChange(row: RowKey(indicator: "hours", role: "age_band", group: $0.0), people: $0.1)
    }
    let joined = owing + [Double](repeating: 0, count: 7) + [1_000]
    let second = try Protection.protect(
      [counts(.total, [joined, owing, []])], rule: .standard, earlier: [first.audit],
      changes: people + [RowChange(row: RowKey(indicator: "hours"), people: 8)])
    #expect(
      (second.indicators[0].total.value ?? 0) - (first.indicators[0].total.value ?? 0) == 1_000)
  }

  @Test func `the audit of a mean is stored and read back as it was`() throws {
    let rows = [numbers(200), numbers(59, seed: 2) + [100_000], numbers(80, seed: 3)]
    let audit = try Protection.protect([counts(.median, rows)], rule: .standard).audit
    let read = try AuditRecord(json: JSONValue.parse(audit.json.encoded(.compact)))
    #expect(read == audit)
  }

  @Test func `figures that are not about people are exact`() throws {
    let exact = try Protection.exact([counts(.total, [[3], [1.25]])])
    #expect(exact[0].total.value == 4.25 && exact[0].total.flags == [.notPersonal])
    #expect(exact[0].breakdowns[0].rows.map(\.figure.value) == [3, 1.25])
  }
}
