// Invented surveys of the size that partnerships have: a question on a scale or a score, by age band and place.

import Findings
import Surveys
import TestRandomness

/// People of two roles who each gave an amount.
struct SurveyScores {
  let people: [(groups: [Int], amount: Double)]
  /// How many groups each role has, besides those who did not say.
  let groups: [Int]
  let show: IndicatorShow

  /// Weights of the groups of six age bands and seven places: some are small.
  static let ages = [3.0, 12, 22, 27, 24, 12]
  static let places = [2.0, 3, 9, 14, 18, 24, 30]

  /// So many people whose amounts are spread as the weights say.
  init(
    _ count: Int, _ amounts: [Double], _ weights: [Double], show: IndicatorShow,
    groups: [[Double]] = [ages, places], seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed &* 9973)
    func drawn(_ weights: [Double]) -> Int {
      var left = Double.random(in: 0..<weights.reduce(0, +), using: &random)
      for (place, weight) in weights.enumerated() {
        left -= weight
        if left < 0 { return place }
      }
      return weights.count - 1
    }
    people = (0..<count).map { _ in (groups.map { drawn($0 + [1]) }, amounts[drawn(weights)]) }
    self.groups = groups.map(\.count)
    self.show = show
  }

  var counts: IndicatorCounts {
    let all = people.map { (amount: $0.amount, per: 1.0) }
    let scale = AmountKinds(show, all)
    let cell = { (measure: Measure, count: Int) in
      CellCount(
        base: count, count: count, isWithheld: count > 0 && measure.isDominated,
        contributors: measure.contributors)
    }
    let total = Measure(show, all, scale: scale)
    return IndicatorCounts(
      id: "score", label: "Score", show: show, better: .higher, baseKey: "people",
      total: cell(total, all.count), measure: total,
      breakdowns: groups.indices.map { role in
        Breakdown(
          role: "role_\(role)",
          rows: (0...groups[role]).map { place in
            let own = amounts(role, place).map { (amount: $0, per: 1.0) }
            let measure = Measure(show, own, scale: scale)
            let group =
              place == groups[role]
              ? BreakdownGroup.notStated : BreakdownGroup(id: "g\(place)", label: "Group \(place)")
            return Breakdown.Row(group, cell(measure, own.count), measure: measure)
          })
      })
  }

  func amounts(_ role: Int, _ place: Int) -> [Double] {
    people.filter { $0.groups[role] == place }.map(\.amount)
  }

  /// A percentage of the same people: those who gave as much or more, or who say yes to something else.
  func share(_ id: String, isCounted: @escaping (Int) -> Bool) -> IndicatorCounts {
    let cell = { (indices: [Int]) in
      CellCount(base: indices.count, count: indices.count(where: isCounted))
    }
    return IndicatorCounts(
      id: id, label: id, show: .percent, better: .higher, baseKey: "people",
      total: cell(Array(people.indices)),
      breakdowns: groups.indices.map { role in
        Breakdown(
          role: "role_\(role)",
          rows: (0...groups[role]).map { place in
            let group =
              place == groups[role]
              ? BreakdownGroup.notStated : BreakdownGroup(id: "g\(place)", label: "Group \(place)")
            return Breakdown.Row(
              group, cell(people.indices.filter { people[$0].groups[role] == place }))
          })
      })
  }
}
