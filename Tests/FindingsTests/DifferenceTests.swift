// Differences, changes, trends and weights against figures made with independent libraries or published.

import Findings
import JSON
import Testing

struct DifferenceTests {
  private func close(_ one: Double, _ other: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(one - other) < tolerance
  }

  // statsmodels 0.15.0, confint_proportions_2indep(method="newcomb").
  @Test(arguments: [
    (93, 100, 86, 100, -0.016900438975910134, 0.15885098946466672),
    (9, 12, 3, 15, 0.1716787280228677, 0.756679423193453),
    (30, 30, 25, 30, 0.019729903514814323, 0.3356435050641604),
  ])
  func `the difference of two shares equals that of an independent library`(
    x: Int, n: Int, y: Int, m: Int, low: Double, high: Double
  ) throws {
    let one = try #require(WilsonInterval(count: x, base: n))
    let other = try #require(WilsonInterval(count: y, base: m))
    let interval = DifferenceInterval(one, other)
    #expect(close(interval.low, low) && close(interval.high, high))
    let back = DifferenceInterval(other, one)
    #expect(close(back.low, -high) && close(back.high, -low))
  }

  // scipy 1.17.1, ttest_ind(equal_var=False).
  @Test func `the difference of two means equals that of an independent library`() throws {
    let b: [Double] = [8, 4, 0, 1, 3, 2, 4, 10, 0, 9, 0, 10, 7, 6, 4]
    let cases: [([Double], Double, Double, Double)] = [
      ([0, 3, 7, 6, 5, 7, 8, 2], 0.21666666666666679, -2.6548748342317534, 3.088208167565087),
      (
        [3, 4, 5, 2, 4, 4, 3, 5, 1, 4], -1.0333333333333332, -3.1664630022752154,
        1.099796335608549
      ),
    ]
    for (a, difference, low, high) in cases {
      let interval = try #require(DifferenceInterval(means: a, b))
      #expect(close(interval.difference, difference))
      #expect(close(interval.low, low, 1e-8) && close(interval.high, high, 1e-8))
    }
    #expect(DifferenceInterval(means: [1], b) == nil)
    #expect(DifferenceInterval(means: [2, 2], [3, 3]) == nil)
  }

  // Airway responsiveness before and after a transplant: Fagerland, Lydersen and Laake (2014), Newcombe's
  // interval -0.507 to -0.026, exact P = 0.070.
  @Test func `the change of the same people equals the published one`() throws {
    let pairs = try #require(PairedAnswers(both: 1, first: 7, second: 1, neither: 12))
    #expect(close(pairs.change.difference, -6.0 / 21))
    #expect(close(pairs.change.low, -0.506920226686141))
    #expect(close(pairs.change.high, -0.02555912416485978))
    #expect(try close(#require(pairs.chance), 18.0 / 256))
    #expect(PairedAnswers(both: 0, first: 0, second: 0, neither: 0) == nil)
    #expect(PairedAnswers(both: -1, first: 2, second: 0, neither: 0) == nil)
    #expect(PairedAnswers(both: .max, first: 1, second: 0, neither: 0) == nil)
    let most = PairedAnswers.mostPeople
    let many = try #require(PairedAnswers(both: most, first: most, second: most, neither: most))
    #expect(many.change.difference == 0 && many.change.high < 1e-5)
    let same = try #require(PairedAnswers(both: 4, first: 0, second: 0, neither: 3))
    #expect(same.chance == nil && same.change.difference == 0)
  }

  // Closed form, which statsmodels' ordinal association bears out.
  @Test func `a trend is told from five points, and from none that all count`() throws {
    let hundred = { (counts: [Int]) in counts.map { (count: $0, base: 100) } }
    let rising = try #require(LinearTrend(hundred([80, 85, 90, 96, 99])))
    #expect(close(rising.slope, 0.049) && close(rising.chiSquared, 26.67777777777778))
    #expect(close(rising.chance, 2.4037014598347934e-07, 1e-12))
    let level = try #require(LinearTrend(hundred([50, 48, 52, 49, 51])))
    #expect(close(level.chiSquared, 0.036) && close(level.chance, 0.8495154923650348))
    #expect(LinearTrend(hundred([80, 85, 90, 96])) == nil)
    #expect(LinearTrend(hundred([0, 0, 0, 0, 0])) == nil)
    #expect(LinearTrend(hundred([100, 100, 100, 100, 100])) == nil)
    #expect(LinearTrend([(1, 2), (1, 2), (1, 2), (1, 2), (0, 0)]) == nil)
    let large = Int.max / 2
    let huge = try #require(LinearTrend((0..<5).map { _ in (count: large / 2, base: large) }))
    #expect(abs(huge.slope) < 1e-9)
  }

  @Test(.enabled(if: SharedVectors.exists("wilson.json")))
  func `differences, effective bases and trends of the shared vectors are reproduced`() throws {
    let differences = try SharedVectors.cases("wilson.json", "difference_newcombe")
    #expect(!differences.isEmpty)
    for vector in differences {
      let number = { (key: String) in vector[key]?.number ?? .nan }
      let pair = try [("x1", "n1"), ("x2", "n2")].map { x, n in
        try #require(WilsonInterval(count: Int(number(x)), base: Int(number(n))))
      }
      let interval = DifferenceInterval(pair[0], pair[1])
      #expect(close(interval.difference, number("diff")) && close(interval.low, number("lower")))
      #expect(close(interval.high, number("upper")))
    }
    for vector in try SharedVectors.cases("wilson.json", "effective_n_cases") {
      let number = { (key: String) in vector[key]?.number ?? .nan }
      let interval = try #require(
        WilsonInterval(proportion: number("p"), effectiveBase: number("n_eff")))
      #expect(close(interval.low, number("lower")) && close(interval.high, number("upper")))
    }
    for vector in try SharedVectors.cases("trend.json") {
      let list = { (key: String) in (vector[key]?.array ?? []).compactMap(\.int) }
      let trend = try #require(LinearTrend(Array(zip(list("x"), list("n"))), least: 2))
      #expect(close(trend.chiSquared, vector["chi2"]?.number ?? .nan))
      #expect(close(trend.chance, vector["p"]?.number ?? .nan))
    }
  }

  @Test(.enabled(if: SharedVectors.exists("means.json")))
  func `means, their differences and t of the shared vectors are reproduced`() throws {
    let list = { (value: JSONValue?) in (value?.array ?? []).compactMap(\.number) }
    for vector in try SharedVectors.cases("means.json", "welch") {
      let interval = try #require(
        DifferenceInterval(means: list(vector["a"]), list(vector["b"])))
      #expect(close(interval.low, vector["lower"]?.number ?? .nan, 1e-8))
      #expect(close(interval.high, vector["upper"]?.number ?? .nan, 1e-8))
    }
    for vector in try SharedVectors.cases("means.json") {
      let mean = try #require(MeanInterval(list(vector["data"])))
      #expect(close(mean.mean, vector["mean"]?.number ?? .nan, 1e-8))
      guard let low = mean.low, let expected = vector["lower"]?.number else { continue }
      #expect(close(low, expected, 1e-8))
    }
    for vector in try SharedVectors.cases("means.json", "t_quantiles")
    where vector["p"] == 0.975 {
      #expect(
        close(StudentT.quantile975(vector["df"]?.number ?? 0), vector["t"]?.number ?? .nan, 1e-8))
    }
  }
}
