// A rule in words, as a paper form puts it: who answers a question, by the numbers of other questions.

/// How a form calls the things that rules read.
public struct RuleNames: Sendable {
  /// A question, such as `question 3`; nil for what has no number.
  public let name: @Sendable (AnswerReference) -> String?
  /// The text of a choice of a question.
  public let choice: @Sendable (AnswerReference, Int) -> String?

  /// Names for one form.
  public init(
    name: @escaping @Sendable (AnswerReference) -> String?,
    choice: @escaping @Sendable (AnswerReference, Int) -> String?
  ) {
    (self.name, self.choice) = (name, choice)
  }
}

extension CompiledRule {
  /// The rule as the end of a sentence that begins "Answer this if"; nil when it takes more than a form
  /// can say.
  public func words(_ names: RuleNames, _ words: FormWords = .english) -> String? {
    RuleWriting(names: names, say: words).words(node)
  }
}

/// Writes rules in the words of one form.
private struct RuleWriting {
  let names: RuleNames
  let say: FormWords

  func words(_ node: RuleNode) -> String? {
    switch node {
    case .or(let parts): return joined(parts, .or)
    case .and(let parts): return joined(parts, .and)
    case .not(let part):
      if case .answered(let reference, _) = part, let name = names.name(reference) {
        return say(.notAnswered, ["name": name])
      }
      return words(part).map { say(.notSo, ["rule": $0]) }
    case .isChoice(.consent(let scope), let set):
      let word: FormWord = set.contains(0) ? .saidYes : .saidNo
      return names.name(.consent(scope)).map { say(word, ["name": $0]) }
    case .isChoice(let reference, let set): return chosen(reference, set.indexes)
    case .has(let reference, let indexes): return chosen(reference, indexes)
    case .isNotChoice(let reference, let index):
      guard let name = names.name(reference), let choice = names.choice(reference, index) else {
        return nil
      }
      return say(.answeredOther, ["name": name, "choice": choice])
    case .answered(let reference, _):
      return names.name(reference).map { say(.answered, ["name": $0]) }
    case .compare(let comparison, let left, let right):
      guard let left = quantity(left), let right = quantity(right) else { return nil }
      return say(comparison.word, ["one": left, "other": right])
    default: return nil
    }
  }

  private func joined(_ parts: [RuleNode], _ word: FormWord) -> String? {
    let texts = parts.compactMap { part -> String? in
      guard let text = words(part) else { return nil }
      if case .or = part, word == .and { return "(\(text))" }
      if case .and = part { return "(\(text))" }
      return text
    }
    guard texts.count == parts.count, let first = texts.first else { return nil }
    return texts.dropFirst().reduce(first) { say(word, ["one": $0, "other": $1]) }
  }

  private func chosen(_ reference: AnswerReference, _ indexes: [Int]) -> String? {
    let texts = indexes.compactMap { names.choice(reference, $0) }.map { "\u{201C}\($0)\u{201D}" }
    guard texts.count == indexes.count, let last = texts.last, let name = names.name(reference)
    else { return nil }
    let first = texts.dropLast().joined(separator: ", ")
    let choices = first.isEmpty ? last : say(.or, ["one": first, "other": last])
    return say(.said, ["choices": choices, "name": name])
  }

  private func quantity(_ node: RuleNode) -> String? {
    switch node {
    case .constant(.number(let number)): Expression.printed(number)
    case .constant(.text(let text)): "\u{201C}\(text)\u{201D}"
    case .constant(.day(let day)): day.description
    case .read(let reference): names.name(reference).map { say(.yourAnswer, ["name": $0]) }
    case .count(let reference, _):
      names.name(reference).map { say(.numberOfAnswers, ["name": $0]) }
    case .length(.read(let reference)), .lengthOf(let reference):
      names.name(reference).map { say(.numberOfLetters, ["name": $0]) }
    default: nil
    }
  }
}

extension Expression.Comparison {
  fileprivate var word: FormWord {
    switch self {
    case .equal: .isEqual
    case .notEqual: .isNotEqual
    case .less: .isLess
    case .lessOrEqual: .isAtMost
    case .greater: .isMore
    case .greaterOrEqual: .isAtLeast
    }
  }
}

extension Survey {
  /// The position of the question that somebody who chose only this goes to, when it is not the one that
  /// follows: those between are asked after other answers to this question alone. `count`: after the end.
  public func destination(ofChoice choice: Int, at index: Int) -> Int? {
    let reader = OneChoice(question: index, choice: choice)
    var next = index + 1
    var hasSkipped = false
    while next < questions.count {
      let question = questions[next]
      if question.kind is Calculate || question.isNeverAsked {
        next += 1
        continue
      }
      guard let rule = question.showIf, !rule.reads.isEmpty,
        rule.reads.allSatisfy({ $0.reference == .question(index) }), !rule.holds(reader)
      else { break }
      hasSkipped = hasSkipped || question.kind.isAnswerable
      next += 1
    }
    return hasSkipped ? next : nil
  }
}

/// Answers in which one question has one choice, and no other is answered.
private struct OneChoice: AnswerReader {
  let question: Int
  let choice: Int
  var today: CalendarDay? { nil }

  func value(_ reference: AnswerReference) -> RuleValue {
    reference == .question(question) ? .choice(choice) : .unanswered
  }

  func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
}
