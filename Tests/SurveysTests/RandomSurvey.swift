// Random surveys: the sample questions with random rules, all of which look back only; and random
// answers, good and bad, to go through them with.

import TestRandomness
import JSON
import Surveys

struct SurveyWriter {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func survey() throws -> BuiltSurvey {
    let plain = try build(sampleQuestions).survey
    var sketches = sampleQuestions
    for index in sketches.indices {
      sketches[index] = ruled(sketches[index], plain, index, nil)
      for place in sketches[index].items.indices {
        sketches[index].items[place] = ruled(sketches[index].items[place], plain, index, place)
      }
    }
    return try build(sketches)
  }

  private mutating func ruled(
    _ sketch: QuestionSketch, _ survey: Survey, _ index: Int, _ place: Int?
  ) -> QuestionSketch {
    var sketch = sketch
    let before = words(survey, index, place, seesItself: false)
    if random.chance(40) { sketch.showIf = condition(before) }
    if sketch.value == nil, random.chance(15) {
      sketch.check = condition(words(survey, index, place, seesItself: true))
    }
    sketch.isRequired = random.chance(20)
    sketch.isSensitive = random.chance(10)
    for choice in sketch.choices.indices where random.chance(10) {
      sketch.choices[choice].showIf = condition(before)
    }
    return sketch
  }

  private func words(
    _ survey: Survey, _ index: Int, _ place: Int?, seesItself: Bool
  ) -> Vocabulary {
    let more = seesItself ? 1 : 0
    guard let place else { return Vocabulary(survey, before: index + more) }
    return Vocabulary(survey, before: index, itemsOf: index, before: place + more)
  }

  private mutating func condition(_ words: Vocabulary) -> String {
    var writer = RuleWriter(random: random, words: words)
    let rule = writer.condition(2).printed
    random = writer.random
    return rule
  }
}

extension AnswerWriter {
  /// Answers as they may arrive: most good, some of a wrong form, some to unknown questions.
  mutating func arriving(_ questions: [Question]) -> JSONObject {
    var object = JSONObject()
    for question in questions.shuffled(using: &random) where random.chance(80) {
      object[question.id] = arriving(question)
    }
    if random.chance(5) { object["elephant"] = 3 }
    return object
  }

  /// The answers after a person has taken out what was refused and given what is required.
  mutating func corrected(_ answers: JSONObject, _ interview: Interview, _ scopes: [String: Bool])
    -> JSONObject
  {
    var answers = answers
    for _ in 0..<4 {
      let judgement = interview.judge(consent: scopes, answers: answers)
      if judgement.isAccepted { break }
      for problem in judgement.problems {
        let id = String(problem.question.prefix { $0 != "[" })
        let question = interview.survey.questions.first { $0.id == id }
        let isMissing = problem.code == .required && problem.question == id
        answers[id] = isMissing ? question.flatMap { answer($0)?.json } : nil
      }
    }
    return answers
  }

  private mutating func arriving(_ question: Question) -> JSONValue? {
    if random.chance(6) { return wrong() }
    if !question.itemQuestions.isEmpty {
      let count = random.number(0...4)
      return .array((0..<count).map { _ in .object(arriving(question.itemQuestions)) })
    }
    if question.kind is Calculate { return random.chance(5) ? wrong() : nil }
    return answer(question)?.json
  }

  private mutating func wrong() -> JSONValue {
    random.pick(
      [
        nil, true, "", " ", "yes", "low", "E07000238", 3, -1.5, .number(1e300), [], ["falls"], [3],
        [:], [[:]], ["nothing", "falls"], "2026-02-30", "a\0b", [["trips": "x"], nil],
      ] as [JSONValue])
  }
}
