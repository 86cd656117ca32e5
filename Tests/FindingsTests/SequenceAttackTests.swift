// The attacker on whole sequences of releases: drill-downs, new answers, edits and withdrawals, with
// everything that was printed in all of them taken together.

import Findings
import TestRandomness
import Testing

struct SequenceAttackTests {
  private struct Outcome {
    var leaks: Set<UInt64> = []
    var attacked = 0
    var solved = 0
    /// Sequences of two releases and more.
    var sequences = 0
    var drillDowns = 0
    var happened: [ReleaseSequence.Event: Int] = [:]
    var refused = 0
    var heldBack = 0
    var anew = 0
  }

  @Test
  func
    `R15 nothing is narrowed in 50 sequences of drill-downs, new answers, edits and withdrawals`()
    throws
  {
    var outcome = Outcome()
    var seed = UInt64(0)
    // Sequences of which nothing but the first release could be made do not count.
    while outcome.sequences < 50, seed < 90 {
      seed += 1
      try attack(seed, { ReleaseSequence($0) }, &outcome)
    }
    #expect(outcome.leaks == [])
    #expect(outcome.sequences == 50)
    #expect(outcome.drillDowns > 20)
    #expect(outcome.anew > 3)
    for event in ReleaseSequence.Event.allCases {
      #expect(outcome.happened[event, default: 0] > 10)
    }
    // Where a few people would show, they stand as before: some have to.
    #expect(outcome.heldBack > 20)
    // Without hidden counts to attack the test would show nothing.
    #expect(outcome.attacked > 200)
    #expect(outcome.solved > 100)
  }

  @Test func `each release protected by itself, sequences would give counts away`() throws {
    var outcome = Outcome()
    for seed in UInt64(1)...40 {
      try attack(
        seed,
        { survey in
          var sequence = ReleaseSequence(survey)
          sequence.knowsEarlier = false
          return sequence
        }, &outcome)
    }
    #expect(outcome.leaks.count > 3)
  }

  private func attack(
    _ seed: UInt64, _ make: (RandomCrossing) -> ReleaseSequence, _ outcome: inout Outcome
  ) throws {
    var random = SeededGenerator(seed: seed &* 104_729)
    var sequence = make(
      RandomCrossing(
        seed: seed &* 17, ways: 3, people: random.pick([400, 800, 1600]),
        indicators: seed.isMultiple(of: 2) ? 1 : 2, groups: 3...5))
    // A later version of the survey has one more table: by two roles, by places with a level above, by three.
    let steps: [[[Int]]] = [
      [], random.pick([[[0, 1]], [[0]], [[1, 2]]]), random.pick([[[0, 1]], [[0, 1], [1, 2]]]),
      [[0, 1, 2]],
    ]
    var tables: [[Int]] = []
    for step in steps.prefix(seed.isMultiple(of: 3) ? 4 : 3) {
      if !sequence.releases.isEmpty {
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          let event = random.pick(ReleaseSequence.Event.allCases)
          let isFew = Int.random(in: 0..<6, using: &random) == 0
          sequence.happen(
            event, to: Int.random(in: isFew ? 1...5 : 10...40, using: &random), &random)
          outcome.happened[event, default: 0] += 1
        }
      }
      for table in step where !tables.contains(table) { tables.append(table) }
      if try !sequence.release(tables) { outcome.refused += 1 }
    }
    guard sequence.releases.count > 1 else { return }
    outcome.sequences += 1
    outcome.heldBack += sequence.heldBack
    outcome.drillDowns += sequence.releases.dropFirst().contains { !$0.tables.isEmpty } ? 1 : 0
    outcome.anew += isAnyPrintedAnew(sequence) ? 1 : 0
    try judge(sequence, seed, &outcome)
  }

  private func isAnyPrintedAnew(_ sequence: ReleaseSequence) -> Bool {
    var seen: Set<[String]> = []
    return sequence.releases.flatMap(\.tables).contains {
      !seen.insert([$0.indicator] + $0.dimensions.map(\.role)).inserted
    }
  }

  /// Looks at each count of a few people in each release, whether it was hidden or not.
  private func judge(
    _ sequence: ReleaseSequence, _ seed: UInt64, _ outcome: inout Outcome
  ) throws {
    let attacker = sequence.attacker()
    var truth: [Int: Int] = [:]
    for (place, release) in sequence.releases.enumerated() {
      let rows = release.crossedAudit.bases.flatMap(\.rows)
      for row in rows {
        for (indicator, cell) in row.cells {
          let own = attacker.variables(indicator, row.key, release: place)
          for (variable, value) in zip(own, [cell.base, cell.count, cell.complement])
          where (1...7).contains(value) {
            truth[variable] = value
          }
        }
      }
    }
    var left = 8
    for (variable, value) in truth.sorted(by: { $0.key < $1.key }) {
      outcome.attacked += 1
      var range = attacker.ranges[variable]
      if range.low <= 1, range.high >= 7, left > 0, let narrower = attacker.extremes(variable) {
        (range, left) = (narrower, left - 1)
        outcome.solved += 1
      }
      // An attacker who rules out the truth has made a mistake.
      #expect(range.low <= value && value <= range.high, "seed \(seed)")
      if range.low > 1 || range.high < 7 { outcome.leaks.insert(seed) }
    }
  }
}
