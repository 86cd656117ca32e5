// Rules in the words of a paper form.

import Surveys
import Testing

@Suite struct RuleWordingTests {
  private let sketches: [QuestionSketch] = [
    .one("safe", ["high", "middle", "low"]),
    QuestionSketch("visits", "whole_number"),
    .many("reasons", ["dark", "lonely"]),
    QuestionSketch("why", "text").shown(if: "safe = low"),
    .yesNo("told").shown(if: "safe in [middle, low]"),
    QuestionSketch("last", "text"),
  ]

  private func words(_ rule: String) throws -> String? {
    let built = try build(sketches)
    let questions = built.survey.questions
    let names = RuleNames(
      name: { reference in
        switch reference {
        case .question(let index): "question \(index + 1)"
        case .consent(let index): "part \(index + 1)"
        case .item: nil
        }
      },
      choice: { reference, place in
        guard case .question(let index) = reference else { return nil }
        return questions[index].choices[place].text
      })
    return try built.compile(rule, at: nil).rule.words(names)
  }

  @Test func `a form says who answers a question by the numbers of others`() throws {
    #expect(try words("safe = low") == "you said “Choice low” to question 1")
    #expect(
      try words("safe in [middle, low] or reasons has dark")
        == "you said “Choice middle” or “Choice low” to question 1"
        + " or you said “Choice dark” to question 3")
    #expect(
      try words("consent.quote = yes and visits >= 3")
        == "you said yes to part 2 and your answer to question 2 is at least 3")
    #expect(
      try words("(safe = low or safe = high) and answered(visits)")
        == "(you said “Choice low” to question 1 or you said “Choice high” to question 1)"
        + " and you answered question 2")
    #expect(try words("not answered(reasons)") == "you did not answer question 3")
    #expect(
      try words("safe != low") == "you answered question 1, but not with “Choice low”")
    #expect(try words("count(reasons) > 1") == "the number of answers to question 3 is more than 1")
    #expect(try words("visits * 2 > 4") == nil)
  }

  @Test func `a choice leads past the questions that it leaves out`() throws {
    let questions: [QuestionSketch] = [
      .one("safe", ["high", "middle", "low"]),
      QuestionSketch("why", "text").shown(if: "safe = low"),
      .yesNo("told").shown(if: "safe in [middle, low]"),
      QuestionSketch("last", "text"),
    ]
    let survey = try build(questions).survey
    #expect(survey.destination(ofChoice: 0, at: 0) == 3)
    #expect(survey.destination(ofChoice: 1, at: 0) == 2)
    #expect(survey.destination(ofChoice: 2, at: 0) == nil)
    let short = try build(Array(questions.dropLast())).survey
    #expect(short.destination(ofChoice: 0, at: 0) == 3)
  }
}
