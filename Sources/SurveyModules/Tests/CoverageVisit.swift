// One invented person's way through a survey, as far as coverage needs it.

internal import JSON
internal import Surveys

/// What became of one question for one person; nil where a rule was not tried.
struct Spot {
  let isAsked: Bool
  let isAnswered: Bool
  let isShown: Bool?
  let isPassed: Bool?
  let isConcern: Bool?
  let isEnd: Bool?
  /// By choice id, whether it was offered.
  let offered: [String: Bool]
}

/// A person with what came of the interview.
struct Visit {
  let judgement: Judgement
  private let person: ModuleTests.Person
  private let survey: Survey
  private let asked: Set<String>
  private let concerns: Set<String>
  private let failed: Set<String>
  private let notOffered: Set<String>
  private let mayAskSensitive: Bool

  init(_ person: ModuleTests.Person, _ judgement: Judgement, _ survey: Survey) {
    (self.person, self.judgement, self.survey) = (person, judgement, survey)
    asked = Set(judgement.asked)
    concerns = Set(judgement.concerns)
    failed = Set(judgement.problems.filter { $0.code == .checkFailed }.map(\.question))
    notOffered = Set(judgement.problems.filter { $0.code == .notAChoice }.map(\.question))
    mayAskSensitive = person.consent[ConsentScope.analyseSensitive] ?? false
  }

  /// A question of the survey.
  func spot(_ question: Question) -> Spot {
    let answer = judgement.sheet.answer(at: question.id, in: survey)
    var offered: [String: Bool] = [:]
    if asked.contains(question.id) {
      for choice in question.choices {
        if let rule = choice.showIf { offered[choice.id] = rule.holds(judgement.sheet) }
      }
    }
    return spot(question, question.id, answer, offered)
  }

  /// The choices that the person made of a question.
  func chosen(_ question: Question) -> [String] {
    judgement.sheet.answer(at: question.id, in: survey)?.chosen ?? []
  }

  /// The choices that the person made of a question in the items of a list.
  func chosen(_ question: Question, of list: Question) -> [String] {
    guard case .items(let items) = judgement.sheet.answer(at: list.id, in: survey) else {
      return []
    }
    return items.flatMap { $0[question.id]?.chosen ?? [] }
  }

  /// A question of a list's items, once for each item that was given.
  func spots(_ question: Question, of list: Question) -> [Spot] {
    guard asked.contains(list.id) else { return [] }
    return (person.answers[list.id]?.array ?? []).enumerated().map { index, raw in
      let path = "\(list.id)[\(index + 1)].\(question.id)"
      let answer = judgement.sheet.answer(at: path, in: survey)
      // An item's rules cannot be worked out again afterwards: what was chosen was offered, what
      // was refused as no choice was not.
      var offered: [String: Bool] = [:]
      for choice in question.choices where choice.showIf != nil {
        if answer == .choice(choice.id) { offered[choice.id] = true }
        if notOffered.contains(path), raw[question.id]?.string == choice.id {
          offered[choice.id] = false
        }
      }
      return spot(question, path, answer, offered)
    }
  }

  private func spot(
    _ question: Question, _ path: String, _ answer: Answer?, _ offered: [String: Bool]
  ) -> Spot {
    let isAsked = asked.contains(path)
    let isTried = !question.sensitive || mayAskSensitive
    return Spot(
      isAsked: isAsked, isAnswered: answer != nil, isShown: isTried ? isAsked : nil,
      isPassed: failed.contains(path) ? false : answer.map { _ in true },
      isConcern: answer.map { _ in concerns.contains(path) },
      isEnd: answer.map { _ in
        judgement.endedAfter.map { survey.questions[$0].id == path } ?? false
      }, offered: offered)
  }
}
