// What a release says of groups beside each other and beside the release before: never more than its
// printed figures say, and never surer than the exact ones.

import Findings
import JSON
import Surveys
import TestRandomness
import Testing

struct ComparisonTests {
  private func document(
    _ rows: [(base: Int, count: Int)], release: String = "r1", show: IndicatorShow = .percent
  ) throws -> ReleaseDocument {
    let whole = ReleaseDocument(
      try Protection.protect([indicator(rows, show: show)], rule: .standard))
    return ReleaseDocument(
      survey: whole.survey, versions: whole.versions, partnership: whole.partnership,
      release: release, cutOff: "2026-10-01T10:00:00Z", rule: whole.rule, findings: whole.findings)
  }

  private func census(_ people: [Double]) throws -> PopulationMargins {
    try PopulationMargins(
      people.enumerated().map { .init(by: "age_band", group: "group_\($0)", people: $1) })
  }

  private func compared(
    _ rows: [(base: Int, count: Int)], with earlier: ReleaseDocument? = nil,
    people: [Double] = [], show: IndicatorShow = .percent
  ) throws -> FindingComparisons {
    let whole = try document(rows, release: "r2", show: show)
      .compared(with: earlier, try census(people))
    return try #require(whole.findings.first).comparisons
  }

  @Test func `groups are held against the largest one, and hidden ones against none`() throws {
    let differences = try compared([(400, 320), (200, 90), (5, 3), (20, 10), (60, 30)]).differences
    #expect(differences.map(\.than) == differences.map { _ in "group_0" })
    let first = try #require(differences.first)
    #expect(first.group == "group_1" && first.comparison.difference == -35)
    #expect(first.comparison.comparison == .worse)
    #expect(!differences.contains { $0.group == "group_2" || $0.group == "not_stated" })
    let few = try compared([(400, 320), (200, 90), (20, 10), (60, 30)]).differences
    let low = try #require(few.first { $0.group == "group_2" })
    #expect(low.comparison.notComparedBecause == "a base is under 30")
    #expect(low.comparison.difference == nil && low.comparison.low == nil)
  }

  @Test func `an interval of what is printed holds the interval of what is exact`() throws {
    var random = SeededGenerator(seed: 20)
    var compared = 0
    for _ in 0..<400 {
      let groups = (0..<2).map { _ in
        let base = Int.random(in: 40...1500, using: &random)
        return (base: base, count: Int.random(in: 8...(base - 8), using: &random))
      }
      let comparisons = try self.compared(groups + [(0, 0)])
      let exact = try groups.map { try #require(WilsonInterval(count: $0.count, base: $0.base)) }
      for item in comparisons.differences {
        guard let low = item.comparison.low, let high = item.comparison.high else { continue }
        let isFirst = item.group == "group_0"
        let interval = DifferenceInterval(exact[isFirst ? 0 : 1], exact[isFirst ? 1 : 0])
        #expect(low <= 100 * interval.low && high >= 100 * interval.high, "\(groups)")
        compared += 1
      }
    }
    #expect(compared > 300)
  }

  @Test func `releases that print alike compare alike`() throws {
    let people = [5000.0, 5000]
    let one = try compared([(400, 320), (201, 91), (60, 30)], people: people)
    let other = try compared([(402, 321), (199, 90), (60, 30)], people: people)
    #expect(one == other)
  }

  @Test func `a change is told beside the release before, where both are shown`() throws {
    let before = try document([(400, 200), (60, 30), (5, 3), (40, 20)])
    let change = try #require(
      compared([(800, 640), (90, 45), (60, 30), (60, 30)], with: before).change)
    #expect(change.since == "r1" && change.cutOff == "2026-10-01T10:00:00Z")
    #expect(change.total.comparison == .better)
    #expect(change.rows.map(\.group) == ["group_0", "group_1", "group_2"])
    #expect(change.rows[0].comparison.difference == 30)
    #expect(change.rows[1].comparison.comparison == .similar)
    #expect(change.rows[2].comparison.notComparedBecause == "a figure is hidden")
    #expect(change.rows[2].comparison.difference == nil)
  }

  @Test func `counts have no interval and are not compared`() throws {
    let before = try document([(400, 200), (60, 30), (40, 20)], show: .count)
    let found = try compared([(500, 200), (80, 30), (40, 20)], with: before, show: .count)
    #expect(found.differences.isEmpty && found.change == nil)
  }

