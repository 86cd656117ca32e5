// What people write in rules because they would say it so.

extension RuleCompiler {
  /// `visits = weekly or monthly`: a choice where a condition should be.
  func listedChoices(_ parts: [Expression]) -> RuleProblem? {
    for (index, part) in parts.enumerated().dropFirst() {
      guard case .compare(.equal, let left, let right) = parts[index - 1].form,
        case .name(let question) = left.form, case .name(let first) = right.form
      else { continue }
      let further = parts[index...].prefix { isChoice($0, of: question) }
      guard !further.isEmpty else { continue }
      let words = [first.text] + further.map(\.printed)
      return RuleProblem(
        .unknownQuestion, at: part.offset, "there is no question '\(part.printed)'",
        suggestion: "write \(question.text) in [\(words.joined(separator: ", "))]")
    }
    return nil
  }

  private func isChoice(_ part: Expression, of question: Expression.Word) -> Bool {
    guard case .name(let word) = part.form, symbols.question(word.text) == nil else { return false }
    let item = context.item.flatMap { symbols.items(of: $0.repeat)?[question.text] }
    let symbol = item ?? symbols.question(question.text)
    return symbol?.choiceIDs?.contains(word.text) ?? false
  }
}
