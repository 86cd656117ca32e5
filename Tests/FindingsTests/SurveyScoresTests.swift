// Averages by age band and place in surveys of ordinary size: what there is to see of them.

import Findings
import Surveys
import TestRandomness
import Testing

struct SurveyScoresTests {
  struct Question: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let amounts: [Double]
    let weights: [Double]
    let show: IndicatorShow
  }

  static let questions = [
    Question(
      testDescription: "a feeling from 1 to 5", amounts: [1, 2, 3, 4, 5],
      weights: [2, 8, 25, 40, 25], show: .mean),
    Question(
      testDescription: "satisfaction from 0 to 10", amounts: (0...10).map { Double($0) },
      weights: [1, 1, 2, 4, 6, 14, 12, 20, 22, 10, 8], show: .mean),
    Question(
      testDescription: "a score of three items", amounts: (0...9).map { Double($0) / 3 },
      weights: [1, 2, 4, 8, 14, 20, 21, 16, 9, 5], show: .score),
    Question(
      testDescription: "a median from 0 to 10", amounts: (0...10).map { Double($0) },
      weights: [1, 1, 2, 4, 6, 14, 12, 20, 22, 10, 8], show: .median),
  ]

  @Test(arguments: questions, [150, 300, 480])
  func `an average by age band and place is shown in a survey of ordinary size`(
    question: Question, people: Int
  ) throws {
    let survey = SurveyScores(
      people, question.amounts, question.weights, show: question.show, seed: 2)
    var allowance = ReleaseAllowance()
    let before = allowance.stepsLeft
    let release = try Protection.protect(
      [survey.counts], rule: .standard, earlier: [], changes: [], nestings: [],
      allowance: &allowance
    ).indicators[0]
    #expect(!release.total.isHidden)
    #expect(before - allowance.stepsLeft <= 300_000)
    var (large, shown) = (0, 0)
    for (role, breakdown) in release.breakdowns.enumerated() {
      for (place, row) in breakdown.rows.enumerated()
      where survey.amounts(role, place).count >= 30 {
        large += 1
        if !row.figure.isHidden { shown += 1 }
      }
    }
    #expect(people == 150 || shown * 3 >= large, "\(shown) of \(large)")
  }

  @Test func `a release that is begun again judges no average twice`() throws {
    let survey = SurveyScores(
      300, [1, 2, 3, 4, 5], [2, 8, 25, 40, 25], show: .mean, seed: 1)
    var allowance = ReleaseAllowance()
    func release() throws -> ProtectedRelease {
      try Protection.protect(
        [survey.counts], rule: .standard, earlier: [], changes: [], nestings: [],
        allowance: &allowance)
    }
    let first = try release()
    let left = allowance.stepsLeft
    #expect(left < ReleaseAllowance().stepsLeft)
    #expect(try release() == first)
    #expect(allowance.stepsLeft == left)
  }

  @Test func `a row that only the score has to hide is shown of percentages of the same people`()
    throws
  {
    var random = SeededGenerator(seed: 4)
    let survey = SurveyScores(
      480, (0...9).map { Double($0) / 3 }, [1, 2, 4, 8, 14, 20, 21, 16, 9, 5], show: .score,
      seed: 4)
    let yes = survey.people.map { _ in Bool.random(using: &random) }
    let share = survey.share("yes") { yes[$0] }
    let alone = try Protection.protect([share], rule: .standard).indicators[0]
    let both = try Protection.protect([survey.counts, share], rule: .standard)
    #expect(both.audit.isSafe)
    let hiddenOfScore = both.indicators[0].breakdowns.flatMap(\.rows).count { $0.figure.isHidden }
    for (one, other) in zip(alone.breakdowns, both.indicators[1].breakdowns) {
      #expect(one.rows.map(\.figure) == other.rows.map(\.figure))
    }
    let hidden = both.indicators[1].breakdowns.flatMap(\.rows).count { $0.figure.isHidden }
    #expect(hiddenOfScore > hidden)
  }

  @Test func `a score of which nothing is shown takes no row from percentages of the same people`()
    throws
  {
    // Nearly all gave the same.
    let survey = SurveyScores(
      300, [0, 50, 100], [1, 300, 1], show: .score, seed: 2)
    var random = SeededGenerator(seed: 9)
    let yes = survey.people.map { _ in Bool.random(using: &random) }
    let share = survey.share("yes") { yes[$0] }
    let alone = try Protection.protect([share], rule: .standard).indicators[0]
    let both = try Protection.protect([survey.counts, share], rule: .standard)
    #expect(both.indicators[0].total.isHidden)
    #expect(both.indicators[1] == alone)
  }
}
