// What is hidden, and why: the rules one at a time.

import Surveys
import Findings
import Testing

/// One indicator by age band, `not_stated` last; the total is the sum of the rows.
func indicator(
  _ rows: [(base: Int, count: Int)], id: String = "safe", show: IndicatorShow = .percent,
  sensitive: Bool = false, unanimous: Set<Int> = [], baseKey: String? = nil,
  role: String = "age_band"
) -> IndicatorCounts {
  let cells = rows.enumerated().map { place, row in
    CellCount(base: row.base, count: row.count, isUnanimous: unanimous.contains(place))
  }
  let total = CellCount(
    base: rows.reduce(0) { $0 + $1.base }, count: rows.reduce(0) { $0 + $1.count })
  return IndicatorCounts(
    id: id, label: "People who feel safe", show: show, better: .higher, isSensitive: sensitive,
    baseKey: baseKey ?? id, total: total,
    breakdowns: [
      Breakdown(
        role: role,
        rows: cells.enumerated().map { place, cell in
          let group =
            place == cells.count - 1
            ? .notStated : BreakdownGroup(id: "group_\(place)", label: "Group \(place)")
          return Breakdown.Row(group, cell)
        })
    ])
}

/// Which rows of the first role are hidden, by place.
func hiddenRows(_ indicator: ProtectedIndicator) -> [Int] {
  let rows = indicator.breakdowns[0].rows
  return rows.indices.filter { rows[$0].figure.isHidden }
}

struct ProtectionTests {
  @Test
  func `a row hidden because all in it said the same to a sensitive question is not hidden alone`()
    throws
  {
    // 28 people, 14 of whom count: from the others and the total nothing but that reason would be left.
    let counts = indicator(
      [(28, 14), (52, 20), (60, 30), (55, 25)], sensitive: true, unanimous: [0])
    let release = try Protection.protect([counts], rule: .standard)
    let rows = hiddenRows(release.indicators[0])
    #expect(rows.contains(0) && rows.count > 1)
    let open = indicator([(28, 14), (52, 20), (60, 30), (55, 25)], sensitive: true)
    #expect(hiddenRows(try Protection.protect([open], rule: .standard).indicators[0]) == [])
  }

  private func hidden(
    _ counts: IndicatorCounts, rule: DisclosureRule = .standard
  ) throws -> [Int] {
    hiddenRows(try Protection.protect([counts], rule: rule).indicators[0])
  }

  @Test func `rows of large groups are shown whole, rounded by their exact base`() throws {
    let release = try Protection.protect(
      [indicator([(122, 86), (1_234, 617), (47, 22), (24, 12)])], rule: .standard)
    let rows = release.indicators[0].breakdowns[0].rows.map(\.figure)
    let expected = [
      PublishedFigure(base: 120, count: 85, value: 70, low: 61, high: 78, flags: []),
      PublishedFigure(base: 1235, count: 615, value: 50, low: 47.2, high: 52.8, flags: []),
      PublishedFigure(base: 45, count: 20, value: 45, low: 30, high: 65, flags: []),
      PublishedFigure(base: 25, count: 10, value: 50, low: 30, high: 70, flags: [.lowBase]),
    ]
    #expect(rows == expected)
    #expect(release.audit.cells.isEmpty)
  }

  @Test func `a base, count or remainder of 1 to 7 hides the row and the next smallest`() throws {
    #expect(try hidden(indicator([(200, 100), (5, 2), (40, 20), (60, 30)])) == [1, 2])
    #expect(try hidden(indicator([(200, 100), (90, 7), (40, 20), (60, 30)])).contains(1))
    #expect(try hidden(indicator([(200, 100), (90, 83), (40, 20), (60, 30)])).contains(1))
    #expect(try hidden(indicator([(200, 100), (90, 8), (40, 20), (60, 30)])) == [])
  }

