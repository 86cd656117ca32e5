// The rule language worked out slowly and straight from its description, to hold the compiled rules
// against: it walks the tree as written and looks every answer up by its id.

import Surveys

/// What a part of a rule comes to.
enum ReferenceValue: Equatable {
  case unanswered
  case truth(Bool)
  case number(Double)
  case text(String)
  case day(String)
  case choice(String)
  case choices([String])
  case items(Int)
}

/// One person's answers by question id, and the questions to understand them by.
struct ReferenceEvaluator {
  let survey: Survey
  var answers: [String: Answer]
  var scopes: [String: Bool]
  var today: CalendarDay
  /// The list whose item a rule stands in, with the item's answers.
  var item: (list: String, answers: [String: Answer])?

  func holds(_ expression: Expression) -> Bool { value(expression) == .truth(true) }

  func value(_ expression: Expression) -> ReferenceValue {
    switch expression.form {
    case .or(let parts): return .truth(parts.map(holds).contains(true))
    case .and(let parts): return .truth(!parts.map(holds).contains(false))
    case .not(let part): return .truth(!holds(part))
    case .compare(let comparison, let left, let right):
      return .truth(compare(comparison, left, right))
    case .isIn(let left, let words):
      guard case .choice(let id) = value(left) else { return .truth(false) }
      return .truth(words.map(\.text).contains(id))
    case .has(let left, let words):
      guard case .choices(let ids) = value(left) else { return .truth(false) }
      return .truth(!Set(ids).isDisjoint(with: words.map(\.text)))
    case .arithmetic(let operation, let left, let right):
      return arithmetic(operation, value(left), value(right))
    case .negative(let part): return arithmetic(.subtract, .number(0), value(part))
    case .number(let number): return .number(number)
    case .text(let text): return .text(text)
    case .day(let day): return .day(day.description)
    case .unanswered: return .unanswered
    case .name(let word): return answer(word.text)
    case .member(_, let scope): return .choice(scopes[scope.text] == true ? "yes" : "no")
    case .call(let name, let arguments): return call(name.text, arguments)
    }
  }

  /// A comparison with something unanswered is false, `!=` too.
  private func compare(
    _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression
  ) -> Bool {
    let isEquality = comparison == .equal || comparison == .notEqual
    if isEquality, case .name(let word) = right.form {
      guard case .choice(let id) = value(left) else { return false }
      return (id == word.text) == (comparison == .equal)
    }
    switch (value(left), value(right)) {
    case (.unanswered, _), (_, .unanswered): return false
    case (.number(let a), .number(let b)):
      return Self.fits(comparison, a < b ? -1 : a > b ? 1 : 0)
    case (.day(let a), .day(let b)): return Self.fits(comparison, a < b ? -1 : a > b ? 1 : 0)
    case (.text(let a), .text(let b)):
      return Self.fits(comparison, Array(a.utf8) == Array(b.utf8) ? 0 : 1)
    case (.choice(let a), .choice(let b)): return Self.fits(comparison, a == b ? 0 : 1)
    default: return false
    }
  }

  private static func fits(_ comparison: Expression.Comparison, _ order: Int) -> Bool {
    switch comparison {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }

  /// Arithmetic with something unanswered, and division by zero, are unanswered.
  func arithmetic(
    _ operation: Expression.Operation, _ left: ReferenceValue, _ right: ReferenceValue
  ) -> ReferenceValue {
    guard case .number(let a) = left, case .number(let b) = right else { return .unanswered }
    if operation == .divide, b == 0 { return .unanswered }
    let result =
      switch operation {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a * b
      case .divide: a / b
      }
    return result.isFinite ? .number(result) : .unanswered
  }

  func question(_ id: String) -> Question? {
    if let item, let list = survey.questions.first(where: { $0.id == item.list }),
      let found = list.itemQuestions.first(where: { $0.id == id })
    {
      return found
    }
    return survey.questions.first { $0.id == id }
  }

  func given(_ id: String) -> Answer? {
    if let item, let list = survey.questions.first(where: { $0.id == item.list }),
      list.itemQuestions.contains(where: { $0.id == id })
    {
      return item.answers[id]
    }
    return answers[id]
  }

  func answer(_ id: String) -> ReferenceValue {
    switch given(id) {
    case nil: .unanswered
    case .choice(let choice): .choice(choice)
    case .choices(let choices), .ranked(let choices): .choices(choices)
    case .number(let number): .number(number)
    case .text(let text), .place(let text): .text(text)
    case .day(let day): .day(day.description)
    case .month(let month): .day(month.firstDay.description)
    case .time(let time): .number(Double(time.minutes))
    case .listed(let text), .attachment(let text): .text(text)
    case .listedSet(let chosen): .items(chosen.count)
    case .point: .text("a point")
    case .items(let items): .items(items.count)
    }
  }
}
