// Compiled rules against the reference evaluator, on random rules and random answers.

import TestRandomness
import JSON
import Surveys
import Testing

@Suite struct RuleAgreement {
  private let today = AnswerWriter.days[5]

  @Test func `thousands of random rules mean what the description says`() throws {
    let built = try build(sampleQuestions)
    let words = Vocabulary(built.survey, before: built.survey.questions.count)
    var rules = RuleWriter(random: SeededGenerator(seed: 31), words: words)
    var people = AnswerWriter(seed: 32)
    var held = 0
    for round in 0..<2_500 {
      let tree = rules.condition(1 + round % 4)
      let rule = try built.compile(tree.printed).rule
      for _ in 0..<4 {
        let (reader, reference) = person(built.survey, &people)
        let isHeld = rule.holds(reader)
        held += isHeld ? 1 : 0
        guard isHeld == reference.holds(tree) else {
          Issue.record("\(tree.printed) is \(isHeld) for \(reference.answers)")
          return
        }
      }
    }
    // Rules that always or never hold would show nothing.
    #expect((2_000...8_000).contains(held))
  }

  @Test func `thousands of random calculations give what the description says`() throws {
    let built = try build(sampleQuestions)
    let words = Vocabulary(built.survey, before: built.survey.questions.count)
    var rules = RuleWriter(random: SeededGenerator(seed: 33), words: words)
    var people = AnswerWriter(seed: 34)
    var known = 0
    for round in 0..<2_500 {
      let tree = round % 5 == 0 ? rules.text(2) : rules.number(1 + round % 4)
      let rule = try built.compile(tree.printed, .value).rule
      for _ in 0..<4 {
        let (reader, reference) = person(built.survey, &people)
        let value = rule.value(reader)
        known += value == .unanswered ? 0 : 1
        guard agree(value, reference.value(tree)) else {
          Issue.record("\(tree.printed) is \(value) for \(reference.answers)")
          return
        }
      }
    }
    #expect((2_000...8_000).contains(known))
  }

  @Test func `random rules inside a list read their own item and the survey before it`() throws {
    let built = try build(sampleQuestions)
    let list = built.survey.questions[placesIndex]
    let words = Vocabulary(built.survey, before: placesIndex, itemsOf: placesIndex, before: 4)
    var rules = RuleWriter(random: SeededGenerator(seed: 35), words: words)
    var people = AnswerWriter(seed: 36)
    for round in 0..<1_000 {
      let tree = rules.condition(1 + round % 4)
      let item = (repeat: list.id, position: 4)
      let rule = try built.compile(tree.printed, at: placesIndex, item: item).rule
      for _ in 0..<4 {
        var (reader, reference) = person(built.survey, &people)
        reader.item = people.answers(list.itemQuestions)
        reference.item = (list.id, reader.item)
        guard rule.holds(reader) == reference.holds(tree) else {
          Issue.record("\(tree.printed) is \(rule.holds(reader)) in \(reader.item)")
          return
        }
      }
    }
  }

  @Test func `a rule counted from the coded form holds for the same people`() throws {
    let built = try build(sampleQuestions)
    let coded = CodedForm(built.survey)
    let words = Vocabulary(built.survey, before: built.survey.questions.count)
    var rules = RuleWriter(random: SeededGenerator(seed: 37), words: words, counting: true)
    var people = AnswerWriter(seed: 38)
    for round in 0..<1_500 {
      let tree = rules.condition(1 + round % 4)
      let rule = try built.compile(tree.printed, .counting).rule
      for _ in 0..<2 {
        let scopes = people.scopes(built.survey)
        let given = people.answers(built.survey.questions).filter {
          $0.key != "total" && $0.key != "label"
        }
        let interview = Interview(built.survey, today: today)
        let sheet = interview.judge(
          consent: scopes, answers: JSONObject(given.map { ($0.key, $0.value.json) })
        ).sheet
        let row = try #require(coded.decode(coded.encode(sheet)))
        let reference = ReferenceEvaluator(
          survey: built.survey, answers: sheet.byQuestion(built.survey), scopes: scopes,
          today: today)
        let expected = reference.holds(tree)
        guard rule.holds(row) == expected, rule.holds(sheet) == expected else {
          Issue.record("\(tree.printed) is \(rule.holds(row)) for \(reference.answers)")
          return
        }
      }
    }
  }

  private func person(
    _ survey: Survey, _ people: inout AnswerWriter
  ) -> (DictionaryReader, ReferenceEvaluator) {
    let answers = people.answers(survey.questions)
    let scopes = people.scopes(survey)
    return (
      DictionaryReader(survey: survey, answers: answers, scopes: scopes, today: today),
      ReferenceEvaluator(survey: survey, answers: answers, scopes: scopes, today: today)
    )
  }

  private func agree(_ value: RuleValue, _ reference: ReferenceValue) -> Bool {
    switch (value, reference) {
    case (.unanswered, .unanswered): true
    case (.number(let a), .number(let b)): abs(a - b) <= 1e-9 * max(1, abs(a))
    case (.text(let a), .text(let b)): Array(a.utf8) == Array(b.utf8)
    default: false
    }
  }
}

extension AnswerSheet {
  /// Accepted answers by question id.
  func byQuestion(_ survey: Survey) -> [String: Answer] {
    var answers: [String: Answer] = [:]
    for (question, state) in zip(survey.questions, states) { answers[question.id] = state.answer }
    return answers
  }
}
