// Made-up people in one to three roles, some with a level of coarser groups above: the same for the
// same seed, on every machine.

import Findings
import Surveys
import TestRandomness

/// Made-up people with the indicators that are counted of them, by every combination of groups.
struct RandomCrossing {
  struct Person {
    var groups: [Int]
    var counts: [Bool]
  }

  var people: [Person] = []
  let dimensions: [CrossedDimension]
  let indicators: Int
  private let weights: [[Double]]
  private let shares: [Double]

  init(
    seed: UInt64, ways: Int? = nil, people size: Int? = nil, indicators: Int? = nil,
    groups: ClosedRange<Int> = 2...5, show: IndicatorShow = .percent
  ) {
    var random = SeededGenerator(seed: seed)
    let ways = ways ?? Int.random(in: 1...3, using: &random)
    dimensions = (0..<ways).map { role in
      let count = Int.random(in: groups, using: &random)
      return Self.dimension(
        role, count, hasLevel: ways == 1 || (role == 0 && Bool.random(using: &random)))
    }
    self.show = show
    self.indicators = indicators ?? Int.random(in: 1...2, using: &random)
    weights = dimensions.map { dimension in
      let fall = Double.random(in: 0.5...1, using: &random)
      var weight = 1.0
      return dimension.groups.map { _ in
        defer { weight *= fall }
        return weight
      }
    }
    let likely = [0.15, 0.3, 0.5, 0.7]
    shares = (0..<self.indicators).map { _ in random.pick(likely) }
    let size = size ?? random.pick([200, 500, 1000, 3000])
    for _ in 0..<size { people.append(person(&random)) }
  }

  let show: IndicatorShow

  static func dimension(_ role: Int, _ count: Int, hasLevel: Bool) -> CrossedDimension {
    let groups =
      (0..<(count - 1)).map { BreakdownGroup(id: "group_\($0)", label: "Group \($0)") }
      + [.notStated]
    let above = groups.indices.map { $0 == count - 1 ? (count - 1 + 1) / 2 : $0 / 2 }
    let parents = (0...(above.last ?? 0)).map { place in
      place == above.last
        ? BreakdownGroup.notStated : BreakdownGroup(id: "part_\(place)", label: "Part \(place)")
    }
    return CrossedDimension(
      role: "role_\(role)", groups: groups, above: hasLevel ? [above] : [],
      levels: hasLevel ? [parents] : [])
  }

  /// A person like the others, in given groups where they are named.
  func person(groups: [Int]? = nil, _ random: inout SeededGenerator) -> Person {
    let drawn = weights.map { weights in
      var point = Double.random(in: 0..<weights.reduce(0, +), using: &random)
      for (place, weight) in weights.enumerated() {
        point -= weight
        if point < 0 { return place }
      }
      return weights.count - 1
    }
    return Person(
      groups: groups ?? drawn,
      counts: shares.map { Double.random(in: 0..<1, using: &random) < $0 })
  }

  static func indicator(_ index: Int) -> String { "indicator_\(index)" }

  /// The tables by all the roles.
  var tables: [CrossedCounts] { (0..<indicators).map { table($0, by: Array(dimensions.indices)) } }

  /// The table of an indicator by some roles.
  func table(_ index: Int, by roles: [Int]) -> CrossedCounts {
    let sizes = roles.map { dimensions[$0].groups.count }
    var bases = [Int](repeating: 0, count: sizes.reduce(1, *))
    var counts = bases
    for person in people {
      let place = zip(roles, sizes).reduce(0) { $0 * $1.1 + person.groups[$1.0] }
      bases[place] += 1
      if person.counts[index] { counts[place] += 1 }
    }
    return CrossedCounts(
      indicator: Self.indicator(index), label: "Indicator \(index)", show: show,
      baseKey: "base", dimensions: roles.map { dimensions[$0] },
      cells: zip(bases, counts).map { CellCount(base: $0, count: $1) })
  }

  /// The one-way tables beside.
  var beside: [IndicatorCounts] {
    (0..<indicators).map { index in
      IndicatorCounts(
        id: Self.indicator(index), label: "Indicator \(index)", show: show, better: .higher,
        baseKey: "base", total: cell(index) { _ in true },
        breakdowns: dimensions.enumerated().map { place, dimension in
          Breakdown(
            role: dimension.role,
            rows: dimension.groups.enumerated().map { group, name in
              Breakdown.Row(name, cell(index) { $0.groups[place] == group })
            })
        })
    }
  }

  private func cell(_ index: Int, _ belongs: (Person) -> Bool) -> CellCount {
    let base = people.filter(belongs)
    return CellCount(base: base.count, count: base.filter { $0.counts[index] }.count)
  }
}
