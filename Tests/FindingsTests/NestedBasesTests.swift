// Bases that lie within one another because versions of a survey differ: no reader may work out how
// many people of a row answered the older version, nor anything hidden by way of them.

import Findings
import JSON
import Surveys
import TestRandomness
import Testing

struct NestedBasesTests {
  private let nesting = BaseNesting(outer: ["warm"], inner: ["damp"], roles: ["age_band"])

  private func release(
    _ warm: [(base: Int, count: Int)], _ damp: [(base: Int, count: Int)],
    nestings: [BaseNesting]? = nil
  ) throws -> ProtectedRelease {
    try Protection.protect(
      [indicator(warm, id: "warm"), indicator(damp, id: "damp")], rule: .standard,
      nestings: nestings ?? [nesting])
  }

  @Test func `an indicator that differs from another by 1 to 7 people is left out`() throws {
    let release = try release([(103, 50), (80, 40)], [(100, 50), (80, 40)])
    #expect(release.indicators.map(\.id) == ["warm"])
    #expect(release.leftOut.map(\.indicator) == ["damp"])
    #expect(release.audit.indicators.map(\.id) == ["warm"])
  }

  @Test func `one that differs so in a row alone is released without that role`() throws {
    let release = try release([(120, 50), (83, 40)], [(100, 50), (80, 40)])
    #expect(release.indicators.map(\.id) == ["warm", "damp"])
    #expect(release.indicators[1].breakdowns.isEmpty)
    #expect(release.leftOut.map(\.role) == ["age_band"])
  }

  @Test func `one that differs by nobody or enough people in every row is released whole`() throws {
    let release = try release([(120, 50), (80, 40)], [(100, 50), (80, 40)])
    #expect(release.leftOut.isEmpty)
    #expect(release.indicators.allSatisfy { hiddenRows($0).isEmpty })
  }

  @Test func `a base too small to show does not hide the one that holds it`() throws {
    let release = try release([(120, 50), (80, 40)], [(3, 1), (4, 2)])
    #expect(release.indicators.map(\.id) == ["warm"])
    #expect(hiddenRows(release.indicators[0]).isEmpty)
  }

  @Test func `two bases that make up a third are not released beside it`() throws {
    let counts = [
      indicator([(200, 100), (100, 50)], id: "all"), indicator([(120, 60), (60, 30)], id: "old"),
      indicator([(80, 40), (40, 20)], id: "new"),
    ]
    let release = try Protection.protect(
      counts, rule: .standard,
      nestings: ["old", "new"].map {
        BaseNesting(outer: ["all"], inner: [$0], roles: ["age_band"])
      })
    #expect(release.indicators.map(\.id) == ["all", "old"])
  }

  @Test func `what was released with others of a base is not left out later but refuses`() throws {
    let first = try release([(120, 50), (80, 40)], [(100, 50), (80, 40)])
    let key = { (id: String, group: String?) in
      RowKey(indicator: id, role: group == nil ? nil : "age_band", group: group)
    }
    var changes = ["warm", "damp"].flatMap { id in
      [RowChange(row: key(id, nil), people: 40), RowChange(row: key(id, "group_0"), people: 40)]
        + [RowChange(row: key(id, "not_stated"), people: 0)]
    }
    changes.append(RowChange(row: key("warm without damp", nil), people: 3))
    let counts = [
      indicator([(158, 70), (80, 40)], id: "warm"), indicator([(135, 70), (80, 40)], id: "damp"),
    ]
    let refusal = #expect(throws: ReleaseRefusal.self) {
      try Protection.protect(
        counts, rule: .standard, earlier: [first.audit], changes: changes, nestings: [nesting])
    }
    #expect(refusal?.reason == .otherVersionByFew)
  }

  @Test func `an indicator that comes back after a release without it is left out`() throws {
    let both = try release([(120, 50), (80, 40)], [(100, 50), (80, 40)])
    let unchanged = ["group_0", "not_stated", nil].map { group in
      RowChange(
        row: RowKey(indicator: "warm", role: group == nil ? nil : "age_band", group: group),
        people: 0)
    }
    let warm = indicator([(120, 50), (80, 40)], id: "warm")
    let alone = try Protection.protect(
      [warm], rule: .standard, earlier: [both.audit], changes: unchanged)
    let again = try Protection.protect(
      [warm, indicator([(103, 52), (80, 40)], id: "damp")], rule: .standard,
      earlier: [both.audit, alone.audit], changes: unchanged, nestings: [nesting])
    #expect(again.leftOut.map(\.indicator) == ["damp"])
  }

  @Test func `a new name for the same people shows no row that the old one hid`() throws {
    let old = indicator([(2_000, 900), (5, 2), (1_500, 700), (4_000, 1_800)], id: "old")
    let first = try Protection.protect([old], rule: .standard)
    #expect(hiddenRows(first.indicators[0]) == [1, 2])
    let rows = [(2_000, 500), (5, 2), (1_500, 300), (4_000, 800)]
    let new = indicator(rows, id: "new").sharing("old")
    let second = try Protection.protect([new], rule: .standard, earlier: [first.audit])
    #expect(hiddenRows(second.indicators[0]).contains(1))
    #expect(hiddenRows(second.indicators[0]).count > 1)
    #expect(second.audit.isSafe && second.audit.cells.contains { $0.releasesAgo == 1 })
  }
}

