// Releases of crossed tables one after the other: new answers, edits and withdrawals, and what an
// attacker who has them all can work out.

import Findings
import Testing
import TestRandomness

struct CrossedSuccessionTests {
  /// People who joined, left or changed side in each row; a person has the same place in both lists.
  static func changes(
    _ before: RandomCrossing, _ after: RandomCrossing, left: Set<Int> = []
  ) -> [CrossedChange] {
    let grids = after.tables
    var changes: [CrossedChange] = []
    for (index, table) in grids.enumerated() {
      for key in keys(table.dimensions) {
        let people = after.people.indices.filter { place in
          let isNew = place >= before.people.count
          let was = !isNew && belongs(before.people[place], key, table.dimensions)
          let isNow = !left.contains(place) && belongs(after.people[place], key, table.dimensions)
          if was != isNow { return true }
          return was && before.people[place].counts[index] != after.people[place].counts[index]
        }
        changes.append(
          CrossedChange(indicator: table.indicator, row: key, people: people.count))
      }
    }
    return changes
  }

  static func keys(_ dimensions: [CrossedDimension]) -> [CrossedKey] {
    var keys: [[CrossedKey.Part]] = [[]]
    for dimension in dimensions {
      keys = keys.flatMap { parts in
        [parts]
          + (0...dimension.levels.count).flatMap { level in
            dimension.groups(at: level).map { group in
              parts + [CrossedKey.Part(role: dimension.role, level: level, group: group.id)]
            }
          }
      }
    }
    return keys.map { CrossedKey($0) }
  }

  static func belongs(
    _ person: RandomCrossing.Person, _ key: CrossedKey, _ dimensions: [CrossedDimension]
  ) -> Bool {
    key.parts.allSatisfy { part in
      guard let place = dimensions.firstIndex(where: { $0.role == part.role }) else { return false }
      let own = person.groups[place]
      let at = part.level == 0 ? own : dimensions[place].above[part.level - 1][own]
      return dimensions[place].groups(at: part.level)[at].id == part.group
    }
  }

  private struct Outcome {
    var leaks = 0
    var attacked = 0
    var anew = 0
    var heldBack = 0
    var refused = 0
  }

  @Test func `R15 two releases of crossed tables narrow no hidden count in 50 sequences`() throws {
    var outcome = Outcome()
    for seed in UInt64(1)...50 { try attack(seed: seed, .full, &outcome) }
    #expect(outcome.leaks == 0)
    #expect(outcome.anew > 3)
    #expect(outcome.heldBack > 3)
    #expect(outcome.attacked > 50)
  }

  @Test func `protected without regard to the first, second tables would give counts away`() throws
  {
    var outcome = Outcome()
    var less = CrossedThoroughness()
    less.knowsEarlier = false
    for seed in UInt64(1)...50 { try attack(seed: seed, less, &outcome) }
    #expect(outcome.leaks > 0)
  }

  /// Two releases of a made-up survey, attacked together.
  private func attack(
    seed: UInt64, _ thoroughness: CrossedThoroughness, _ outcome: inout Outcome
  ) throws {
    var random = SeededGenerator(seed: seed &* 7919)
    let before = RandomCrossing(
      seed: seed, ways: seed.isMultiple(of: 3) ? 1 : 2, people: 500, indicators: 1, groups: 3...4)
    var after = before
    let cells = RandomCrossing.cells(before.dimensions)
    // New answers by the cell; in some sequences too few of them, as edits and late answers are.
    for cell in cells where Int.random(in: 0..<3, using: &random) == 0 {
      let few = seed.isMultiple(of: 4)
      for _ in 0..<(few ? 3 : Int.random(in: 8...30, using: &random)) {
        after.people.append(after.person(groups: cell, &random))
      }
    }
    let changes = Self.changes(before, after)
    let first = try CrossedProtection.protect(
      before.tables, beside: [], CrossedProtectionTests.nothing, rule: .standard)
    guard !first.tables.isEmpty else { return }
    do throws(ReleaseRefusal) {
      let second = try CrossedProtection.protect(
        after.tables, beside: [], CrossedProtectionTests.nothing, rule: .standard,
        earlier: [first.audit], changes: changes, thoroughness: thoroughness
      ).release
      guard let table = second.tables.first else { return }
      if table.heldBack != nil {
        outcome.heldBack += 1
        return
      }
      outcome.anew += 1
      let attacker = CrossedAttacker(.standard)
      attacker.read(first.tables, [])
      let unchanged = Set(changes.filter { $0.people == 0 }.map(\.row))
      attacker.read(second.tables, []) { _, key, _ in unchanged.contains(key) ? 0 : 8 }
      attacker.work()
      count(attacker, [first.audit, second.audit], &outcome)
    } catch {
      #expect(error.reason == .notSafeWithEarlier)
      outcome.refused += 1
    }
  }

  private func count(
    _ attacker: CrossedAttacker, _ audits: [CrossedAudit], _ outcome: inout Outcome
  ) {
    for (release, audit) in audits.enumerated() {
      for row in audit.bases.flatMap(\.rows) {
        for (indicator, cell) in row.cells where row.isHidden || row.bounded.contains(indicator) {
          let left = attacker.left(indicator, row.key, release: release)
          guard left.count == 3 else { continue }
          for (truth, range) in zip([cell.base, cell.count, cell.complement], left)
          where (1...7).contains(truth) {
            outcome.attacked += 1
            #expect(range.low <= truth && truth <= range.high)
            if range.low > 1 || range.high < 7 { outcome.leaks += 1 }
          }
        }
      }
    }
  }

  @Test func `a row that changed by a few people keeps the table as it was, and says so`() throws {
    var cells = CrossedProtectionTests.dense
    let table = CrossedProtectionTests.table(cells)
    let first = try CrossedProtectionTests.protect([table])
    cells[0][0] = (63, 31)
    let later = CrossedProtectionTests.table(cells)
    let changes = Self.keys(table.dimensions).map { key in
      let isTouched = key.parts.allSatisfy { ["age_0", "gender_0"].contains($0.group) }
      return CrossedChange(indicator: "safe", row: key, people: isTouched ? 3 : 0)
    }
    let second = try CrossedProtectionTests.protect(
      [later], earlier: [first.audit], changes: changes)
    let held = try #require(second.tables.first)
    #expect(held.heldBack == 0)
    #expect(held.rows.allSatisfy { $0.figure.flags.contains(.heldBack) })
    #expect(held.rows.map(\.figure.base) == first.tables.first?.rows.map(\.figure.base))
  }

  @Test func `a table with other groups than were released is left out`() throws {
    let first = try CrossedProtectionTests.protect([
      CrossedProtectionTests.table(CrossedProtectionTests.dense)
    ])
    let other = CrossedProtectionTests.table([[(60, 30), (80, 40)], [(70, 35), (200, 100)]])
    let second = try CrossedProtectionTests.protect([other], earlier: [first.audit], changes: [])
    #expect(second.tables.isEmpty)
    #expect(second.refused.first?.reason.contains("groups differ") ?? false)
  }
}

extension RandomCrossing {
  /// Every combination of finest groups.
  static func cells(_ dimensions: [CrossedDimension]) -> [[Int]] {
    dimensions.reduce([[]]) { cells, dimension in
      cells.flatMap { cell in dimension.groups.indices.map { cell + [$0] } }
    }
  }
}
