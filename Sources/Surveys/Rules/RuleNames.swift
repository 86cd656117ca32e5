// How a rule's names are resolved: own item first, then the survey; never ahead of itself.

extension RuleCompiler {
  /// The answer that a word names, checked against looking ahead.
  mutating func symbol(_ word: Expression.Word) throws(RuleProblem) -> RuleSymbol {
    if let item = context.item, let symbol = symbols.items(of: item.repeat)?[word.text] {
      if case .item(_, let position) = symbol.reference { try check(word, position, item.position) }
      remember(symbol)
      return symbol
    }
    guard let symbol = symbols.question(word.text) else { throw unknown(word) }
    if case .question(let position) = symbol.reference, let own = context.position {
      if let item = context.item, position == own {
        throw RuleProblem(
          .looksAhead, at: word.offset,
          "'\(word.text)' is the list that this question is part of; it is not finished yet",
          suggestion: "name a question of the same item, such as those of '\(item.repeat)'")
      }
      try check(word, position, own)
    }
    remember(symbol)
    return symbol
  }

  private func check(_ word: Expression.Word, _ position: Int, _ own: Int) throws(RuleProblem) {
    if position < own || (position == own && context.seesItself) { return }
    let itself = position == own
    throw RuleProblem(
      itself ? .ruleCycle : .looksAhead, at: word.offset,
      itself
        ? "this rule depends on its own question '\(word.text)'"
        : "'\(word.text)' is asked later, so it has no answer yet",
      suggestion: itself
        ? "name questions that come before it"
        : "move '\(word.text)' up, or this question down; where each of the two looks at the other, take one"
          + " of the rules out")
  }

  private func unknown(_ word: Expression.Word) -> RuleProblem {
    if let owner = symbols.owner(ofItem: word.text) {
      return RuleProblem(
        .unknownQuestion, at: word.offset,
        "'\(word.text)' is asked once per item of '\(owner)'",
        suggestion: "write sum(\(owner).\(word.text)), mean(…), min(…), max(…) or count(\(owner))")
    }
    var known = symbols.questionIDs
    if let item = context.item { known += (symbols.items(of: item.repeat) ?? [:]).keys.sorted() }
    if word.text == "consent" {
      return RuleProblem(
        .unknownQuestion, at: word.offset, "consent is asked by scope",
        suggestion: "write consent.SCOPE = yes")
    }
    return RuleProblem(
      .unknownQuestion, at: word.offset, "there is no question '\(word.text)'",
      suggestion: symbols.newID(of: word.text).map { "it is called '\($0)' here" }
        ?? didYouMean(word.text, known)
        ?? (word.text == "yes" || word.text == "no" ? "write QUESTION = \(word.text)" : nil))
  }

  mutating func read(_ word: Expression.Word) throws(RuleProblem) -> Part {
    let symbol = try symbol(word)
    if context.use.isCounted, symbol.type == .text, symbol.isQuestion {
      throw RuleProblem(
        .notCountable, at: word.offset, "figures are not counted from the words of a text",
        suggestion: "use answered(\(word.text)) or length(\(word.text))")
    }
    return Part(
      node: .read(symbol.reference), type: symbol.type, offset: word.offset, symbol: symbol)
  }

  mutating func member(
    _ owner: Expression.Word, _ word: Expression.Word
  ) throws(RuleProblem) -> Part {
    if let row = row(owner, word) { return try read(row) }
    guard owner.text == "consent" else {
      let isRepeat = symbols.items(of: owner.text) != nil
      throw RuleProblem(
        isRepeat ? .ruleType : .unknownQuestion, at: owner.offset,
        isRepeat
          ? "'\(owner.text).\(word.text)' has one answer per item"
          : "there is no question or row '\(owner.text).\(word.text)'",
        suggestion: isRepeat
          ? "write sum(\(owner.text).\(word.text)), mean(…), min(…) or max(…)"
          : didYouMean(
            "\(owner.text).\(word.text)", symbols.questionIDs.filter { $0.contains(".") }))
    }
    guard let symbol = symbols.scope(word.text) else {
      throw RuleProblem(
        .unknownScope, at: word.offset, "this survey's consent has no scope '\(word.text)'",
        suggestion: didYouMean(word.text, symbols.scopeIDs))
    }
    remember(symbol)
    return Part(
      node: .read(symbol.reference), type: symbol.type, offset: owner.offset, symbol: symbol)
  }

  /// The question of a grid's row, `GRID.ROW`; nil when there is none of that name.
  private func row(_ owner: Expression.Word, _ word: Expression.Word) -> Expression.Word? {
    let id = "\(owner.text).\(word.text)"
    let isItem = context.item.map { symbols.items(of: $0.repeat)?[id] != nil } ?? false
    return isItem || symbols.question(id) != nil ? Expression.Word(id, at: owner.offset) : nil
  }

  /// The position of a choice that a rule names.
  mutating func choice(
    _ word: Expression.Word, of symbol: RuleSymbol
  ) throws(RuleProblem) -> Int {
    let ids = symbol.choiceIDs ?? []
    guard let index = ids.firstIndex(of: word.text) else {
      throw RuleProblem(
        .unknownChoice, at: word.offset,
        "the choice '\(word.text)' is not one of '\(symbol.id)'",
        suggestion: didYouMean(word.text, ids)
          ?? (symbols.question(word.text) == nil
            ? "its choices are \(ids.prefix(8).joined(separator: ", "))"
            : "to compare two questions write answer(\(word.text))"))
    }
    return index
  }
}

extension RuleSymbol {
  var isQuestion: Bool { if case .consent = reference { false } else { true } }
}
