// Means, medians, totals and ratios: estimates against independent libraries.

import Findings
import JSON
import Surveys
import TestRandomness
import Testing

struct MeasureEstimateTests {
  @Test func `a mean and its interval equal those of an independent library`() throws {
    // scipy 1.17.1 and statsmodels 0.15.0, DescrStatsW.
    let data = [8.0, 4, 0, 1, 3, 2, 4, 10, 0, 9, 0, 10, 7, 6, 4]
    let interval = try #require(MeanInterval(data))
    #expect(abs(interval.mean - 4.533333333333333) < 1e-12)
    #expect(abs((interval.low ?? 0) - 2.5271271199618203) < 1e-3)
    #expect(abs(StudentT.quantile975(14) - 2.144786687917804) < 1e-12)
    #expect(abs(StudentT.quantile975(1) - 12.706204736174698) < 1e-10)
    #expect(MeanInterval([]) == nil)
    let alone = try #require(MeanInterval([3]))
    #expect(alone.low == nil)
  }

  @Test(.enabled(if: SharedVectors.exists("means.json")))
  func `every mean of the shared vectors is reproduced`() throws {
    let cases = try SharedVectors.cases("means.json")
    #expect(cases.count > 4)
    for vector in cases {
      let data = (vector["data"]?.array ?? []).compactMap(\.number)
      let interval = try #require(MeanInterval(data))
      #expect(abs(interval.mean - (vector["mean"]?.number ?? -1)) < 1e-8)
      #expect(abs((interval.low ?? -1) - (vector["lower"]?.number ?? -9)) < 1e-8)
      #expect(abs((interval.high ?? -1) - (vector["upper"]?.number ?? -9)) < 1e-8)
      let t = StudentT.quantile975(vector["df"]?.number ?? 1)
      #expect(abs(t - (vector["t"]?.number ?? -1)) < 1e-8)
    }
  }

  @Test(.enabled(if: SharedVectors.exists("weighted.json")))
  func `every ratio of the shared vectors without strata is reproduced`() throws {
    let cases = try SharedVectors.cases("weighted.json").filter {
      $0["strata"]?.isNull ?? false && $0["psu"]?.isNull ?? false
    }
    #expect(!cases.isEmpty)
    for vector in cases {
      let weights = (vector["w"]?.array ?? []).compactMap(\.number)
      let values = (vector["y"]?.array ?? []).compactMap(\.number)
      let pairs = zip(values, weights).map { (amount: $0 * $1, per: $1) }
      let interval = try #require(MeanInterval(ratioOf: pairs))
      #expect(abs(interval.mean - (vector["estimate"]?.number ?? -1)) < 1e-9)
      let ends = (vector["ci_t"]?.array ?? []).compactMap(\.number)
      #expect(abs((interval.low ?? -1) - ends[0]) < 1e-9)
      #expect(abs((interval.high ?? -1) - ends[1]) < 1e-9)
    }
  }

  @Test func `a median stands in the middle, its interval at numbers that were given`() throws {
    // The ranks of the table in Conover (1999): 2 and 8 of 9, 10 and 21 of 30, 40 and 61 of 100.
    for (count, rank) in [(9, 2), (30, 10), (100, 40)] {
      let numbers = (1...count).map(Double.init).reversed()
      let interval = try #require(MedianInterval(Array(numbers)))
      #expect(interval.median == Double(count + 1) / 2)
      #expect(interval.low == Double(rank) && interval.high == Double(count + 1 - rank))
    }
    let few = try #require(MedianInterval([1, 2, 3, 4, 5]))
    #expect(few.low == nil)
    #expect(MedianInterval([]) == nil)
  }

  @Test func `a ratio of everybody's own ratio is that ratio without an interval's width`() throws {
    var random = SeededGenerator(seed: 5)
    let pairs = (0..<50).map { _ in
      let per = Double.random(in: 1...9, using: &random)
      return (amount: 3 * per, per: per)
    }
    let interval = try #require(MeanInterval(ratioOf: pairs))
    #expect(abs(interval.mean - 3) < 1e-12)
    #expect(abs((interval.high ?? 9) - (interval.low ?? 0)) < 1e-9)
    #expect(MeanInterval(ratioOf: [(amount: 1, per: 0)]) == nil)
  }
}
