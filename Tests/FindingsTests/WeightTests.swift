// Weights: raking and design effects against independent libraries, and everything that cannot be weighted.

import Findings
import JSON
import Testing

struct WeightTests {
  private func margin(
    _ role: String, _ positions: [Int], _ people: [Double]
  ) -> RakingMargin {
    RakingMargin(
      role: role, positions: positions,
      targets: people.enumerated().map { ("\(role) \($0)", $1) })
  }

  /// A table as one person a cell, with the cell as the weight to begin with.
  private func margins(
    of table: [[Double]], rows: [Double], columns: [Double]
  ) -> (margins: [RakingMargin], start: [Double]) {
    let width = table[0].count
    let cells = table.count * width
    return (
      [
        margin("row", (0..<cells).map { $0 / width }, rows),
        margin("column", (0..<cells).map { $0 % width }, columns),
      ], table.flatMap { $0 }
    )
  }

  // ipfn 1.4.4, the example of its documentation.
  @Test func `a raked table equals that of an independent library`() throws {
    let (margins, start) = margins(
      of: [[8, 4, 6, 7], [3, 6, 5, 2], [9, 11, 3, 1]], rows: [20, 18, 22],
      columns: [18, 16, 12, 14])
    let raked = try RakedWeights(margins, start: start)
    let first = [5.579361394022301, 2.1624669416369127, 3.891873715185341, 8.366297949155596]
    for (one, other) in zip(raked.weights, first) { #expect(abs(one - other) < 1e-7) }
    #expect(raked.rounds < 30)
  }

  @Test(.enabled(if: SharedVectors.exists("raking.json")))
  func `weights of people of the shared vectors are reproduced`() throws {
    let vector = try SharedVectors.value("raking.json", "respondent_level")
    let list = { (value: JSONValue?) in (value?.array ?? []).compactMap(\.number) }
    let margins = ["sex", "age", "district"].map { role in
      margin(role, list(vector[role]).map { Int($0) }, list(vector["targets"]?[role]))
    }
    let expected = list(vector["weights"])
    let raked = try RakedWeights(margins)
    let scale = expected.reduce(0, +) / raked.weights.reduce(0, +)
    #expect(raked.weights.count == 60 && expected.count == 60)
    for (one, other) in zip(raked.weights, expected) { #expect(abs(one * scale - other) < 1e-7) }
    let effect = try #require(DesignEffect(raked.weights))
    #expect(abs(effect.kish - (vector["kish_deff"]?.number ?? .nan)) < 1e-7)
    #expect(abs(effect.effectiveBase - (vector["kish_neff"]?.number ?? .nan)) < 1e-5)
  }

  @Test(.enabled(if: SharedVectors.exists("weighted.json")))
  func `weighted estimates of the shared vectors are reproduced`() throws {
    let cases = try SharedVectors.cases("weighted.json")
    #expect(cases.count == 5)
    for vector in cases {
      let list = { (key: String) in vector[key]?.array?.compactMap(\.number) }
      let codes = { (key: String) in list(key)?.map { Int($0) } }
      // Clusters are numbered within their stratum.
      let estimate = try #require(
        WeightedEstimate(
          list("y") ?? [], weights: list("w") ?? [], strata: codes("strata"),
          clusters: codes("psu")))
      let number = { (key: String) in vector[key]?.number ?? .nan }
      #expect(abs(estimate.value - number("estimate")) < 1e-9)
      #expect(abs(estimate.standardError - number("se")) < 1e-9)
      #expect(estimate.degrees == vector["df"]?.int)
      let effect = try #require(DesignEffect(list("w") ?? []))
      #expect(abs(effect.kish - number("kish_deff")) < 1e-9)
      if let wilson = list("ci_wilson_neff") {
        let interval = try #require(estimate.shareInterval)
        #expect(abs(interval.low - wilson[0]) < 1e-9 && abs(interval.high - wilson[1]) < 1e-9)
      }
      let interval = try #require(list("ci_t"))
      #expect(abs(estimate.meanInterval.low - interval[0]) < 1e-8)
      #expect(abs(estimate.meanInterval.high - interval[1]) < 1e-8)
    }
  }

  @Test func `what cannot be weighted is refused with the reason`() {
    let two = { (one: [Double], other: [Double]) in
      [self.margin("sex", [0, 0, 1, 1], one), self.margin("age", [0, 1, 0, 1], other)]
    }
    let cases: [([RakingMargin], [Double]?, String)] = [
      (two([10, 10], [12, 9]), nil, "adds up to 21, by 'sex' to 20"),
      ([margin("sex", [0, 0, 0, 0], [5, 5])], nil, "nobody of 'sex 1' (sex) answered"),
      ([margin("sex", [0, 0, 1, 1], [5, 0])], nil, "would have a weight of zero"),
      (two([10, 10], [10, 10]), [1, 1, 0, 1], "above 0"),
      (two([10, 10], [10, 10]), [1, 1, .nan, 1], "above 0"),
      (two([10, 10], [10, 10]), [1, 1], "is not known of everybody"),
      ([], nil, "nobody to weight"),
      // Men are all young and women all old: no weights give both.
      (
        [margin("sex", [0, 0, 1, 1], [5, 15]), margin("age", [0, 0, 1, 1], [10, 10])], nil,
        "after 500 rounds"
      ),
    ]
    for (margins, start, reason) in cases {
      let problem = #expect(throws: WeightingProblem.self) {
        try RakedWeights(margins, start: start)
      }
      #expect(problem?.message.contains(reason) == true, "\(problem?.message ?? "none")")
    }
  }

  @Test func `weights stay within their limits with the same sum, and cost what they cost`() throws
  {
    let (held, moved) = DesignEffect.trimmed([1, 1, 1, 1, 1, 1, 1, 1, 1, 11])
    #expect(moved == 1 && abs(held.reduce(0, +) - 20) < 1e-9)
    #expect(held[9] / held[0] < 11)
    #expect(try #require(DesignEffect([2, 2, 2])).kish == 1)
    #expect(try #require(DesignEffect([1, 3])).kish == 1.25)
    #expect(DesignEffect([]) == nil && DesignEffect([1, 0]) == nil)
    #expect(WeightedEstimate([1, 0], weights: [1, 1], strata: [0, 1]) == nil)
  }
}
