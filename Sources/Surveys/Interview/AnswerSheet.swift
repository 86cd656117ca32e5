// What is known of one person's answers while and after the interview goes through the survey.

/// What became of one question.
public enum AnswerState: Sendable, Hashable {
  case notAsked
  /// Asked; no answer, or one that was refused.
  case unanswered
  case answered(Answer)

  /// The answer, where there is one.
  public var answer: Answer? { if case .answered(let answer) = self { answer } else { nil } }
}

/// One person's answers by position; the reader that rules use during an interview.
public struct AnswerSheet: Sendable, AnswerReader {
  /// The state of each question of the survey.
  public internal(set) var states: [AnswerState]
  /// The value of each question as rules see it.
  var values: [RuleValue]
  /// Values of repeats: by question, then item, then question of the item.
  var items: [Int: [[RuleValue]]] = [:]
  /// Scopes given, by position.
  var scopes: [Bool]
  /// The item that rules are worked out in.
  var current: (index: Int, values: [RuleValue])?
  /// The response's own local date.
  public let today: CalendarDay?

  init(survey: Survey, scopes: [String: Bool], today: CalendarDay?) {
    states = Array(repeating: .notAsked, count: survey.questions.count)
    values = Array(repeating: .unanswered, count: survey.questions.count)
    self.scopes = survey.consent.scopes.map { scopes[$0.id] ?? false }
    self.today = today
  }

  /// The answer as rules see it.
  public func value(_ reference: AnswerReference) -> RuleValue {
    switch reference {
    case .question(let index): values[index]
    case .consent(let index): .choice(scopes[index] ? 0 : 1)
    case .item(let index, let question):
      if let current, current.index == index { current.values[question] } else { .unanswered }
    }
  }

  /// The sheet as rules of each item of a repeat read it.
  public func items(ofRepeat index: Int) -> [AnswerSheet] {
    (items[index] ?? []).map { values in
      var sheet = self
      sheet.current = (index, values)
      return sheet
    }
  }

  /// The sheet with an answer where there is none: as a check saw it that then refused it.
  public func holding(
    _ answer: Answer, to question: Question, at reference: AnswerReference
  ) -> AnswerSheet {
    var sheet = self
    switch reference {
    case .question(let index): sheet.values[index] = question.value(of: answer)
    case .item(_, let place): sheet.current?.values[place] = question.value(of: answer)
    case .consent: break
    }
    return sheet
  }

  /// The answers of one question in every item.
  public func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] {
    items[index]?.map { $0[question] } ?? []
  }
}

extension Question {
  /// Whether the value counts as an answer: a choice named in `missing` does not.
  func isAnswered(by value: RuleValue) -> Bool {
    RuleNode.isAnswered(value, missing: missingIndexes)
  }

  /// An answer as rules see it.
  func value(of answer: Answer) -> RuleValue {
    switch answer {
    case .choice(let id): facts.choiceIDs.firstIndex(of: id).map { .choice($0) } ?? .unanswered
    case .choices(let ids):
      .choices(ChoiceSet(ids.lazy.compactMap { self.facts.choiceIDs.firstIndex(of: $0) }))
    case .number(let number): .number(number)
    case .text(let text), .place(let text): .text(text)
    case .day(let day): .day(day)
    case .month(let month): .day(month.firstDay)
    case .time(let time): .number(Double(time.minutes))
    case .ranked(let ids):
      .ranks(ids.compactMap { id in choices.firstIndex { $0.id == id } })
    case .listed(let id): .text(id)
    case .listedSet(let ids): .items(ids.count)
    case .point(let point): .point(point)
    case .attachment(let name): .text(name)
    case .items(let items): .items(items.count)
    }
  }
}
