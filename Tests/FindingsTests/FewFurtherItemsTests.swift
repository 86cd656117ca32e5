// How many items there are must not tell how few people have more than one.

import Findings
import Surveys
import Testing

@Suite struct FewFurtherItemsTests {
  /// Goals of two groups of people by how many have so many goals, every second one reached.
  private func goals(_ groups: [[(people: Int, goals: Int)]]) -> IndicatorCounts {
    let pairs = groups.map { group in
      group.flatMap { people, goals in
        (0..<people).map { (amount: Double($0 % (goals + 1)), per: Double(goals)) }
      }
    }
    let cell = { (pairs: [(amount: Double, per: Double)]) in
      CellCount(base: pairs.count, count: pairs.count)
    }
    let all = pairs.flatMap { $0 }
    return IndicatorCounts(
      id: "reached", label: "Goals reached", show: .percentOfItems, better: .higher,
      baseKey: "goals",
      total: cell(all), measure: Measure(.percentOfItems, all),
      breakdowns: [
        Breakdown(
          role: "age_band",
          rows: zip(["young", "old"], pairs).map { id, pairs in
            Breakdown.Row(
              BreakdownGroup(id: id, label: id), cell(pairs),
              measure: Measure(.percentOfItems, pairs))
          } + [Breakdown.Row(.notStated, cell([]))])
      ])
  }

  @Test func `R15 no number of items tells how few people have more than one`() throws {
    for few in 0...14 {
      let release = try Protection.protect(
        [goals([[(100 - few, 1), (few, 2)], [(50, 1), (60, 3)]])], rule: .standard)
      let indicator = try #require(release.indicators.first)
      #expect(indicator.total.items == nil && indicator.total.value != nil)
      #expect(indicator.breakdowns[0].rows.allSatisfy { $0.figure.items == nil })
      #expect(indicator.breakdowns[0].rows[0].figure.value != nil)
    }
  }

  @Test func `how many items there are is printed where many people have more than one`() throws {
    let release = try Protection.protect(
      [goals([[(60, 1), (40, 2)], [(50, 1), (60, 3)]])], rule: .standard)
    let indicator = try #require(release.indicators.first)
    #expect(indicator.total.items == 370)
    #expect(indicator.breakdowns[0].rows[0].figure.items == 140)
  }

  @Test func `R15 a count of all items is hidden where it would tell how few have more than one`()
    throws
  {
    let all =
      (0..<97).map { _ in (amount: 1.0, per: 1.0) } + (0..<3).map { _ in (amount: 2, per: 2) }
    let cell = CellCount(base: 100, count: 100)
    let release = try Protection.protect(
      [
        IndicatorCounts(
          id: "goals", label: "Goals", show: .countOfItems, better: .higher, baseKey: "goals",
          total: cell, measure: Measure(.countOfItems, all), breakdowns: [])
      ], rule: .standard)
    #expect(release.indicators[0].total.isHidden)
  }
}
