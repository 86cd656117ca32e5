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
  public func words(_ names: RuleNames) -> String? { node.words(names) }
}

extension RuleNode {
  fileprivate func words(_ names: RuleNames) -> String? {
    switch self {
    case .or(let parts): return Self.joined(parts, " or ", names)
    case .and(let parts): return Self.joined(parts, " and ", names)
    case .not(let part):
      if case .answered(let reference, _) = part, let name = names.name(reference) {
        return "you did not answer \(name)"
      }
      return part.words(names).map { "it is not so that \($0)" }
    case .isChoice(.consent(let scope), let set):
      let yes = set.contains(0)
      return names.name(.consent(scope)).map { "you said \(yes ? "yes" : "no") to \($0)" }
    case .isChoice(let reference, let set): return chosen(reference, set.indexes, names)
    case .has(let reference, let indexes): return chosen(reference, indexes, names)
    case .isNotChoice(let reference, let index):
      guard let name = names.name(reference), let choice = names.choice(reference, index) else {
        return nil
      }
      return "you answered \(name), but not with \u{201C}\(choice)\u{201D}"
    case .answered(let reference, _): return names.name(reference).map { "you answered \($0)" }
    case .compare(let comparison, let left, let right):
      guard let left = left.quantity(names), let right = right.quantity(names) else { return nil }
      return "\(left) is \(comparison.words)\(right)"
    default: return nil
    }
  }

  private static func joined(
    _ parts: [RuleNode], _ word: String, _ names: RuleNames
  ) -> String? {
    let words = parts.compactMap { part -> String? in
      guard let words = part.words(names) else { return nil }
      if case .or = part, word == " and " { return "(\(words))" }
      if case .and = part { return "(\(words))" }
      return words
    }
    return words.count == parts.count ? words.joined(separator: word) : nil
  }

  private func chosen(
    _ reference: AnswerReference, _ indexes: [Int], _ names: RuleNames
  ) -> String? {
    let texts = indexes.compactMap { names.choice(reference, $0) }
    guard texts.count == indexes.count, let last = texts.last, let name = names.name(reference)
    else { return nil }
    let first = texts.dropLast().map { "\u{201C}\($0)\u{201D}" }.joined(separator: ", ")
    return "you said \(first.isEmpty ? "" : first + " or ")\u{201C}\(last)\u{201D} to \(name)"
  }

  private func quantity(_ names: RuleNames) -> String? {
    switch self {
    case .constant(.number(let number)): Expression.printed(number)
    case .constant(.text(let text)): "\u{201C}\(text)\u{201D}"
    case .constant(.day(let day)): day.description
    case .read(let reference): names.name(reference).map { "your answer to \($0)" }
    case .count(let reference, _): names.name(reference).map { "the number of answers to \($0)" }
    case .length(.read(let reference)), .lengthOf(let reference):
      names.name(reference).map { "the number of letters of \($0)" }
    default: nil
    }
  }
}

extension Expression.Comparison {
  fileprivate var words: String {
    switch self {
    case .equal: ""
    case .notEqual: "not "
    case .less: "less than "
    case .lessOrEqual: "at most "
    case .greater: "more than "
    case .greaterOrEqual: "at least "
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
      if question.kind is Calculate || question.isEmptySlot {
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
