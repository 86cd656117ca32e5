// Comparisons: after `=`, `!=`, `in` and `has` a word is a choice of the question on the left.

extension RuleCompiler {
  mutating func compare(
    _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression, at offset: Int
  ) throws(RuleProblem) -> Part {
    let leftPart = try part(left)
    if case .choices(let ids) = leftPart.type, let symbol = leftPart.symbol {
      var meant = ids.first ?? "…"
      if case .name(let word) = right.form, ids.contains(word.text) { meant = word.text }
      throw RuleProblem(
        .ruleType, at: offset, "'\(symbol.id)' can have several choices",
        suggestion: "write \(symbol.id) has \(meant)")
    }
    if case .choice = leftPart.type, let symbol = leftPart.symbol {
      return try compareChoice(comparison, symbol, right, at: offset)
    }
    if case .name(let word) = right.form, [.equal, .notEqual].contains(comparison) {
      let known = symbols.question(word.text) != nil
      throw RuleProblem(
        .ruleType, at: word.offset,
        "after '\(comparison.rawValue)' a word is a choice, and the left side has none",
        suggestion: known ? "write answer(\(word.text))" : "put a text in quotes: \"\(word.text)\"")
    }
    let rightPart = try part(right)
    if let times = try times(leftPart, left, rightPart, right) {
      return Part(node: .compare(comparison, times.0, times.1), type: .boolean, offset: offset)
    }
    if case .choice = rightPart.type, let symbol = rightPart.symbol {
      throw RuleProblem(
        .ruleType, at: rightPart.offset, "a choice stands on the left of a comparison",
        suggestion: leftPart.type == .number
          ? rightPart.numberInstead : "write \(symbol.id) = \(symbol.choiceIDs?.first ?? "…")")
    }
    try checkTypes(comparison, leftPart, rightPart, at: offset)
    return Part(
      node: .compare(comparison, leftPart.node, rightPart.node), type: .boolean, offset: offset)
  }

  /// Two times, or a time and a text that says one; nil where neither side is a time.
  private func times(
    _ left: Part, _ leftExpression: Expression, _ right: Part, _ rightExpression: Expression
  ) throws(RuleProblem) -> (RuleNode, RuleNode)? {
    guard left.type == .time || right.type == .time else { return nil }
    func node(_ part: Part, _ expression: Expression) throws(RuleProblem) -> RuleNode {
      if part.type == .time { return part.node }
      if case .text(let text) = expression.form, let time = TimeOfDay(text) {
        return .constant(.number(Double(time.minutes)))
      }
      throw RuleProblem(
        .ruleType, at: part.offset, "a time is compared with a time",
        suggestion: "write it in quotes, such as \"14:30\"")
    }
    return (try node(left, leftExpression), try node(right, rightExpression))
  }

  private func checkTypes(
    _ comparison: Expression.Comparison, _ left: Part, _ right: Part, at offset: Int
  ) throws(RuleProblem) {
    if left.type == .unanswered || right.type == .unanswered {
      throw RuleProblem(
        .ruleType, at: offset, "a comparison with 'unanswered' is always false",
        suggestion: "write answered(…) or not answered(…)")
    }
    guard left.type == right.type, [.number, .text, .day].contains(left.type) else {
      throw RuleProblem(
        .ruleType, at: offset,
        "\(left.type.name) cannot be compared with \(right.type.name)",
        suggestion: left.type == .day || right.type == .day
          ? "write a date as 2026-11-20, a month as its first day, 2026-11-01"
          : left.numberInstead ?? right.numberInstead)
    }
    if left.type == .text, comparison != .equal, comparison != .notEqual {
      throw RuleProblem(
        .ruleType, at: offset, "texts have no order", suggestion: "use = or !=")
    }
  }

  private mutating func compareChoice(
    _ comparison: Expression.Comparison, _ symbol: RuleSymbol, _ right: Expression, at offset: Int
  ) throws(RuleProblem) -> Part {
    guard comparison == .equal || comparison == .notEqual else {
      throw RuleProblem(
        .ruleType, at: offset, "choices have no order",
        suggestion: "compare codes: code(\(symbol.id)) \(comparison.rawValue) …")
    }
    if case .name(let word) = right.form {
      let index = try choice(word, of: symbol)
      let node: RuleNode =
        comparison == .equal
        ? .isChoice(symbol.reference, ChoiceSet([index])) : .isNotChoice(symbol.reference, index)
      return Part(node: node, type: .boolean, offset: offset)
    }
    let other = try part(right)
    if case .choice(let ids) = other.type, let otherSymbol = other.symbol,
      let own = symbol.choiceIDs
    {
      guard !Set(ids).isDisjoint(with: own) else {
        throw RuleProblem(
          .ruleType, at: offset,
          "'\(symbol.id)' and '\(otherSymbol.id)' have no choice in common")
      }
      let node = RuleNode.compare(
        comparison, .choiceID(symbol.reference, own), .choiceID(otherSymbol.reference, ids))
      return Part(node: node, type: .boolean, offset: offset)
    }
    let suggestion =
      switch other.type {
      case .number: "write code(\(symbol.id)) \(comparison.rawValue) …"
      case .unanswered: "write answered(\(symbol.id)) or not answered(\(symbol.id))"
      default: "its choices are \((symbol.choiceIDs ?? []).prefix(8).joined(separator: ", "))"
      }
    throw RuleProblem(
      .ruleType, at: other.offset,
      "'\(symbol.id)' is compared with one of its choices, not with \(other.type.name)",
      suggestion: suggestion)
  }

  mutating func isIn(
    _ left: Expression, _ words: [Expression.Word], at offset: Int
  ) throws(RuleProblem) -> Part {
    let leftPart = try part(left)
    guard case .choice = leftPart.type, let symbol = leftPart.symbol else {
      var suggestion: String?
      if case .choices = leftPart.type, let symbol = leftPart.symbol {
        suggestion = "write \(symbol.id) has [\(words.map(\.text).joined(separator: ", "))]"
      }
      throw RuleProblem(
        .ruleType, at: leftPart.offset, "'in' follows a question with one choice",
        suggestion: suggestion)
    }
    var set = ChoiceSet()
    for word in words { set.insert(try choice(word, of: symbol)) }
    return Part(node: .isChoice(symbol.reference, set), type: .boolean, offset: offset)
  }

  mutating func has(
    _ left: Expression, _ words: [Expression.Word], at offset: Int
  ) throws(RuleProblem) -> Part {
    let leftPart = try part(left)
    guard case .choices = leftPart.type, let symbol = leftPart.symbol else {
      var suggestion: String?
      if case .choice = leftPart.type, let symbol = leftPart.symbol {
        let ids = words.map(\.text)
        suggestion =
          ids.count == 1
          ? "write \(symbol.id) = \(ids[0])"
          : "write \(symbol.id) in [\(ids.joined(separator: ", "))]"
      }
      throw RuleProblem(
        .ruleType, at: leftPart.offset, "'has' follows a question with several choices",
        suggestion: suggestion)
    }
    var indexes: [Int] = []
    for word in words { indexes.append(try choice(word, of: symbol)) }
    return Part(node: .has(symbol.reference, indexes), type: .boolean, offset: offset)
  }
}
