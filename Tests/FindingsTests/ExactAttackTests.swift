// A second attacker on crossed tables, with a method of its own: it tries every world of whole numbers
// that the printed rows leave, and knows neither solver nor audit.

import Findings
import Testing

struct ExactAttackTests {
  private struct Outcome {
    /// Seeds with a hidden count that cannot have some value from 1 to 7.
    var leaks: Set<UInt64> = []
    var attacked = 0
    var undecided = 0
    var tables = 0
  }

  @Test func `R15 one, four and seven are possible in whole numbers, in 300 random tables`()
    throws
  {
    var outcome = Outcome()
    for seed in UInt64(1)...300 { try attack(seed: seed, .full, &outcome) }
    #expect(outcome.leaks == [])
    #expect(outcome.tables > 100)
    #expect(outcome.attacked > 300)
    // Where it takes too long nothing is shown: that has to be the exception.
    #expect(outcome.undecided * 5 < outcome.attacked, "\(outcome.undecided) of \(outcome.attacked)")
  }

  @Test func `the second attacker finds what is given away without hiding more rows`() throws {
    var outcome = Outcome()
    var less = CrossedThoroughness()
    less.hidesMoreRows = false
    for seed in UInt64(1)...100 { try attack(seed: seed, less, &outcome) }
    #expect(outcome.leaks.count > 3)
  }

  /// Small tables of one to three ways, sparse and dense, some with a level of coarser groups.
  private func attack(
    seed: UInt64, _ thoroughness: CrossedThoroughness, _ outcome: inout Outcome
  ) throws {
    let ways = Int(seed % 3) + 1
    let survey = RandomCrossing(
      seed: seed &* 31, ways: ways, people: [150, 400, 1000][Int(seed / 3) % 3], indicators: 1,
      groups: ways == 3 ? 2...3 : 3...5)
    let release = try CrossedProtection.protect(
      survey.tables, beside: [], CrossedProtectionTests.nothing, rule: .standard,
      thoroughness: thoroughness
    ).release
    guard !release.tables.isEmpty else { return }
    outcome.tables += 1
    let attacker = CrossedAttacker(.standard)
    attacker.read(release.tables, [])
    attacker.work()
    let rows = release.audit.bases.flatMap(\.rows)
    var truth: [Int: Int] = [:]
    for row in rows {
      for (indicator, cell) in row.cells {
        let variables = attacker.variables(indicator, row.key)
        for (variable, value) in zip(variables, [cell.base, cell.count, cell.complement]) {
          truth[variable] = value
        }
      }
    }
    // A few hidden counts of each table, and of each the ends and the middle.
    let hidden = Set(
      rows.filter { $0.isHidden || !$0.bounded.isEmpty }.flatMap { row in
        row.cells.keys.flatMap { attacker.variables($0, row.key) }
      }.filter { (1...7).contains(truth[$0] ?? 0) })
    for variable in hidden.sorted().prefix(6) {
      for value in [1, 4, 7] {
        var looks = 60
        outcome.attacked += 1
        switch attacker.canBe(variable, value, near: truth, looks: &looks) {
        case true?: continue
        case false?: outcome.leaks.insert(seed)
        case nil: outcome.undecided += 1
        }
      }
    }
  }
}