  @Test func `a total is weighted to the population from the printed rows`() throws {
    let weighted = try #require(
      compared([(300, 240), (100, 40), (0, 0)], people: [5000, 5000]).weighted)
    // Half of 80% and half of 40%, where those heard give 70%.
    #expect(weighted.value == 60)
    #expect(try #require(weighted.low) < 60 && #require(weighted.high) > 60)
    // 400·(0.5²/300 + 0.5²/100)
    #expect(weighted.designEffect == 1.33 && weighted.notes.isEmpty)
    let hidden = try #require(
      compared([(300, 240), (5, 2), (100, 40), (0, 0)], people: [5000, 100, 5000]).weighted)
    #expect(hidden.value == nil && hidden.notWeightedBecause == "the figure of a group is hidden")
    let empty = try #require(
      compared([(300, 240), (0, 0), (100, 40), (0, 0)], people: [5000, 100, 5000]).weighted)
    #expect(empty.notWeightedBecause == "nobody of 'Group 1' was heard")
    // A population by other groups than those of the question, and by places that are not shown.
    let others = try #require(
      compared([(300, 240), (100, 40), (0, 0)], people: [1, 1, 1]).weighted)
    #expect(others.notWeightedBecause == "'group_2' is not one that was asked about")
    let uneven = try #require(
      compared([(900, 450), (30, 15), (0, 0)], people: [1000, 9000]).weighted)
    #expect(uneven.notes.contains { $0.hasPrefix("weights were kept") })
    #expect(uneven.notes.contains { $0.hasPrefix("the design effect is over 2") })
  }

  @Test func `a place of which nobody has a row is told apart from one shown around it`() throws {
    func reason(_ codes: [String]) throws -> String? {
      let release = try Protection.protect(
        [indicator([(300, 240), (100, 40), (0, 0)], role: "place")], rule: .standard)
      let population = try PopulationMargins(codes.map { .init(by: "place", group: $0, people: 9) })
      return ReleaseDocument(release).compared(with: nil, population).findings.first?.comparisons
        .weighted?.notWeightedBecause
    }
    let around = try reason(["group_0", "quay"])
    #expect(around == "people of 'quay' are shown with a place around it")
    let unheard = try reason(["group_0", "group_1", "quay"])
    #expect(unheard == "nobody of 'quay' was heard")
  }

  @Test func `ratios under 1 are compared with the two decimals they are printed with`() throws {
    var random = SeededGenerator(seed: 8)
    let pairs = [0.3, 0.5].map { ratio in
      (0..<300).map { _ in
        let per = Double.random(in: 1...9, using: &random)
        return (amount: ratio * per + Double.random(in: -0.3...0.3, using: &random), per: per)
      }
    }
    let row = { (pairs: [(amount: Double, per: Double)], group: BreakdownGroup) in
      Breakdown.Row(
        group, CellCount(base: pairs.count, count: pairs.count), measure: Measure(.ratio, pairs))
    }
    let all = pairs[0] + pairs[1]
    let counts = IndicatorCounts(
      id: "hours", label: "Hours a visit", show: .ratio, better: .higher, baseKey: "hours",
      total: CellCount(base: all.count, count: all.count), measure: Measure(.ratio, all),
      breakdowns: [
        Breakdown(
          role: "age_band",
          rows: [
            row(pairs[0], BreakdownGroup(id: "a", label: "A")),
            row(pairs[1], BreakdownGroup(id: "b", label: "B")), row([], .notStated),
          ])
      ])
    let whole = ReleaseDocument(try Protection.protect([counts], rule: .standard))
      .compared(with: nil, try PopulationMargins([]))
    let difference = try #require(whole.findings.first?.comparisons.differences.first?.comparison)
    #expect(abs((difference.difference ?? 0) - 0.2) < 0.021)
    let exact = try pairs.map { try #require(MeanInterval(ratioOf: $0)) }
    let ends = try exact.map { try #require($0.high) - $0.mean }
    let reach = ends[0] + ends[1]
    let low = try #require(difference.low)
    let high = try #require(difference.high)
    #expect(low < 0.2 && 0.2 < high && high - low < 2 * reach + 0.1)
    #expect(difference.comparison == .better)
  }

  @Test func `it is stored with the release, read back the same and said in the table`() throws {
    let before = try document([(400, 200), (60, 30), (60, 20), (40, 20)])
    let whole = try document([(800, 640), (90, 30), (60, 30), (60, 30)], release: "r2")
      .compared(with: before, try census([4000, 3000, 3000]))
    #expect(try ReleaseDocument(json: JSONValue.parse(whole.json.encoded(.compact))) == whole)
    let table = whole.table(width: 200)
    #expect(table.contains("Since the release of 1 October 2026 the total is up"))
    #expect(table.contains("Beside Group 0, Group 1 is lower by"))
    #expect(table.contains("Weighted to the population by age band the total is"))
  }
}
