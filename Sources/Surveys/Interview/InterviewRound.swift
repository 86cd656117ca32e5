// One pass through a survey, question by question; a refused answer counts as unanswered for what
// follows.

internal import JSON

/// The pass itself: what is known so far.
struct InterviewRound {
  let interview: Interview
  let answers: JSONObject
  private let givenAnswers: GivenAnswers
  var sheet: AnswerSheet
  private(set) var asked: [String] = []
  private(set) var unanswered: [String] = []
  private(set) var problems: [AnswerProblem] = []
  private(set) var concerns: [String] = []
  /// The position of the question after which nothing more is asked.
  private(set) var endedAfter: Int?

  /// A question with where its answers are and what people call it.
  struct Spot {
    let question: Question
    let path: String
    let raw: JSONValue?
  }

  init(_ interview: Interview, consent: [String: Bool], answers: JSONObject) {
    (self.interview, self.answers) = (interview, answers)
    givenAnswers = GivenAnswers(answers, interview.survey.questions)
    sheet = AnswerSheet(survey: interview.survey, scopes: consent, today: interview.today)
    asked.reserveCapacity(interview.survey.questions.count)
  }

  func judgement(consentGiven: Bool) -> Judgement {
    Judgement(
      consentGiven: consentGiven, asked: asked, unanswered: unanswered, problems: problems,
      sheet: sheet, concerns: concerns, endedAfter: endedAfter)
  }

  mutating func refuse(_ path: String, _ code: AnswerProblem.Code, _ message: String) {
    problems.append(AnswerProblem(question: path, code: code, message: message))
  }

  mutating func checkNames(consent: [String: Bool]) {
    let survey = interview.survey
    let scopes = survey.consent.scopes.map(\.id)
    for scope in consent.keys.sorted() where !scopes.contains(scope) {
      let nearest = hint(scope, scopes)
      let all = scopes.isEmpty ? "" : "; it asks for \(scopes.joined(separator: ", "))"
      refuse(
        "consent.\(shown(scope))", .unknownScope,
        "this survey does not ask for this consent" + (nearest.isEmpty ? all : nearest))
    }
    guard givenAnswers.hasUnknown else { return }
    let ids = survey.questions.map(\.id)
    let known = Set(ids)
    for (key, _) in answers where !known.contains(key) {
      let renamed = survey.questions.first { $0.was == key && $0.part == nil }
      refuse(
        shown(key), .unknownQuestion,
        "this survey has no such question"
          + (renamed.map { "; it is called '\($0.id)' here" } ?? hint(key, ids)))
    }
  }

  /// A name that this survey does not have can be anything, of any length.
  private func shown(_ name: String) -> String {
    name.unicodeScalars.count <= 64 ? name : String(name.prefix(20)) + "…"
  }

  /// Looking for the nearest name takes time, which a long list of unknown ones must not multiply.
  private func hint(_ word: String, _ known: [String]) -> String {
    problems.count < 20 ? didYouMean(word, known).map { "; \($0)" } ?? "" : ""
  }

  /// Whether anything was answered at all.
  var hasAnswers: Bool { answers.contains { given($0.value) != nil } }

  func mayGoOn(consent: [String: Bool]) -> Bool {
    guard case .asked = interview.survey.consent else { return true }
    return consent[ConsentScope.analyse] == true
  }

  mutating func go(through index: Int) {
    let question = interview.survey.questions[index]
    let spot = Spot(question: question, path: question.id, raw: given(givenAnswers[index]))
    guard isReached(question), isAsked(question) else { return refuseUnasked(spot) }
    defer { if question.endIf?.holds(sheet) == true { endedAfter = index } }
    asked.append(spot.path)
    let (problemsBefore, unansweredBefore) = (problems.count, unanswered.count)
    let answer =
      if question.facts.isCalculated {
        calculated(spot)
      } else if !question.itemQuestions.isEmpty {
        items(of: spot, index)
      } else {
        self.answer(to: spot)
      }
    guard let answer else {
      sheet.states[index] = .unanswered
      return noteUnanswered(spot, isRefused: problems.count > problemsBefore)
    }
    guard keep(answer, spot, index) else {
      // Where a list is refused as a whole its items have nothing left to answer.
      unanswered.removeSubrange(unansweredBefore...)
      return noteUnanswered(spot, isRefused: true)
    }
    raiseConcern(spot)
  }

