// Each rule of disclosure control switched off in turn: the attacker finds what is planted for it, and finds
// nothing while the rule is on.

import Findings
import JSON
import Surveys
import Testing

struct RuleSwitchTests {
  private func protect(
    _ counts: [IndicatorCounts], hidesMoreRows: Bool = true
  ) throws -> ProtectedRelease {
    try Protection.protect(
      counts, rule: .standard, earlier: [], changes: [], hidesMoreRows: hidesMoreRows)
  }

  private let on = RuleSwitch(off: [])

  @Test func `R15 without rule 1 a row of a few people is read off`() throws {
    let release = try protect([indicator([(200, 100), (60, 3), (80, 40), (90, 45)])])
    #expect(on.leaks(release) == [])
    #expect(RuleSwitch(off: [1]).leaks(release) == ["group_1 numerator"])
  }

  @Test func `R15 without rule 2 the size of a small group is read off`() throws {
    let release = try protect([indicator([(200, 100), (9, 4), (40, 20), (60, 30)])])
    #expect(on.leaks(release) == [])
    #expect(RuleSwitch(off: [2]).leaks(release).contains("group_1 base"))
  }

  @Test func `R15 without rules 3 and 4 everybody's answer to a sensitive question is read off`()
    throws
  {
    // What all gave alike is nobody or everybody for an indicator of that question: rule 4 hides such rows
    // of any question, rule 3 goes on doing so for sensitive ones. Where an indicator reads two
    // questions a row of rule 3 alone shows an attacker nothing by its counts; it is hidden all the same,
    // and beside another, since that it is hidden would say why.
    let release = try protect([
      indicator([(200, 100), (28, 28), (80, 40), (90, 45)], sensitive: true, unanimous: [1])
    ])
    #expect(on.leaks(release) == [])
    #expect(RuleSwitch(off: [4]).leaks(release) == [])
    #expect(RuleSwitch(off: [3]).leaks(release) == [])
    #expect(RuleSwitch(off: [3, 4]).leaks(release) == ["group_1 complement"])
    let mixed = try protect([
      indicator([(200, 100), (28, 14), (80, 40), (90, 45)], sensitive: true, unanimous: [1])
    ])
    #expect(hiddenRows(mixed.indicators[0]) == [1, 2])
  }