/// Random tables of two bases, one within the other, against a reader who knows that.
struct NestedAttackTests {
  @Test func `R15 nobody can narrow a few people of either base or between them`() throws {
    var result = NestedAttack()
    for seed in UInt64(1)...60 { try result.attack(seed: seed, isProtected: true) }
    #expect(result.leaks.isEmpty, "\(result.leaks.prefix(5))")
    #expect(result.attacked > 5 && result.released > 10)
  }

  @Test func `without regard to the nesting the same reader narrows them`() throws {
    var result = NestedAttack()
    for seed in UInt64(1)...60 { try result.attack(seed: seed, isProtected: false) }
    #expect(!result.leaks.isEmpty)
  }
}

/// What the reader found so far.
private struct NestedAttack {
  var leaks: [String] = []
  var attacked = 0
  /// Releases that show rows of both bases.
  var released = 0

  mutating func attack(seed: UInt64, isProtected: Bool) throws {
    var random = SeededGenerator(seed: seed &* 104_729)
    let sizes = (0..<Int.random(in: 3...5, using: &random)).map { _ in
      let all =
        [Int.random(in: 2...9, using: &random), .random(in: 20...50, using: &random)]
        .randomElement(using: &random) ?? 30
      let older = [0, Int.random(in: 8...15, using: &random), .random(in: 1...7, using: &random)]
      // Mostly differences that may be shown, so that both tables have rows.
      let likely = isProtected ? [0, 0, 1, 1, 1, 1, 1, 1, 1, 2] : [0, 1, 2, 2, 2, 2]
      let spread = all < 20 ? 0 : likely.randomElement(using: &random) ?? 0
      return (all: all, inner: all - older[spread])
    }
    let share = { (base: Int) in (base: base, count: base / 2) }
    let counts = [
      indicator(sizes.map { share($0.all) }, id: "warm"),
      indicator(sizes.map { share($0.inner) }, id: "damp"),
    ]
    let nesting = BaseNesting(outer: ["warm"], inner: ["damp"], roles: ["age_band"])
    let release = try Protection.protect(
      counts, rule: .standard, nestings: isProtected ? [nesting] : [])
    guard let reader = NestedReader(ReleaseDocument(release).json, "warm", "damp", "age_band")
    else { return }
    released += 1
    for (row, size) in sizes.enumerated() {
      let truth = [size.all, size.inner, size.all - size.inner]
      let found = reader.possible(row)
      for (place, value) in truth.enumerated() where (1...7).contains(value) {
        attacked += 1
        #expect(found[place].contains(value), "seed \(seed): the reader ruled out the truth")
        let excluded = (1...7).filter { !found[place].contains($0) }
        if !excluded.isEmpty { leaks.append("seed \(seed) row \(row) \(place): \(excluded)") }
      }
    }
  }
}

/// Works out which bases each row could have in the outer and the inner table and between them.
private struct NestedReader {
  /// Sums over rows: the outer base, and a range for the inner one.
  private struct Sum: Hashable {
    var outer = 0
    var low = 0
    var high = 0
  }
  private let outer: [AttackerRow]
  private let inner: [AttackerRow]
  private let totals: (outer: Set<Int>, inner: Set<Int>)

  /// nil where one of the two shows no total or no rows.
  init?(_ document: JSONValue, _ outer: String, _ inner: String, _ role: String) {
    let (one, other) = (
      AttackerIndicator(outer, in: document), AttackerIndicator(inner, in: document)
    )
    guard !one.total.isHidden, !other.total.isHidden, let rows = one.roles[role],
      let others = other.roles[role], rows.count == others.count
    else { return nil }
    (self.outer, self.inner) = (rows, others)
    totals = (Set(one.total.pairs.map(\.base)), Set(other.total.pairs.map(\.base)))
  }

  private func options(_ row: Int, most: Int) -> [Sum] {
    let shown = Set(inner[row].pairs.map(\.base))
    let bases = outer[row].isHidden ? Array(1...most) : Set(outer[row].pairs.map(\.base)).sorted()
    return bases.compactMap { base in
      let low = inner[row].isHidden ? 1 : shown.min() ?? 0
      let high = inner[row].isHidden ? base : min(base, shown.max() ?? 0)
      return low <= high ? Sum(outer: base, low: low, high: high) : nil
    }
  }

  /// The values up to 9 of the row's outer base, its inner base, and the people between them.
  func possible(_ row: Int) -> [Set<Int>] {
    let most = totals.outer.max() ?? 0
    var sums: Set<Sum> = [Sum()]
    for other in outer.indices where other != row {
      var next: Set<Sum> = []
      for sum in sums {
        for option in options(other, most: most) where sum.outer + option.outer <= most {
          next.insert(
            Sum(
              outer: sum.outer + option.outer, low: sum.low + option.low,
              high: sum.high + option.high))
        }
      }
      sums = next
    }
    var found: [Set<Int>] = [[], [], []]
    for option in options(row, most: most) {
      for base in option.low...option.high {
        // Larger values are of no interest.
        if min(option.outer, base, option.outer - base) > 9 { continue }
        let isPossible = sums.contains { sum in
          totals.outer.contains(sum.outer + option.outer)
            && totals.inner.contains { (sum.low...sum.high).contains($0 - base) }
        }
        guard isPossible else { continue }
        for (place, value) in [option.outer, base, option.outer - base].enumerated() {
          if value <= 9 { found[place].insert(value) }
        }
      }
    }
    return found
  }
}
