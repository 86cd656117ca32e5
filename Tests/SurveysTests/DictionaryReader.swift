// Gives a compiled rule the answers of a dictionary, without an interview.

import Surveys

/// Answers by question id as rules read them.
struct DictionaryReader: AnswerReader {
  let survey: Survey
  var answers: [String: Answer] = [:]
  var scopes: [String: Bool] = [:]
  var today: CalendarDay?
  var item: [String: Answer] = [:]

  func value(_ reference: AnswerReference) -> RuleValue {
    switch reference {
    case .question(let index):
      let question = survey.questions[index]
      return Self.value(answers[question.id], question)
    case .item(let list, let place):
      let question = survey.questions[list].itemQuestions[place]
      return Self.value(item[question.id], question)
    case .consent(let index):
      return .choice(scopes[survey.consent.scopes[index].id] == true ? 0 : 1)
    }
  }

  func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] {
    let list = survey.questions[index]
    guard case .items(let items) = answers[list.id] else { return [] }
    let asked = list.itemQuestions[question]
    return items.map { Self.value($0[asked.id], asked) }
  }

  private static func value(_ answer: Answer?, _ question: Question) -> RuleValue {
    let ids = question.choices.map(\.id)
    return switch answer {
    case nil: .unanswered
    case .choice(let id): ids.firstIndex(of: id).map { .choice($0) } ?? .unanswered
    case .choices(let chosen): .choices(ChoiceSet(chosen.compactMap { ids.firstIndex(of: $0) }))
    case .number(let number): .number(number)
    case .text(let text), .place(let text): .text(text)
    case .day(let day): .day(day)
    case .month(let month): .day(month.firstDay)
    case .time(let time): .number(Double(time.minutes))
    case .ranked(let chosen): .ranks(chosen.compactMap { ids.firstIndex(of: $0) })
    case .listed(let text), .attachment(let text): .text(text)
    case .listedSet(let chosen): .items(chosen.count)
    case .point(let point): .point(point)
    case .items(let items): .items(items.count)
    }
  }
}
