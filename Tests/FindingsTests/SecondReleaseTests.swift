// What a release after another may show.

import Findings
import Testing

struct SecondReleaseTests {
  private let first = indicator([(200, 100), (5, 2), (60, 30), (90, 45)])

  private func changes(_ people: [Int], id: String = "safe") -> [RowChange] {
    let groups = people.indices.map { $0 == people.count - 1 ? "not_stated" : "group_\($0)" }
    let rows = zip(groups, people).map { group, people in
      RowChange(
        row: RowKey(indicator: id, role: "age_band", group: group), people: people)
    }
    return rows + [RowChange(row: RowKey(indicator: id), people: people.reduce(0, +))]
  }

  private func second(
    _ counts: IndicatorCounts, _ people: [Int], after earlier: [AuditRecord]
  ) throws -> ProtectedRelease {
    try Protection.protect(
      [counts], rule: .standard, earlier: earlier, changes: changes(people))
  }

  @Test func `nothing new gives the same release again`() throws {
    let release = try Protection.protect([first], rule: .standard)
    let again = try second(first, [0, 0, 0, 0], after: [release.audit])
    #expect(again.indicators == release.indicators)
  }

  @Test func `a row that changed by 1 to 7 people refuses the release`() throws {
    let release = try Protection.protect([first], rule: .standard)
    let grown = indicator([(207, 104), (105, 52), (60, 30), (90, 45)])
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try second(grown, [7, 100, 0, 0], after: [release.audit])
    }
    #expect(refusal?.reason == .changedByFew)
    #expect(refusal?.row.group == "group_0")
    // The message is read by people who may not know the counts.
    #expect(refusal?.message.contains("207") == false)
  }

  @Test func `a row whose change was not counted refuses the release`() throws {
    let release = try Protection.protect([first], rule: .standard)
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try Protection.protect([first], rule: .standard, earlier: [release.audit], changes: [])
    }
    #expect(refusal?.reason == .changeNotCounted)
  }

  @Test func `a row said not to have changed must have the same counts`() throws {
    let release = try Protection.protect([first], rule: .standard)
    let grown = indicator([(220, 110), (5, 2), (60, 30), (90, 45)])
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try second(grown, [0, 0, 0, 0], after: [release.audit])
    }
    #expect(refusal?.reason == .countsDisagree)
  }

  @Test func `what the last release hid is shown when more stand on either side than all it hid`()
    throws
  {
    let release = try Protection.protect([first], rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == [1, 2])
    let grown = indicator([(200, 100), (105, 52), (160, 80), (90, 45)])
    let after = try second(grown, [0, 100, 100, 0], after: [release.audit])
    #expect(hiddenRows(after.indicators[0]) == [] && after.audit.isSafe)
    // Both releases are judged: two people of the first might be any number still.
    #expect(Set(after.audit.cells.map(\.releasesAgo)) == [1])
  }

  @Test func `rows that were hidden together are shown together`() throws {
    let before = indicator([(2_000, 900), (20, 7), (30, 12), (100, 40)])
    let release = try Protection.protect([before], rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == [1, 2])
    // Whoever takes it that nobody left would know of the first group that five at least had said yes: of
    // those who joined, 53 did.
    let grown = indicator([(2_000, 900), (200, 60), (40, 12), (110, 40)])
    let after = try second(grown, [0, 180, 10, 10], after: [release.audit])
    #expect(hiddenRows(after.indicators[0]) == [1, 2])
    let more = indicator([(2_000, 900), (400, 120), (300, 90), (110, 40)])
    let last = try second(more, [0, 200, 260, 0], after: [release.audit, after.audit])
    #expect(hiddenRows(last.indicators[0]) == [] && last.audit.isSafe)
  }

  @Test func `whether a row opens says nothing of what was hidden of it`() throws {
    let opened = try (1...7).map { few in
      let before = indicator([(2_000, 900), (20, few), (60, 37 - few), (100, 40)])
      let release = try Protection.protect([before], rule: .standard)
      let grown = indicator([(2_000, 900), (105, 36), (160, 80), (100, 40)])
      let after = try second(grown, [0, 85, 100, 0], after: [release.audit])
      return hiddenRows(after.indicators[0])
    }
    #expect(Set(opened) == [[1, 2]])
  }

  @Test(arguments: 1...7)
  func `a row opens only where all that were hidden with it open`(few: Int) throws {
    let before = indicator([(2_000, 900), (40, few), (60, 0), (100, 40)])
    let release = try Protection.protect([before], rule: .standard)
    let together = hiddenRows(release.indicators[0])
    #expect(together.contains(1))
    // The second row has grown, the third has so few who count that it is hidden now.
    let grown = indicator([(2_000, 900), (2_400, 1_000), (300, 5), (140, 60)])
    let after = try second(grown, [0, 2_360, 240, 40], after: [release.audit])
    #expect(Set(hiddenRows(after.indicators[0])).isSuperset(of: together))
  }

  @Test func `a row that was hidden beside another stays hidden while it is the same`() throws {
    let release = try Protection.protect([first], rule: .standard)
    let grown = indicator([(200, 100), (105, 52), (60, 30), (90, 45)])
    let after = try second(grown, [0, 100, 0, 0], after: [release.audit])
    // Shown, it would say what the first release hid beside it.
    #expect(hiddenRows(after.indicators[0]).contains(2))
    #expect(after.audit.isSafe)
  }

  @Test func `a survey that was released too early is shown once it has grown`() throws {
    let early = try Protection.protect([indicator([(3, 1), (2, 1)])], rule: .standard)
    #expect(early.indicators[0].total == .hidden)
    let after = try second(
      indicator([(203, 101), (102, 51)]), [200, 100], after: [early.audit])
    #expect(!after.indicators[0].total.isHidden && hiddenRows(after.indicators[0]) == [])
    // From then on it goes on like any other.
    let last = try second(
      indicator([(303, 151), (102, 51)]), [100, 0], after: [early.audit, after.audit])
    #expect(hiddenRows(last.indicators[0]) == [] && last.audit.isSafe)
  }

  @Test func `a hidden total stays hidden with its rows until as many more stand on its sides`()
    throws
  {
    let release = try Protection.protect([indicator([(100, 2), (80, 1)])], rule: .standard)
    let few = try second(indicator([(200, 8), (80, 1)]), [100, 0], after: [release.audit])
    #expect(few.indicators[0].total == .hidden && hiddenRows(few.indicators[0]) == [0, 1])
    let after = try second(
      indicator([(200, 90), (80, 1)]), [188, 0], after: [release.audit])
    #expect(!after.indicators[0].total.isHidden)
    #expect(hiddenRows(after.indicators[0]) == [0, 1])
  }

  @Test func `a hidden total stays hidden where so few joined that they would tell what it was`()
    throws
  {
    // Three of 180 said yes. Of 188, eleven do: had nobody left or changed, three to ten did then.
    let release = try Protection.protect([indicator([(100, 2), (80, 1)])], rule: .standard)
    let few = try second(indicator([(108, 10), (80, 1)]), [8, 0], after: [release.audit])
    #expect(few.indicators[0].total == .hidden && hiddenRows(few.indicators[0]) == [0, 1])
    let many = try second(
      indicator([(300, 90), (80, 1)]), [192, 0], after: [release.audit, few.audit])
    #expect(!many.indicators[0].total.isHidden)
  }

  @Test func `a total that falls under the limit after it was shown refuses the release`() throws {
    let release = try Protection.protect([indicator([(100, 20), (80, 20)])], rule: .standard)
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try second(indicator([(90, 3), (70, 2)]), [27, 28], after: [release.audit])
    }
    #expect(refusal?.reason == .notSafeWithEarlier)
  }

  @Test func `a row shown before and unchanged cannot shield another one`() throws {
    // Large bases print nearly exactly: the second row fell to 4 people, and the only rows that
    // could be hidden with it were shown before and are the same still.
    let before = indicator([(2_000, 900), (1_500, 700), (3_000, 1_300), (4_000, 1_800)])
    let release = try Protection.protect([before], rule: .standard)
    #expect(hiddenRows(release.indicators[0]) == [])
    let after = indicator([(2_000, 900), (4, 2), (3_000, 1_300), (4_000, 1_800)])
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try second(after, [0, 1_496, 0, 0], after: [release.audit])
    }
    #expect(refusal?.reason == .notSafeWithEarlier)
  }

  @Test func `a row that changed as well can shield another one`() throws {
    let before = indicator([(2_000, 900), (1_500, 700), (3_000, 1_300), (4_000, 1_800)])
    let release = try Protection.protect([before], rule: .standard)
    let after = indicator([(2_000, 900), (4, 2), (3_100, 1_350), (4_000, 1_800)])
    let next = try second(after, [0, 1_496, 100, 0], after: [release.audit])
    #expect(hiddenRows(next.indicators[0]).contains(1))
    #expect(hiddenRows(next.indicators[0]).contains(2))
    #expect(next.audit.isSafe)
  }

  @Test func `an audit that takes more steps than it may ends in a refusal`() throws {
    for steps in [0, 3, 10] {
      let refusal = #expect(throws: ReleaseRefusal.self) {
        try Protection.protect(
          [first], rule: .standard, earlier: [], changes: [], steps: steps, hidesMoreRows: true)
      }
      #expect(refusal?.reason == .tooMuchWork)
      #expect(refusal?.message.contains("fewer and larger groups") == true)
    }
  }

  @Test func `a third release is judged beside both before it`() throws {
    let one = indicator([(2_000, 900), (5, 2), (1_500, 700), (4_000, 1_800)])
    let two = indicator([(2_100, 950), (5, 2), (1_500, 700), (4_000, 1_800)])
    let three = indicator([(2_100, 950), (5, 2), (1_600, 760), (4_000, 1_800)])
    let first = try Protection.protect([one], rule: .standard)
    let next = try second(two, [100, 0, 0, 0], after: [first.audit])
    let last = try second(three, [0, 0, 100, 0], after: [first.audit, next.audit])
    #expect(hiddenRows(last.indicators[0]) == [1, 2])
    #expect(Set(last.audit.cells.map(\.releasesAgo)) == [0, 1, 2])
    #expect(last.audit.isSafe)
  }

  @Test func `under a stricter rule what was shown and has not changed refuses nothing`() throws {
    let counts = indicator([(200, 100), (90, 9), (60, 30), (80, 40)])
    let release = try Protection.protect([counts], rule: .standard)
    let stricter = try Protection.protect(
      [counts], rule: DisclosureRule(hideBelow: 10), earlier: [release.audit],
      changes: changes([0, 0, 0, 0]))
    #expect(hiddenRows(stricter.indicators[0]) == [1])
  }
}
