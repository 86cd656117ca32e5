// One invented person's way through a survey, as far as coverage needs it.

internal import JSON
internal import Surveys

/// A rule that somebody's answers tried: how it came out, with the answers as it read them.
struct RuleTrial {
  let held: Bool
  let sheet: AnswerSheet
}

/// What became of one question for one person; a rule that was not tried has no trial.
struct Spot {
  let isAsked: Bool
  let isAnswered: Bool
  /// The choices that were made.
  let chosen: [String]
  /// By the rule's key.
  let trials: [RuleKey: RuleTrial]
}

/// A rule of a question by the key that it stands under.
enum RuleKey: Hashable {
  case showIf, check, concernIf, endIf, value
  /// The condition of a choice, by the choice's id.
  case choice(String)
}

/// A person with what came of the interview.
struct Visit {
  let judgement: Judgement
  private let survey: Survey
  private let answers: JSONObject
  private let asked: Set<String>
  private let concerns: Set<String>
  private let failed: Set<String>
  private let mayAskSensitive: Bool
  private let hasEveryChoice: Bool

  /// `isTry`: the person's answers with other choices, which they have made already.
  init(
    _ person: ModuleTests.Person, _ judgement: Judgement, _ survey: Survey, isTry: Bool = false
  ) {
    (self.judgement, self.survey) = (judgement, survey)
    answers = GridAnswers.spread(person.answers, over: survey.questions)
    asked = Set(judgement.asked)
    concerns = Set(judgement.concerns)
    failed = Set(judgement.problems.filter { $0.code == .checkFailed }.map(\.question))
    mayAskSensitive = person.consent[ConsentScope.analyseSensitive] ?? false
    hasEveryChoice = person.everyChoice || isTry
  }

  /// The question of the survey at that position.
  func spot(_ index: Int) -> Spot {
    let question = survey.questions[index]
    let isOver = judgement.endedAfter.map { $0 < index } ?? false
    return spot(
      question, .question(index), path: question.id, raw: answers[question.id],
      answer: judgement.sheet.answer(at: question.id, in: survey), judgement.sheet,
      isOver: isOver && !(question.kind is Calculate), endsAt: index)
  }

  /// The question at that position where `every_choice: yes`, which the person does not have, would
  /// change its answer.
  func choosing(_ index: Int) -> Spot? { hasEveryChoice ? nil : spot(index) }

  /// The same of a list's items: it changes the first alone.
  func choosing(_ place: Int, ofList index: Int) -> Spot? {
    hasEveryChoice ? nil : spots(place, ofList: index).first
  }

  /// The question at a place of a list's items, once for each item that was given.
  func spots(_ place: Int, ofList index: Int) -> [Spot] {
    let list = survey.questions[index]
    let question = list.itemQuestions[place]
    guard asked.contains(list.id) else { return [] }
    let sheets = judgement.sheet.items(ofRepeat: index)
    return zip(answers[list.id]?.array ?? [], sheets).enumerated().map { number, item in
      let path = "\(list.id)[\(number + 1)].\(question.id)"
      return spot(
        question, .item(repeat: index, question: place), path: path, raw: item.0[question.id],
        answer: judgement.sheet.answer(at: path, in: survey), item.1, isOver: false, endsAt: nil)
    }
  }

  private func spot(
    _ question: Question, _ reference: AnswerReference, path: String, raw: JSONValue?,
    answer: Answer?, _ sheet: AnswerSheet, isOver: Bool, endsAt index: Int?
  ) -> Spot {
    let isAsked = asked.contains(path)
    var trials: [RuleKey: RuleTrial] = [:]
    func tried(_ key: RuleKey, _ held: Bool, _ sheet: AnswerSheet) {
      trials[key] = RuleTrial(held: held, sheet: sheet)
    }
    if question.showIf != nil, !isOver, mayAskSensitive || !question.sensitive {
      tried(.showIf, isAsked, sheet)
    }
    if isAsked {
      for choice in question.choices {
        if let rule = choice.showIf { tried(.choice(choice.id), rule.holds(sheet), sheet) }
      }
      tried(.value, answer != nil, sheet)
      if let index { tried(.endIf, judgement.endedAfter == index, sheet) }
    }
    if answer != nil {
      if question.check?.isAnswered(sheet) == true { tried(.check, true, sheet) }
      tried(.concernIf, concerns.contains(path), sheet)
    } else if failed.contains(path), let raw {
      tried(
        .check, false,
        refused(raw, question).map {
          sheet.holding($0, to: question, at: reference)
        } ?? sheet)
    }
    return Spot(
      isAsked: isAsked, isAnswered: answer != nil, chosen: answer?.chosen ?? [], trials: trials)
  }

  /// An answer that a check refused; of a list only how many items it has.
  private func refused(_ raw: JSONValue, _ question: Question) -> Answer? {
    guard question.itemQuestions.isEmpty else {
      return .items(Array(repeating: [:], count: raw.array?.count ?? 0))
    }
    return try? question.kind.read(raw, .text)
  }
}

extension Answer {
  /// The ids of the choices that were made.
  var chosen: [String] {
    switch self {
    case .choice(let id): [id]
    case .choices(let ids), .ranked(let ids): ids
    default: []
    }
  }
}
