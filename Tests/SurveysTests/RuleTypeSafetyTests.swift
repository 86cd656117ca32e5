// Random rules against the type checker: what it lets through cannot go wrong.

import TestRandomness
import Surveys
import Testing

@Suite struct RuleTypeSafety {
  @Test func `whatever compiles gives a value of its type, and the rest a problem`() throws {
    let built = try build(sampleQuestions)
    var writer = TreeWriter(seed: 41)
    writer.names =
      built.survey.questions.map(\.id) + RuleFunction.allCases.map(\.rawValue)
      + ["low", "high", "yes", "falls", "trips", "consent", "quote"]
    var people = AnswerWriter(seed: 42)
    var compiled = 0
    for round in 0..<5_000 {
      let text = writer.tree(1 + round % 3).printed
      let use: RuleContext.Use = round % 2 == 0 ? .showIf : .value
      do throws(RuleProblem) {
        let (rule, type, _) = try built.compile(text, use)
        compiled += 1
        let reader = DictionaryReader(
          survey: built.survey, answers: people.answers(built.survey.questions),
          today: AnswerWriter.days[0])
        guard fits(rule.value(reader), type) else {
          Issue.record("\(text) gives \(rule.value(reader)) for \(type)")
          return
        }
      } catch {
        guard (0...text.count).contains(error.offset) else {
          Issue.record("\(text): \(error)")
          return
        }
      }
    }
    #expect(compiled > 30)
  }

  private func fits(_ value: RuleValue, _ type: RuleType) -> Bool {
    switch (value, type) {
    case (.boolean, .boolean), (.number, .number), (.text, .text), (.unanswered, _): true
    default: false
    }
  }

  @Test func `a random rule with one part of the wrong type is refused`() throws {
    let built = try build(sampleQuestions)
    let words = Vocabulary(built.survey, before: built.survey.questions.count)
    var writer = RuleWriter(random: SeededGenerator(seed: 43), words: words)
    for round in 0..<2_000 {
      let text = wrong(round % 16, &writer)
      guard let problem = built.problem(text) else {
        Issue.record("\(text) is let through")
        return
      }
      guard problem.code == .ruleType else {
        Issue.record("\(text): \(problem)")
        return
      }
    }
  }

  private func wrong(_ kind: Int, _ writer: inout RuleWriter) -> String {
    let condition = "(\(writer.condition(2).printed))"
    let number = "(0 + \(writer.number(1).printed))".replacing("0 + -", with: "0 - ")
    let text = "if(1 < 2, \(writer.text(1).printed), \"\")"
    let day = "if(1 < 2, \(writer.day(1).printed), 2026-01-01)"
    return switch kind {
    case 0: "\(condition) + 1 > 2"
    case 1: "not \(number)"
    case 2: "\(condition) or \(text)"
    case 3: "\(number) = \(text)"
    case 4: "\(text) < \(text)"
    case 5: "\(condition) = \(condition)"
    case 6: "\(day) + \(number) > 1"
    case 7: "years_between(\(day), \(number)) > 1"
    case 8: "length(\(number)) > 1"
    case 9: "if(\(condition), \(number), \(text)) = 1"
    case 10: "count_true(\(condition), \(number)) = 1"
    case 11: "max(\(number), \(day)) = 1"
    case 12: "round(\(text), 1) = 1"
    case 13: "safe = \(number)"
    case 14: "safe < \(number)"
    default: "\(number) and \(condition)"
    }
  }
}
