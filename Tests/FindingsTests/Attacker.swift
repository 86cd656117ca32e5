// An attacker on one release: from the published document, the rule, and which indicators ask the
// same people, works out every value that each hidden count could have.

import JSON

/// The counts a hidden row could have, as the attacker works them out.
struct AttackerFindings {
  var bases: Set<Int> = []
  var counts: [Set<Int>]
  var complements: [Set<Int>]
}

/// Attacks indicators with one base by enumerating the bases of all shown rows together; given
/// the bases, the counts that print a row run without gaps, so that ranges of them add exactly.
struct Attacker {
  /// The sum of the shown rows' bases, with the range of the sum of counts of each indicator.
  private struct Shown: Hashable {
    var base = 0
    var low: [Int]
    var high: [Int]
  }
  /// The counts of everybody that the attacker considers; nil where a total is hidden.
  private struct Everybody: Hashable {
    var base: Int
    var counts: [Int?]
  }
  private struct Role {
    let hidden: [String]
    let shown: Set<Shown>
  }

  private let indicators: [AttackerIndicator]
  private let roles: [String: Role]
  private var everybody: [Everybody]
  private let ceiling: Int

  /// All indicators must have the same roles. Values above `ceiling` are not worked out.
  init(_ document: JSONValue, indicators ids: [String], ceiling: Int = 9) {
    self.ceiling = ceiling
    indicators = ids.map { AttackerIndicator($0, in: document) }
    var roles: [String: Role] = [:]
    for role in indicators.first?.roles.keys.sorted() ?? [] {
      roles[role] = Self.read(indicators.compactMap { $0.roles[role] })
    }
    self.roles = roles
    everybody = Self.totals(indicators.map(\.total))
    everybody = everybody.filter { all in
      roles.values.allSatisfy { role in role.shown.contains { fits(all, $0, role) } }
    }
  }

  private static func read(_ rows: [[AttackerRow]]) -> Role {
    let first = rows[0]
    var shown: Set<Shown> = [
      Shown(
        low: [Int](repeating: 0, count: rows.count), high: [Int](repeating: 0, count: rows.count))
    ]
    for place in first.indices where !first[place].isHidden {
      let ranges = rows.map { row in
        Dictionary(grouping: row[place].pairs, by: \.base).mapValues { pairs in
          (pairs.map(\.count).min() ?? 0, pairs.map(\.count).max() ?? 0)
        }
      }
      let bases = ranges[0].keys.filter { base in ranges.allSatisfy { $0[base] != nil } }
      var next: Set<Shown> = []
      for sum in shown {
        for base in bases {
          var sum = sum
          sum.base += base
          for (index, range) in ranges.enumerated() {
            sum.low[index] += range[base]?.0 ?? 0
            sum.high[index] += range[base]?.1 ?? 0
          }
          next.insert(sum)
        }
      }
      shown = next
    }
    return Role(hidden: first.filter(\.isHidden).map(\.group), shown: shown)
  }

  private static func totals(_ rows: [AttackerRow]) -> [Everybody] {
    let known = rows.filter { !$0.isHidden }
    let bases = Set(known.flatMap { $0.pairs.map(\.base) }).filter { base in
      known.allSatisfy { row in row.pairs.contains { $0.base == base } }
    }
    return bases.sorted().flatMap { base in
      var all = [Everybody(base: base, counts: [])]
      for row in rows {
        let counts: [Int?] =
          row.isHidden ? [nil] : row.pairs.filter { $0.base == base }.map(\.count)
        all = all.flatMap { one in
          counts.map { Everybody(base: base, counts: one.counts + [$0]) }
        }
      }
      return all
    }
  }

  private func fits(_ all: Everybody, _ shown: Shown, _ role: Role) -> Bool {
    let rest = all.base - shown.base
    // A hidden row has at least one person in it.
    guard role.hidden.isEmpty ? rest == 0 : rest >= role.hidden.count else { return false }
    return all.counts.indices.allSatisfy { index in
      guard let count = all.counts[index] else { return true }
      return shown.low[index] <= count && count <= shown.high[index] + rest
    }
  }

  /// True when no total is shown: then no row is either.
  var knowsNothing: Bool { indicators.allSatisfy(\.total.isHidden) }

  /// Every value up to the ceiling that the counts of a hidden row of a role could have.
  func findings(role name: String) -> AttackerFindings {
    let empty = [Set<Int>](repeating: [], count: indicators.count)
    var findings = AttackerFindings(counts: empty, complements: empty)
    guard let role = roles[name] else { return findings }
    for all in everybody {
      for shown in role.shown where fits(all, shown, role) {
        add(all, shown, others: role.hidden.count - 1, to: &findings)
      }
    }
    return findings
  }

  private func add(
    _ all: Everybody, _ shown: Shown, others: Int, to findings: inout AttackerFindings
  ) {
    let rest = all.base - shown.base
    let most = rest - others
    findings.bases.formUnion(range(others == 0 ? rest : 1, most))
    for index in indicators.indices {
      var (low, high) = (0, rest)
      if let count = all.counts[index] {
        (low, high) = (max(0, count - shown.high[index]), min(rest, count - shown.low[index]))
      }
      if others == 0 {
        findings.counts[index].formUnion(range(low, high))
        findings.complements[index].formUnion(range(rest - high, rest - low))
      } else {
        // The others can take everything but what this row is said to hold.
        findings.counts[index].formUnion(range(1, min(high, most)))
        findings.complements[index].formUnion(range(1, min(rest - low, most)))
      }
    }
  }

  private func range(_ low: Int, _ high: Int) -> [Int] {
    low <= min(high, ceiling) ? Array(low...min(high, ceiling)) : []
  }
}