  @Test func `R15 without rule 4 nobody and everybody in a small group are read off`() throws {
    for count in [0, 20] {
      let release = try protect([indicator([(200, 100), (20, count), (80, 40), (90, 45)])])
      #expect(on.leaks(release) == [])
      #expect(
        RuleSwitch(off: [4]).leaks(release) == [
          "group_1 \(count == 0 ? "numerator" : "complement")"
        ])
    }
  }

  @Test
  func `R15 without rule 5 a hidden row is the total less the others, that of not stated too`()
    throws
  {
    let rows = [(1, 1), (2_001, 900), (0, 0)]
    for rows in [rows, [rows[1], rows[2], rows[0]]] {
      let counts = indicator(rows.map { (base: $0.0, count: $0.1) })
      #expect(on.leaks(try protect([counts])) == [])
      let leaks = on.leaks(try protect([counts], hidesMoreRows: false))
      #expect(leaks.contains(rows[0].0 == 1 ? "group_0 base" : "not_stated base"))
    }
  }

  @Test func `R15 without rule 6 two hidden rows are taken to protect each other`() throws {
    // 1 and 1: neither can be 6 or 7, which an audit sees and the number of hidden rows does not.
    let counts = indicator([(100, 1), (60, 1), (2_000, 900), (0, 0)])
    let release = try protect([counts])
    #expect(on.leaks(release) == [])
    #expect(hiddenRows(release.indicators[0]).count > 2)
    let unaudited = try protect([counts], hidesMoreRows: false)
    #expect(hiddenRows(unaudited.indicators[0]) == [0, 1])
    #expect(on.leaks(unaudited) == ["group_0 numerator", "group_1 numerator"])
  }

  @Test func `R15 without rule 7 exact counts give a row away that rounding protects`() throws {
    let rows = (0..<12).map { (base: 300 + $0 * 47, count: 140 + $0 * 21) } + [(4, 1)]
    let release = try protect([indicator(rows)])
    #expect(hiddenRows(release.indicators[0]) == [12])
    #expect(on.leaks(release) == [])
    #expect(RuleSwitch(off: [7]).leaks(release).contains("not_stated base"))
  }

  @Test
  func `R15 without rule 8 percentages of one decimal give a row away that rounding protects`()
    throws
  {
    let rows = (0..<12).map { (base: 41 + $0 * 4, count: 20 + $0 * 2) } + [(4, 1)]
    let release = try protect([indicator(rows)])
    #expect(hiddenRows(release.indicators[0]) == [12])
    #expect(on.leaks(release) == [])
    #expect(RuleSwitch(off: [8]).leaks(release).contains("not_stated base"))
  }

  @Test
  func `R15 without rule 9 a table of mostly small cells is released with nearly nothing in it`()
    throws
  {
    // An attacker gains nothing by that: the other rules still hide what has to be. It shows in what is
    // left to read, which is why such a table is refused with a proposal.
    let cells = [
      [(5, 2), (6, 3), (40, 20)], [(60, 30), (5, 2), (40, 20)], [(7, 3), (60, 30), (6, 2)],
    ]
    let table = CrossedProtectionTests.table(cells)
    let refused = try CrossedProtectionTests.protect([table])
    #expect(refused.tables.isEmpty)
    #expect(refused.refused.first?.proposal?.contains("put together") ?? false)
    var less = CrossedThoroughness()
    less.refusesSparse = false
    let release = try CrossedProtection.protect(
      [table], beside: [], CrossedProtectionTests.nothing, rule: .standard, thoroughness: less
    ).release
    let rows = release.tables.flatMap(\.rows).filter { $0.figure.base != 0 }
    #expect(rows.count { $0.figure.isHidden } * 2 >= rows.count)
    #expect(release.audit.isSafe)
  }
}

/// Rule 10, over releases.
struct ReleaseRuleSwitchTests {
  private func release(
    _ rows: [(base: Int, count: Int)], role: String = "age_band"
  ) throws -> ProtectedRelease {
    try Protection.protect([indicator(rows, role: role)], rule: .standard)
  }

  /// By how many people a row may have grown, as it was printed in two releases.
  private func grown(_ releases: [ProtectedRelease], row: Int) -> Set<Int> {
    let pairs = releases.map { release -> [AttackerPair] in
      let read = AttackerIndicator("safe", in: RuleSwitch(off: []).document(release))
      return read.roles["age_band"]?[row].pairs ?? []
    }
    return Set(pairs[0].flatMap { before in pairs[1].map { $0.base - before.base } })
  }

  private let before: [(base: Int, count: Int)] = [
    (1_998, 899), (1_500, 700), (3_000, 1_300), (4_000, 1_800),
  ]

  private func changes(_ people: [Int]) -> [RowChange] {
    let groups = ["group_0", "group_1", "group_2", "not_stated"]
    return zip(groups, people).map { group, people in
      RowChange(row: RowKey(indicator: "safe", role: "age_band", group: group), people: people)
    } + [RowChange(row: RowKey(indicator: "safe"), people: people.reduce(0, +))]
  }

