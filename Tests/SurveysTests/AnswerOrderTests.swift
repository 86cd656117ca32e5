// Answers find their questions whatever their order, and what belongs to no question is named.

import JSON
import Surveys
import Testing

@Suite struct AnswerOrderTests {
  private let ids = (0..<40).map { "q\($0)" }

  private func survey() throws -> Survey {
    try build(ids.map { QuestionSketch($0, "whole_number") }).survey
  }

  private func answers(_ order: [Int]) -> JSONObject {
    JSONObject(order.map { (ids[$0], .number(Double($0))) })
  }

  @Test func `answers mean the same in every order`() throws {
    let survey = try survey()
    var generator = SystemRandomNumberGenerator()
    let whole = Array(ids.indices)
    for order in [whole, whole.reversed(), whole.shuffled(using: &generator)] {
      let judgement = survey.judge(answers(order))
      #expect(judgement.isAccepted && judgement.unanswered.isEmpty)
      #expect(judgement.sheet.json(survey) == answers(whole))
      #expect(judgement.sheet.encoded(survey) == JSONValue.object(answers(whole)).encoded())
    }
  }

  @Test func `a question that was passed over has no answer, and the others have theirs`() throws {
    let survey = try survey()
    let some = [3, 4, 7, 20, 39]
    for order in [some, some.reversed()] {
      let judgement = survey.judge(answers(order))
      #expect(judgement.sheet.json(survey) == answers(some))
      #expect(judgement.unanswered == ids.filter { !some.map { "q\($0)" }.contains($0) })
    }
  }

  @Test func `an unknown answer is named wherever it stands`() throws {
    let survey = try survey()
    for place in [0, 5, 9] {
      var entries = (0..<9).map { (ids[$0], JSONValue.number(1)) }
      entries.insert(("other", "x"), at: place)
      #expect(survey.judge(JSONObject(entries)).refusals == ["other unknownQuestion"])
    }
  }
}