  /// Keeps an answer unless its check refuses it.
  private mutating func keep(_ answer: Answer, _ spot: Spot, _ index: Int) -> Bool {
    sheet.states[index] = .answered(answer)
    sheet.values[index] = spot.question.value(of: answer)
    if fails(spot, sheet.values[index]) {
      sheet.states[index] = .unanswered
      sheet.values[index] = .unanswered
      sheet.items[index] = nil
      return false
    }
    return true
  }

  /// The items of a repeat, each asked its questions; what is refused is left out of its item.
  private mutating func items(of spot: Spot, _ index: Int) -> Answer? {
    guard let raw = spot.raw else { return nil }
    do throws(AnswerRefusal) {
      guard try spot.question.kind.read(raw, interview.reading) != nil else { return nil }
    } catch {
      refuse(spot.path, error.code, error.message)
      return nil
    }
    let questions = spot.question.itemQuestions
    var read: [[String: Answer]] = []
    var values: [[RuleValue]] = []
    for (number, item) in (raw.array ?? []).enumerated() {
      let path = "\(spot.path)[\(number + 1)]"
      sheet.current = (index, Array(repeating: .unanswered, count: questions.count))
      read.append(answers(ofItem: item.object ?? [:], path, questions))
      values.append(sheet.current?.values ?? [])
    }
    sheet.current = nil
    sheet.items[index] = values
    return .items(read)
  }

  private mutating func answers(
    ofItem item: JSONObject, _ path: String, _ questions: [Question]
  ) -> [String: Answer] {
    let ids = questions.map(\.id)
    for (key, _) in item where !ids.contains(key) {
      refuse(
        "\(path).\(shown(key))", .unknownQuestion, "the item has no such question\(hint(key, ids))")
    }
    var read: [String: Answer] = [:]
    for (place, question) in questions.enumerated() {
      let spot = Spot(
        question: question, path: "\(path).\(question.id)", raw: given(item[question.id]))
      guard isAsked(question) else {
        refuseUnasked(spot)
        continue
      }
      asked.append(spot.path)
      let problemsBefore = problems.count
      let answer =
        if question.facts.isCalculated { calculated(spot) } else { self.answer(to: spot) }
      guard let answer else {
        noteUnanswered(spot, isRefused: problems.count > problemsBefore)
        continue
      }
      let value = question.value(of: answer)
      sheet.current?.values[place] = value
      if fails(spot, value) {
        sheet.current?.values[place] = .unanswered
        noteUnanswered(spot, isRefused: true)
        continue
      }
      read[question.id] = answer
      raiseConcern(spot)
    }
    return read
  }

  private mutating func answer(to spot: Spot) -> Answer? {
    guard let raw = spot.raw else { return nil }
    do throws(AnswerRefusal) {
      guard let answer = try spot.question.kind.read(raw, interview.reading) else { return nil }
      try checkOffered(answer, spot.question)
      try checkPlace(answer, spot.question)
      return answer
    } catch {
      refuse(spot.path, error.code, error.message)
      return nil
    }
  }

  private mutating func calculated(_ spot: Spot) -> Answer? {
    guard let calculate = spot.question.kind as? Calculate else { return nil }
    let answer: Answer? =
      switch calculate.rule?.value(sheet) {
      case .number(let number): .number(number + 0)
      // An empty text is no answer, here as anywhere.
      case .text(let text): text.isEmpty ? nil : .text(text)
      default: nil
      }
    guard let raw = spot.raw else { return answer }
    let sent: Answer?
    do throws(AnswerRefusal) { sent = try calculate.read(raw, interview.reading) } catch {
      refuse(spot.path, error.code, error.message)
      return answer
    }
    if !isEqual(sent, answer) {
      refuse(
        spot.path, .calculatedDiffers, "this value is worked out by Hark, which gets another one")
    }
    return answer
  }

  private func isEqual(_ one: Answer?, _ other: Answer?) -> Bool {
    if case .number(let a) = one, case .number(let b) = other {
      return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
    }
    return one == other
  }

  private mutating func noteUnanswered(_ spot: Spot, isRefused: Bool) {
    guard spot.question.facts.isAnswerable else { return }
    unanswered.append(spot.path)
    if spot.question.required, !isRefused {
      refuse(spot.path, .required, "this question needs an answer")
    }
  }

  private mutating func raiseConcern(_ spot: Spot) {
    if spot.question.concernIf?.holds(sheet) == true { concerns.append(spot.path) }
  }
}
