// Made-up people for property tests: the same for the same seed, on every machine.

import TestRandomness
import Surveys
import Findings

/// One made-up person.
struct Person {
  /// The group in each role.
  var groups: [Int]
  /// Which bases the person is in.
  var bases: [Bool]
  /// Which indicators the person meets the condition of.
  var counts: [Bool]
}

/// Made-up people with the indicators that are counted of them.
struct RandomSurvey {
  var people: [Person] = []
  /// For each role how many groups it has, `not_stated` the last.
  let roles: [Int]
  /// For each indicator which base it has.
  let bases: [Int]
  private let weights: [[Double]]
  private let shares: [Double]

  init(
    seed: UInt64, people size: Int? = nil, roles: Int? = nil, indicators: Int? = nil,
    groups: ClosedRange<Int> = 2...8
  ) {
    var random = SeededGenerator(seed: seed)
    let sizes = [60, 150, 300, 600, 1200]
    let size = size ?? sizes.randomElement(using: &random) ?? 60
    let roleCount = roles ?? Int.random(in: 1...2, using: &random)
    self.roles = (0..<roleCount).map { _ in Int.random(in: groups, using: &random) }
    let indicatorCount = indicators ?? Int.random(in: 1...3, using: &random)
    // The first two indicators share a base, a third has its own.
    bases = (0..<indicatorCount).map { $0 / 2 }
    // Weights that fall by powers make sparse groups beside dense ones.
    weights = self.roles.map { count in
      let fall = Double.random(in: 0.4...1, using: &random)
      var weight = 1.0
      return (0..<count).map { _ in
        defer { weight *= fall }
        return weight
      }
    }
    let likely = [0.04, 0.15, 0.3, 0.5, 0.7, 0.9]
    shares = bases.map { _ in likely.randomElement(using: &random) ?? 0.5 }
    for _ in 0..<size { people.append(person(&random)) }
  }

  /// A person like the others; of a given group of the first role where one is named.
  func person(group: Int? = nil, _ random: inout SeededGenerator) -> Person {
    var groups = weights.map { weights in
      var point = Double.random(in: 0..<weights.reduce(0, +), using: &random)
      for (place, weight) in weights.enumerated() {
        point -= weight
        if point < 0 { return place }
      }
      return weights.count - 1
    }
    if let group { groups[0] = group }
    return Person(
      groups: groups, bases: [group != nil || Bool.random(using: &random), true],
      counts: shares.map { Double.random(in: 0..<1, using: &random) < $0 })
  }

  static func indicator(_ index: Int) -> String { "indicator_\(index)" }

  static func role(_ index: Int) -> String { "role_\(index)" }

  /// Indicators by the base they share.
  var sharing: [[Int]] {
    Dictionary(grouping: bases.indices, by: { bases[$0] }).values.map { $0.sorted() }
      .sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  var counts: [IndicatorCounts] {
    bases.indices.map { index in
      IndicatorCounts(
        id: Self.indicator(index), label: "Indicator \(index)", show: .percent, better: .higher,
        baseKey: "base \(bases[index])", total: cell(index) { _ in true },
        breakdowns: roles.indices.map { role in
          Breakdown(
            role: Self.role(role),
            rows: (0..<roles[role]).map { group in
              let isLast = group == roles[role] - 1
              let name = BreakdownGroup(id: "group_\(group)", label: "Group \(group)")
              return Breakdown.Row(
                isLast ? .notStated : name, cell(index) { $0.groups[role] == group })
            })
        })
    }
  }

  private func cell(_ index: Int, _ belongs: (Person) -> Bool) -> CellCount {
    let base = people.filter { $0.bases[bases[index]] && belongs($0) }
    return CellCount(base: base.count, count: base.filter { $0.counts[index] }.count)
  }
}

extension ReleaseDocument {
  /// A document of figures with made-up names around them.
  init(_ release: ProtectedRelease) {
    self.init(
      survey: "made-up", versions: ["1.0.0"], partnership: "made-up-partnership",
      release: "release", cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(release.audit.rule),
      findings: Finding.all(of: release.indicators, context: [:], limitations: []))
  }
}