  @Test func `R15 without rule 10 two releases show that few people joined a row`() throws {
    var after = before
    after[0] = (2_001, 901)
    let first = try release(before)
    // By itself the second release would be in order.
    let few = grown([first, try release(after)], row: 0)
    #expect(few.contains(3) && !few.isSuperset(of: 1...7))
    #expect(throws: ReleaseRefusal.self) {
      try Protection.protect(
        [indicator(after)], rule: .standard, earlier: [first.audit],
        changes: self.changes([3, 0, 0, 0]))
    }
  }

  @Test func `R15 without rule 10 rows that are left out for a while show that few people joined`()
    throws
  {
    // The second release has no rows by age; together with those who joined other groups, enough people
    // joined each time.
    let first = try release(before)
    var later = before
    later[0] = (2_001, 901)
    later[1] = (1_505, 702)
    let total = indicator(later)
    let without = IndicatorCounts(
      id: total.id, label: total.label, show: total.show, better: total.better,
      baseKey: total.baseKey, total: total.total, breakdowns: [])
    let second = try Protection.protect(
      [without], rule: .standard, earlier: [first.audit],
      changes: [RowChange(row: RowKey(indicator: "safe"), people: 8)])
    let few = grown([first, try release(later)], row: 0)
    #expect(few.contains(3) && !few.isSuperset(of: 1...7))
    let third = try Protection.protect(
      [total], rule: .standard, earlier: [first.audit, second.audit],
      changes: changes([0, 0, 0, 0]))
    #expect(third.indicators[0].breakdowns.isEmpty)
    #expect(third.leftOut.map(\.role) == ["age_band"])
  }

  /// People by ward or by the districts around, as a later version of a survey may show them.
  private func byPlace(
    _ rows: [(String, Int, Int)], groupedBy: String?
  ) -> IndicatorCounts {
    let cells = rows.map { id, base, count in
      Breakdown.Row(
        id == "not_stated" ? .notStated : BreakdownGroup(id: id, label: id),
        CellCount(base: base, count: count))
    }
    return IndicatorCounts(
      id: "safe", label: "Safe", show: .percent, better: .higher, baseKey: "safe",
      total: CellCount(
        base: cells.reduce(0) { $0 + $1.cell.base }, count: cells.reduce(0) { $0 + $1.cell.count }),
      breakdowns: [Breakdown(role: "place", rows: cells, groupedBy: groupedBy)])
  }

  private let places = CrossedDimension(
    role: "place",
    groups: ["mill", "quay", "hill", "dale"].map { BreakdownGroup(id: $0, label: $0) } + [
      .notStated
    ],
    above: [[0, 0, 1, 1, 2]],
    levels: [["north", "south"].map { BreakdownGroup(id: $0, label: $0) } + [.notStated]])

  @Test func `R15 without rule 10 a release by wards shows few people beside one by districts`()
    throws
  {
    let leaks = try [false, true].map { isOn -> Bool in
      let first = try Protection.protect(
        [
          byPlace(
            [("north", 2_100, 903), ("south", 3_000, 1_300), ("not_stated", 0, 0)],
            groupedBy: isOn ? "district" : nil)
        ], rule: .standard)
      let wards = byPlace(
        [
          ("mill", 2_000, 900), ("quay", 100, 3), ("hill", 2_900, 1_260), ("dale", 100, 40),
          ("not_stated", 0, 0),
        ], groupedBy: isOn ? "ward" : nil)
      // Nobody joined or left: people stand in the wards of their districts.
      let second = try Protection.protect(
        [wards], rule: .standard, earlier: [first.audit],
        changes: [
          RowChange(row: RowKey(indicator: "safe"), people: 0),
          RowChange(
            row: RowKey(indicator: "safe", role: "place", group: "not_stated"), people: 0),
        ])
      #expect(second.leftOut.map(\.role) == (isOn ? ["place"] : []))
      let attacker = CrossedAttacker(.standard)
      attacker.read([], first.indicators, levels: ["place": 1])
      attacker.read([], second.indicators) { _, _, _ in 0 }
      attacker.connect(places, "safe") { _, _, _ in 0 }
      attacker.work()
      let quay = CrossedKey([.init(role: "place", group: "quay")])
      let left = try #require(attacker.left("safe", quay, release: 1).dropFirst().first)
      #expect(left.low <= 3 && left.high >= 3)
      return left.low > 1 || left.high < 7
    }
    #expect(leaks == [true, false])
  }
}
