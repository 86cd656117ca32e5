// The attacker on two releases in a row, who knows which rows changed in between.

import TestRandomness
import Findings
import JSON
import Testing

struct SuccessionAttackTests {
  @Test func `two releases together narrow no hidden count of either`() throws {
    let result = try attackAll(knowsEarlier: true)
    #expect(result.leaks == [])
    #expect(result.released > 30)
    #expect(result.attacked > 100)
  }

  @Test func `protected without regard to the first, a second release would give counts away`()
    throws
  {
    let result = try attackAll(knowsEarlier: false)
    #expect(result.leaks.count > 5)
  }

  private func attackAll(
    knowsEarlier: Bool
  ) throws -> (leaks: [Leak], attacked: Int, released: Int) {
    var result: (leaks: [Leak], attacked: Int, released: Int) = ([], 0, 0)
    for seed in UInt64(1)...80 {
      guard let pair = try releases(seed: seed, knowsEarlier: knowsEarlier) else { continue }
      result.released += 1
      for release in 0...1 {
        for row in pair.hidden(release) {
          for (kind, value) in row.few {
            result.attacked += 1
            let couldBe = { (value: Int) in
              pair.attacker.couldBe(value, kind, of: row.group, release: release)
            }
            // An attacker who rules out the truth has made a mistake.
            #expect(couldBe(value), "seed \(seed)")
            let excluded = (1...7).filter { !couldBe($0) }
            if excluded.isEmpty { continue }
            let key = RowKey(indicator: "release \(release)", group: row.group)
            result.leaks.append(Leak(seed: seed, row: key, excluded: excluded))
          }
        }
      }
    }
    return result
  }

  private struct HiddenRow {
    let group: String
    let few: [(AttackerSuccession.Count, Int)]
  }

  private struct Pair {
    let attacker: AttackerSuccession
    let audits: [AuditRecord]

    func hidden(_ release: Int) -> [HiddenRow] {
      let indicator = audits[release].indicators[0]
      // This attacker needs both totals.
      guard !audits.contains(where: { $0.indicators[0].total.isHidden }) else { return [] }
      return indicator.breakdowns[0].rows.filter(\.isHidden).map { row in
        let cells: [(AttackerSuccession.Count, Int)] = [
          (.base, row.cell.base), (.numerator, row.cell.count),
          (.complement, row.cell.complement),
        ]
        return HiddenRow(group: row.group, few: cells.filter { (1...7).contains($0.1) })
      }
    }
  }

  /// Two releases of a made-up survey; nil where the second one is refused.
  private func releases(seed: UInt64, knowsEarlier: Bool) throws -> Pair? {
    var random = SeededGenerator(seed: seed &* 7919)
    let size = [80, 150, 300].randomElement(using: &random) ?? 80
    var survey = RandomSurvey(seed: seed, people: size, roles: 1, indicators: 1, groups: 3...5)
    let before = survey.counts
    let first = try Protection.protect(before, rule: .standard)
    var joined: [Int: Int] = [:]
    for group in 0..<survey.roles[0] where Int.random(in: 0..<3, using: &random) > 0 {
      let number = Int.random(in: 8...25, using: &random)
      joined[group] = number
      for _ in 0..<number { survey.people.append(survey.person(group: group, &random)) }
    }
    guard !joined.isEmpty else { return nil }
    let after = survey.counts
    let rows = after[0].breakdowns[0].rows.map(\.group.id)
    var changes = rows.enumerated().map { place, group in
      RowChange(
        row: RowKey(indicator: after[0].id, role: RandomSurvey.role(0), group: group),
        people: joined[place] ?? 0)
    }
    changes.append(
      RowChange(
        row: RowKey(indicator: after[0].id), people: joined.values.reduce(0, +)))
    do throws(ReleaseRefusal) {
      let second = try Protection.protect(
        after, rule: .standard, earlier: knowsEarlier ? [first.audit] : [],
        changes: knowsEarlier ? changes : [])
      let unchanged = rows.enumerated().filter { joined[$0.offset] == nil }.map(\.element)
      let attacker = AttackerSuccession(
        [ReleaseDocument(first).json, ReleaseDocument(second).json], indicator: after[0].id,
        role: RandomSurvey.role(0), unchanged: Set(unchanged), isTotalUnchanged: false)
      return Pair(attacker: attacker, audits: [first.audit, second.audit])
    } catch {
      #expect(error.reason == .notSafeWithEarlier)
      return nil
    }
  }
}
