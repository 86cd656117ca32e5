// The attackers against the protection: over random releases nothing hidden can be narrowed, and
// they do find it when the protection leaves out its second step.

import TestRandomness
import Findings
import JSON
import Testing

/// A hidden count of 1 to 7 that an attacker found not to have some of these values.
struct Leak: Hashable {
  let seed: UInt64
  let row: RowKey
  let excluded: [Int]
}

struct AttackTests {
  @Test func `nobody can narrow a hidden count in 200 random releases`() throws {
    var leaks: [Leak] = []
    var attacked = 0
    for seed in UInt64(1)...200 {
      leaks += try attack(seed: seed, hidesMoreRows: true, attacked: &attacked)
    }
    #expect(leaks == [])
    // Without hidden counts to attack the test would show nothing.
    #expect(attacked > 1000)
  }

  @Test func `without hiding more rows the same attacker narrows hidden counts`() throws {
    var leaks: [Leak] = []
    var attacked = 0
    for seed in UInt64(1)...200 {
      leaks += try attack(seed: seed, hidesMoreRows: false, attacked: &attacked)
    }
    #expect(Set(leaks.map(\.seed)).count > 20)
  }

  private func attack(
    seed: UInt64, hidesMoreRows: Bool, attacked: inout Int
  ) throws -> [Leak] {
    let survey = RandomSurvey(seed: seed)
    let counts = survey.counts
    let release = try Protection.protect(
      counts, rule: .standard, earlier: [], changes: [], hidesMoreRows: hidesMoreRows)
    let document = ReleaseDocument(release).json
    var leaks: [Leak] = []
    for sharing in survey.sharing {
      let ids = sharing.map(RandomSurvey.indicator)
      let attacker = Attacker(document, indicators: ids)
      if attacker.knowsNothing { continue }
      for role in survey.roles.indices {
        let name = RandomSurvey.role(role)
        let findings = attacker.findings(role: name)
        for (place, index) in sharing.enumerated() {
          let rows = AttackerIndicator(ids[place], in: document).roles[name] ?? []
          for (row, exact) in zip(rows, counts[index].breakdowns[role].rows) where row.isHidden {
            let cells = [
              (exact.cell.base, findings.bases), (exact.cell.count, findings.counts[place]),
              (exact.cell.complement, findings.complements[place]),
            ]
            for (truth, left) in cells where (1...7).contains(truth) {
              attacked += 1
              // An attacker who rules out the truth has made a mistake.
              #expect(left.contains(truth), "seed \(seed)")
              let excluded = (1...7).filter { !left.contains($0) }
              if excluded.isEmpty { continue }
              let key = RowKey(indicator: ids[place], role: name, group: row.group)
              leaks.append(Leak(seed: seed, row: key, excluded: excluded))
            }
          }
        }
      }
    }
    return leaks
  }
}
