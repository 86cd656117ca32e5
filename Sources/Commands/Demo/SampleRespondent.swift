// A made-up person who answers any survey: asked question by question by the one interview, with
// answers drawn from a seeded generator, so that the same person answers alike in every run.

internal import Findings
internal import JSON
internal import Surveys

/// A made-up person.
struct SampleRespondent {
  /// How likely each choice of a question is; questions that are not named draw evenly.
  let weights: [String: [String: Int]]
  /// Sentences for open questions, plainly made up.
  let sentences: [String]
  /// Codes of the places where people live.
  let places: [String]
  /// Percent of the questions that are passed over where that is allowed.
  let passedOver: Int
  private var generator: SplitMix64

  init(
    seed: UInt64, weights: [String: [String: Int]], sentences: [String], places: [String],
    passedOver: Int = 6
  ) {
    (self.weights, self.sentences, self.places) = (weights, sentences, places)
    self.passedOver = passedOver
    generator = SplitMix64(seed: seed)
  }

  /// Scopes given: always to analyse, the rest as most people do.
  mutating func consent(_ survey: Survey) -> [String: Bool] {
    var given: [String: Bool] = [:]
    for scope in survey.consent.scopes {
      let percent =
        scope.id == ConsentScope.analyse ? 100 : scope.id == ConsentScope.analyseSensitive ? 85 : 60
      given[scope.id] = chance(percent)
    }
    return given
  }

  /// Answers every question that is asked, in order, until none is left.
  mutating func answers(
    to survey: Survey, consent: [String: Bool], today: CalendarDay
  ) -> JSONObject {
    let interview = Interview(survey, today: today)
    var answers: JSONObject = [:]
    var passed: Set<String> = []
    while let path = interview.judge(consent: consent, answers: answers).unanswered
      .first(where: { !passed.contains($0) && !$0.contains("[") })
    {
      passed.insert(path)
      guard let question = survey.questions.first(where: { $0.id == path }) else { break }
      if !question.required, chance(passedOver) { continue }
      answers[path] = answer(question)
      let judged = interview.judge(consent: consent, answers: answers)
      if !judged.problems.filter({ $0.code != .required }).isEmpty { answers[path] = nil }
    }
    return answers
  }

  private mutating func answer(_ question: Question) -> JSONValue? {
    switch question.kind {
    case is YesNo, is ChooseOne: return .string(choice(of: question))
    case is ChooseMany:
      let first = choice(of: question)
      let others = question.choices.filter { !$0.exclusive && chance(25) }.map(\.id)
      let isAlone = question.choices.contains { $0.id == first && $0.exclusive }
      return .array((isAlone ? [first] : Array(Set([first] + others)).sorted()).map { .string($0) })
    case let kind as Scale:
      return .number(Double(Int.random(in: kind.from...kind.to, using: &generator)))
    case is WholeNumber, is DecimalNumber:
      return .number(Double(Int.random(in: 1...9, using: &generator)))
    case is ShortText, is LongText:
      return sentences.randomElement(using: &generator).map { .string($0) }
    case let kind as Rank: return .array(kind.choices.prefix(kind.top).map { .string($0.id) })
    case is PlaceQuestion: return places.randomElement(using: &generator).map { .string($0) }
    case let kind as Repeat:
      var item: JSONObject = [:]
      for question in kind.itemQuestions { item[question.id] = answer(question) }
      return .array([.object(item)])
    default: return nil
    }
  }

  private mutating func choice(of question: Question) -> String {
    let known = weights[question.id]
    let table = question.choices.map { choice in
      (choice.id, known.map { $0[choice.id] ?? 0 } ?? (choice.code < 0 ? 1 : 8))
    }
    var left = Int.random(in: 0..<max(1, table.reduce(0) { $0 + $1.1 }), using: &generator)
    for (id, weight) in table {
      if left < weight { return id }
      left -= weight
    }
    return question.choices.first?.id ?? ""
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }
}