  @Test func `a base of 8 or 9 is hidden, one of 10 to 29 is flagged, one of 0 is shown`() throws {
    #expect(try hidden(indicator([(200, 100), (9, 0), (40, 20), (60, 30)])).contains(1))
    let release = try Protection.protect(
      [indicator([(200, 100), (20, 10), (0, 0)])], rule: .standard)
    let rows = release.indicators[0].breakdowns[0].rows.map(\.figure)
    #expect(rows[1].flags == [.lowBase])
    #expect(
      rows[2] == PublishedFigure(base: 0, count: 0, value: nil, low: nil, high: nil, flags: []))
  }

  @Test func `nobody and everybody are hidden under a base of 30 and shown from there`() throws {
    #expect(try hidden(indicator([(200, 100), (29, 0), (80, 40), (90, 45)])).contains(1))
    #expect(try hidden(indicator([(200, 100), (29, 29), (80, 40), (90, 45)])).contains(1))
    #expect(try hidden(indicator([(200, 100), (30, 0), (80, 40), (90, 45)])) == [])
  }

  @Test func `the same answer of a small group to a sensitive question is hidden`() throws {
    let rows = [(200, 100), (28, 14), (80, 40), (90, 45)].map { (base: $0.0, count: $0.1) }
    // Beside it the smallest of the others, so that it may as well be one of few people.
    #expect(try hidden(indicator(rows, sensitive: true, unanimous: [1])) == [1, 2])
    #expect(try hidden(indicator(rows, sensitive: false, unanimous: [1])) == [])
    #expect(try hidden(indicator(rows, sensitive: true)) == [])
  }

  @Test func `a small total hides everything, empty rows too`() throws {
    let release = try Protection.protect(
      [indicator([(100, 3), (100, 2), (0, 0)])], rule: .standard)
    #expect(release.indicators[0].total == .hidden)
    #expect(hiddenRows(release.indicators[0]) == [0, 1, 2])
  }

  @Test func `the table whose hidden 1, 6 and 7 follow from rounded neighbours shows nothing`()
    throws
  {
    // Count, remainder and base print as [*,10,15], [*,10,20], [0,15,15] and [*,40,45].
    let release = try Protection.protect(
      [indicator([(13, 1), (18, 6), (15, 0)])], rule: .standard)
    #expect(release.indicators[0].total == .hidden)
    #expect(hiddenRows(release.indicators[0]) == [0, 1, 2])
    // Beside larger groups the three rows stay hidden, and the attacker keeps all of 1 to 7.
    let wider = try Protection.protect(
      [indicator([(13, 1), (18, 6), (15, 0), (120, 60), (80, 40)])], rule: .standard)
    #expect(hiddenRows(wider.indicators[0]).starts(with: [0, 1, 2]))
    let attacker = Attacker(ReleaseDocument(wider).json, indicators: ["safe"])
    let findings = attacker.findings(role: "age_band")
    #expect(findings.counts[0].isSuperset(of: 1...7))
  }

  @Test func `one small group among large ones takes a second row with it`() throws {
    // Bases over a thousand print nearly exactly, so that subtraction would give the row away.
    let counts = indicator([(5, 3), (2_000, 900), (3_000, 1_400), (4_000, 1_800)])
    #expect(try hidden(counts) == [0, 1])
    let alone = try Protection.protect(
      [counts], rule: .standard, earlier: [], changes: [], hidesMoreRows: false)
    #expect(hiddenRows(alone.indicators[0]) == [0])
    #expect(!alone.audit.isSafe)
  }

  @Test func `every hidden row is known to hold somebody`() throws {
    // 340 of 1,000 is the only pair that prints its row, so that the nine others are known to
    // hold 14 people: none of them can have 7, for the rest could not share the other 7.
    let rows = [
      (1_000, 340), (2, 1), (2, 1), (2, 1), (2, 1), (2, 1), (1, 1), (1, 1), (1, 0), (1, 0),
    ]
    let counts = indicator(rows.map { (base: $0.0, count: $0.1) })
    #expect(try hidden(counts) == Array(0...9))
  }

  @Test func `indicators with the same base hide the same rows`() throws {
    let one = indicator([(90, 3), (100, 50), (200, 90), (80, 40)], id: "one", baseKey: "all")
    let two = indicator([(90, 45), (100, 50), (200, 90), (80, 40)], id: "two", baseKey: "all")
    let other = indicator([(90, 45), (100, 50), (200, 90), (80, 40)], id: "other")
    let release = try Protection.protect([one, two, other], rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == hiddenRows(release.indicators[1]))
    #expect(hiddenRows(release.indicators[0]).contains(0))
    #expect(hiddenRows(release.indicators[2]) == [])
  }

  @Test func `a stricter rule hides more, and a looser one is not accepted`() throws {
    let counts = indicator([(200, 100), (90, 9), (40, 20), (60, 30)])
    #expect(try hidden(counts) == [])
    #expect(try hidden(counts, rule: DisclosureRule(hideBelow: 10)).contains(1))
    #expect(DisclosureRule(hideBelow: 3) == .standard)
    #expect(DisclosureRule.standard.tightened(hideBelow: 12).minimumBase == 12)
    #expect(DisclosureRule(hideBelow: 12).tightened(hideBelow: 10).hideBelow == 12)
    #expect(DisclosureRule.standard.tightened(hideBelow: nil) == .standard)
  }

  @Test func `an indicator shown as a count prints the rounded count`() throws {
    let release = try Protection.protect(
      [indicator([(122, 86), (48, 22)], show: .count)], rule: .standard)
    let expected = PublishedFigure(
      base: 120, count: 85, value: 85, low: nil, high: nil, flags: [])
    #expect(release.indicators[0].breakdowns[0].rows[0].figure == expected)
  }

  @Test func `what is not about people is exact and says so`() throws {
    let exact = try Protection.exact([indicator([(3, 1), (4, 2)])])
    let row = exact[0].breakdowns[0].rows[0].figure
    #expect(row.base == 3 && row.count == 1 && row.value == 33.3)
    #expect(row.flags == [.notPersonal])
    #expect(exact[0].total.base == 7)
  }

  @Test func `counts that contradict themselves are refused`() {
    let good = indicator([(100, 50), (80, 40)])
    let wrongTotal = IndicatorCounts(
      id: "safe", label: "", show: .percent, better: .higher, baseKey: "safe",
      total: CellCount(base: 181, count: 90), breakdowns: good.breakdowns)
    let wrongCount = indicator([(100, 101), (80, 40)])
    let otherBase = indicator([(100, 50), (81, 40)], id: "other", baseKey: "safe")
    for counts in [[wrongTotal], [wrongCount], [good, otherBase], [good, good]] {
      let refusal = #expect(throws: ReleaseRefusal.self) {
        try Protection.protect(counts, rule: .standard)
      }
      #expect(refusal?.reason == .countsDisagree)
    }
  }

  @Test func `among many rows rounding alone can protect a small one`() throws {
    let rows = (0..<12).map { (base: 300 + $0 * 47, count: 140 + $0 * 21) } + [(4, 1)]
    let release = try Protection.protect([indicator(rows)], rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == [12])
    #expect(release.audit.isSafe)
    let attacker = Attacker(ReleaseDocument(release).json, indicators: ["safe"])
    let findings = attacker.findings(role: "age_band")
    #expect(findings.bases.isSuperset(of: 1...7))
    #expect(findings.counts[0].isSuperset(of: 1...7))
    #expect(findings.complements[0].isSuperset(of: 1...7))
  }

  @Test func `a total of six figures is protected as exactly as a small one`() throws {
    let release = try Protection.protect(
      [indicator([(180_000, 90_410), (4, 1), (95_000, 38_110)])],
      rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == [1, 2])
    #expect(release.audit.isSafe)
  }
}
