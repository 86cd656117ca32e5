// The attacker on crossed tables: over random tables nothing hidden can be narrowed, and the leaks
// that are planted by leaving rules out are found.

import Findings
import Testing

struct CrossedAttackTests {
  /// A hidden count of 1 to 7 that the attacker found not to have some of these values.
  struct Leak: Hashable {
    let seed: UInt64
    let indicator: String
    let row: CrossedKey
    let range: AttackerRange
  }

  struct Outcome {
    var leaks: [Leak] = []
    var attacked = 0
    var released = 0
    var hidden = 0
    var bounded = 0
  }

  @Test func `R15 nobody can narrow a hidden count in 300 random crossed tables`() throws {
    var outcome = Outcome()
    for seed in UInt64(1)...300 { try attack(seed: seed, .full, &outcome) }
    #expect(outcome.leaks == [])
    #expect(outcome.released > 100)
    // Without hidden counts to attack the test would show nothing.
    #expect(outcome.attacked > 400)
    #expect(outcome.bounded > 100)
  }

  @Test func `R15 nobody can narrow a hidden count of tables that are protected as large ones are`()
    throws
  {
    var outcome = Outcome()
    var large = CrossedThoroughness()
    large.manyRows = 0
    for seed in UInt64(301)...380 { try attack(seed: seed, large, &outcome) }
    #expect(outcome.leaks == [])
    #expect(outcome.released > 25)
    #expect(outcome.attacked > 100)
  }

  /// People by two choices of one question, and by something else in some: who chose, who did not, and who
  /// did not answer, the same people in both.
  private func choices(seed: UInt64) -> RandomCrossing {
    var survey = RandomCrossing(seed: seed, ways: seed.isMultiple(of: 3) ? 3 : 2, groups: 3...3)
    for place in survey.people.indices {
      let groups = survey.people[place].groups
      if groups[0] == 2 || groups[1] == 2 {
        survey.people[place].groups.replaceSubrange(0...1, with: [2, 2])
      } else if seed.isMultiple(of: 2), groups[0] == 1 {
        // Of two choices everybody who answered chose one.
        survey.people[place].groups[1] = 0
      }
    }
    return survey
  }

  @Test func `R15 nobody can narrow a hidden count of tables over two choices of one question`()
    throws
  {
    var outcome = Outcome()
    for seed in UInt64(1)...150 {
      try attack(choices(seed: seed), seed: seed, .full, &outcome)
    }
    #expect(outcome.leaks == [])
    #expect(outcome.released > 50)
    #expect(outcome.attacked > 100)
    var leaking = Outcome()
    var less = CrossedThoroughness()
    less.hidesMoreRows = false
    for seed in UInt64(1)...60 {
      try attack(choices(seed: seed), seed: seed, less, &leaking)
    }
    #expect(leaking.leaks.count > 0)
  }

  @Test func `without hiding more rows the same attacker narrows hidden counts`() throws {
    var outcome = Outcome()
    var less = CrossedThoroughness()
    less.hidesMoreRows = false
    for seed in UInt64(1)...60 { try attack(seed: seed, less, &outcome) }
    #expect(Set(outcome.leaks.map(\.seed)).count > 5)
  }

  @Test func `protected without the one-way rows beside, crossed tables would give counts away`()
    throws
  {
    var outcome = Outcome()
    var less = CrossedThoroughness()
    less.knowsOneWay = false
    for seed in UInt64(1)...120 { try attack(seed: seed, less, &outcome) }
    #expect(outcome.leaks.count > 0)
  }

  private func attack(
    seed: UInt64, _ thoroughness: CrossedThoroughness, _ outcome: inout Outcome
  ) throws {
    try attack(RandomCrossing(seed: seed), seed: seed, thoroughness, &outcome)
  }

  private func attack(
    _ survey: RandomCrossing, seed: UInt64, _ thoroughness: CrossedThoroughness,
    _ outcome: inout Outcome
  ) throws {
    let oneWay = try Protection.protect(survey.beside, rule: .standard)
    let release = try CrossedProtection.protect(
      survey.tables, beside: survey.beside, oneWay.audit, rule: .standard,
      thoroughness: thoroughness
    ).release
    guard !release.tables.isEmpty else { return }
    outcome.released += 1
    let attacker = CrossedAttacker(.standard)
    attacker.read(release.tables, oneWay.indicators)
    attacker.work()
    for row in release.audit.bases.flatMap(\.rows) {
      for (indicator, cell) in row.cells
      where row.isHidden || row.bounded.contains(indicator) {
        outcome.hidden += row.isHidden ? 1 : 0
        outcome.bounded += row.isHidden ? 0 : 1
        let left = attacker.left(indicator, row.key)
        guard left.count == 3 else { continue }
        let isBounded = !row.isHidden
        for (truth, range) in zip([cell.base, cell.count, cell.complement], left)
        where (1...7).contains(truth) {
          outcome.attacked += 1
          // An attacker who rules out the truth has made a mistake.
          #expect(range.low <= truth && truth <= range.high, "seed \(seed) \(row.key) \(isBounded)")
          guard range.low > 1 || range.high < 7 else { continue }
          outcome.leaks.append(
            Leak(seed: seed, indicator: indicator, row: row.key, range: range))
        }
      }
    }
  }
}
