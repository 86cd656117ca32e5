// The functions of the rule language in the reference evaluator.

import Surveys

extension ReferenceEvaluator {
  func call(_ name: String, _ arguments: [Expression]) -> ReferenceValue {
    switch name {
    case "answered": return .truth(isAnswered(arguments[0]))
    case "answer": return value(arguments[0])
    case "code": return code(arguments[0])
    case "count": return count(arguments[0])
    case "if":
      if holds(arguments[0]) { return value(arguments[1]) }
      return arguments.count == 3 ? value(arguments[2]) : .unanswered
    case "count_true": return .number(Double(arguments.map(holds).filter { $0 }.count))
    case "min", "max", "sum", "mean": return fold(name, arguments)
    case "round": return round(value(arguments[0]), value(arguments[1]))
    case "today": return .day(today.description)
    case "years_between": return years(value(arguments[0]), value(arguments[1]))
    case "length":
      guard case .text(let text) = value(arguments[0]) else { return .unanswered }
      return .number(Double(Array(text.unicodeScalars).count))
    default: return .unanswered
    }
  }

  private func missing(_ expression: Expression) -> Set<String> {
    guard case .name(let word) = expression.form, let question = question(word.text) else {
      return []
    }
    let isYesNo = question.choices.map(\.id) == ["yes", "no", "prefer_not"]
    return isYesNo ? ["prefer_not"] : question.missing
  }

  /// A choice named in `missing` is no answer.
  private func isAnswered(_ expression: Expression) -> Bool {
    switch value(expression) {
    case .unanswered: false
    case .choice(let id): !missing(expression).contains(id)
    case .choices(let ids): !Set(ids).subtracting(missing(expression)).isEmpty
    default: true
    }
  }

  private func code(_ expression: Expression) -> ReferenceValue {
    guard case .choice(let id) = value(expression), isAnswered(expression) else {
      return .unanswered
    }
    guard case .name(let word) = expression.form else { return .number(id == "yes" ? 1 : 2) }
    let choice = question(word.text)?.choices.first { $0.id == id }
    return choice.map { .number(Double($0.code)) } ?? .unanswered
  }

  private func count(_ expression: Expression) -> ReferenceValue {
    switch value(expression) {
    case .items(let count): return .number(Double(count))
    case .choices(let ids) where isAnswered(expression):
      return .number(Double(Set(ids).subtracting(missing(expression)).count))
    default: return .unanswered
    }
  }

  /// Of a list's items those that have an answer; of values all, or the result is unanswered.
  private func fold(_ name: String, _ arguments: [Expression]) -> ReferenceValue {
    var numbers: [Double] = []
    if case .member(let list, let question) = arguments[0].form {
      guard case .items(let items) = given(list.text) else { return .unanswered }
      for item in items {
        if case .number(let number) = item[question.text] { numbers.append(number) }
      }
    } else {
      for argument in arguments {
        guard case .number(let number) = value(argument) else { return .unanswered }
        numbers.append(number)
      }
    }
    guard let first = numbers.first else { return .unanswered }
    var result = ReferenceValue.number(first)
    for number in numbers.dropFirst() {
      guard case .number(let so) = result else { return .unanswered }
      switch name {
      case "min": result = .number(number < so ? number : so)
      case "max": result = .number(number > so ? number : so)
      default: result = arithmetic(.add, result, .number(number))
      }
    }
    return name == "mean"
      ? arithmetic(.divide, result, .number(Double(numbers.count))) : result
  }

  /// Half away from zero.
  private func round(_ number: ReferenceValue, _ places: ReferenceValue) -> ReferenceValue {
    guard case .number(let number) = number, case .number(let places) = places,
      (0...9).map(Double.init).contains(places)
    else { return .unanswered }
    var scale = 1.0
    for _ in 0..<Int(places) { scale *= 10 }
    let size = (number.magnitude * scale + 0.5).rounded(.down) / scale
    return size.isFinite ? .number(number < 0 ? 0 - size : size) : .unanswered
  }

  /// Birthdays between two dates, counted year by year.
  private func years(_ from: ReferenceValue, _ to: ReferenceValue) -> ReferenceValue {
    guard case .day(let from) = from, case .day(let to) = to else { return .unanswered }
    let (early, late) = from <= to ? (from, to) : (to, from)
    var years = 0
    while let year = Int(early.prefix(4)), birthday(early, year + years + 1) <= late { years += 1 }
    return .number(Double(from <= to ? years : 0 - years))
  }

  private func birthday(_ day: String, _ year: Int) -> String {
    let digits = String(year)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + day.dropFirst(4)
  }
}
