// Reads a rule by the grammar in docs/survey-format.md; one token ahead, no backtracking.

/// Reads rules.
public struct RuleParser {
  /// Longest rule, in characters.
  public static let maximumLength = 4_000
  /// Deepest nesting of brackets, calls and signs.
  public static let maximumDepth = 64

  /// Words that cannot be ids of choices or questions.
  public static let reservedWords: Set<String> = Set(
    ["or", "and", "not", "in", "has", "unanswered", "consent", "not_stated"]
      + RuleFunction.allCases.map(\.rawValue))

  private let tokens: [RuleToken]
  private var index = 0
  private var depth = 0
  /// How deep the tree read last reaches, with `depth` around it.
  private var reached = 0

  /// The tree of a rule's text.
  public static func parse(_ text: String) throws(RuleProblem) -> Expression {
    guard text.unicodeScalars.count <= maximumLength else {
      throw RuleProblem(
        .ruleTooLarge, at: 0, "this rule is longer than \(maximumLength) characters",
        suggestion: "split it with a question of type calculate")
    }
    var parser = RuleParser(tokens: try RuleLexer.tokens(of: text))
    if case .word(let word) = parser.current.kind, word.lowercased() == "if", parser.isBeforeWord {
      throw RuleProblem(
        .ruleSyntax, at: parser.current.offset, "a rule begins with its condition",
        suggestion: "leave out '\(word)'")
    }
    let expression = try parser.expression()
    guard parser.current.kind == .end else { throw parser.unexpected() }
    return expression
  }

  private init(tokens: [RuleToken]) { self.tokens = tokens }

  private var current: RuleToken { tokens[index] }

  private var previous: RuleToken.Kind? { index > 0 ? tokens[index - 1].kind : nil }

  private static let joiningWords: Set<String> = ["or", "and", "in", "has"]

  private mutating func advance() { if index + 1 < tokens.count { index += 1 } }

  private mutating func take(_ symbol: String) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard current.kind == .word(word) else { return false }
    advance()
    return true
  }

  private func unexpected(_ wanted: String? = nil) -> RuleProblem {
    let found =
      switch current.kind {
      case .end: "the rule ends too early"
      case .word(let word): "'\(word)' is not expected here"
      case .symbol(let symbol): "'\(symbol)' is not expected here"
      case .number, .day, .text: "this value is not expected here"
      }
    let suggestion =
      switch current.kind {
      case .symbol(">") where previous == .symbol("<"): "write '!=' for 'is not'"
      case .symbol(">") where previous == .symbol("="): "write '>='"
      case .symbol("<") where previous == .symbol("="): "write '<='"
      case .symbol(",") where wanted == nil: "join conditions with 'and' or 'or'"
      case .symbol("=") where wanted == nil || previous == .symbol("="):
        "a comparison has one '='; join two with 'and'"
      case .word("is"): "write '='"
      case .word(let word) where Self.joiningWords.contains(word.lowercased()) && wanted == nil:
        "write '\(word.lowercased())'"
      case .word(let word) where wanted == nil: secondWord(word)
      default: wanted.map { "expected \($0)" }
      }
    return RuleProblem(.ruleSyntax, at: current.offset, found, suggestion: suggestion)
  }

  private var isBeforeWord: Bool {
    guard index + 1 < tokens.count, case .word(let next) = tokens[index + 1].kind else {
      return false
    }
    return !Self.joiningWords.contains(next)
  }

  /// `visits = Every week`: a choice is one word, and a text stands in quotes.
  private func secondWord(_ word: String) -> String? {
    guard index > 1, case .word(let first) = tokens[index - 1].kind,
      [.symbol("="), .symbol("!=")].contains(tokens[index - 2].kind)
    else { return nil }
    return "write the id of a choice, such as '\(first.lowercased())_\(word.lowercased())',"
      + " or put a text in straight double quotes"
  }

  private mutating func nested<T>(
    _ body: (inout RuleParser) throws(RuleProblem) -> T
  ) throws(RuleProblem) -> T {
    depth += 1
    guard depth <= Self.maximumDepth else {
      throw RuleProblem(
        .ruleTooLarge, at: current.offset, "this rule is nested deeper than \(Self.maximumDepth)",
        suggestion: "split it with a question of type calculate")
    }
    reached = max(reached, depth)
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func expression() throws(RuleProblem) -> Expression {
    try nested { (parser) throws(RuleProblem) in
      let start = parser.current.offset
      var parts = [try parser.conjunction()]
      while parser.takeWord("or") { parts.append(try parser.conjunction()) }
      return parts.count == 1 ? parts[0] : Expression(.or(parts), at: start)
    }
  }

  private mutating func conjunction() throws(RuleProblem) -> Expression {
    let start = current.offset
    var parts = [try negation()]
    while takeWord("and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : Expression(.and(parts), at: start)
  }

  private mutating func negation() throws(RuleProblem) -> Expression {
    let start = current.offset
    guard takeWord("not") else { return try comparison() }
    return Expression(.not(try comparison()), at: start)
  }

  private mutating func comparison() throws(RuleProblem) -> Expression {
    let start = current.offset
    let left = try sum()
    if takeWord("in") { return Expression(.isIn(left, try words()), at: start) }
    if takeWord("has") {
      if case .word = current.kind { return Expression(.has(left, [try word()]), at: start) }
      return Expression(.has(left, try words()), at: start)
    }
    guard case .symbol(let symbol) = current.kind,
      let comparison = Expression.Comparison(rawValue: symbol)
    else { return left }
    advance()
    return Expression(.compare(comparison, left, try sum()), at: start)
  }

  private mutating func words() throws(RuleProblem) -> [Expression.Word] {
    guard take("[") else { throw unexpected("a list of choices in square brackets") }
    var words = [try word()]
    while take(",") { words.append(try word()) }
    guard take("]") else { throw unexpected("',' or ']'") }
    return words
  }

  private mutating func word() throws(RuleProblem) -> Expression.Word {
    guard case .word(let text) = current.kind else { throw unexpected("the id of a choice") }
    let word = Expression.Word(text, at: current.offset)
    advance()
    return word
  }

  private mutating func sum() throws(RuleProblem) -> Expression {
    try operations(["+", "-"]) { (parser) throws(RuleProblem) in
      try parser.operations(["*", "/"]) { (parser) throws(RuleProblem) in try parser.unary() }
    }
  }

  /// Left to right; each step puts all before it one deeper, as it does in the tree.
  private mutating func operations(
    _ symbols: [String], _ operand: (inout RuleParser) throws(RuleProblem) -> Expression
  ) throws(RuleProblem) -> Expression {
    let start = current.offset
    let (before, around) = (depth, reached)
    reached = depth
    var left = try operand(&self)
    while case .symbol(let symbol) = current.kind, symbols.contains(symbol),
      let operation = Expression.Operation(rawValue: symbol)
    {
      advance()
      let leftReached = reached + 1
      guard leftReached <= Self.maximumDepth else {
        throw RuleProblem(
          .ruleTooLarge, at: start, "this sum has more than \(Self.maximumDepth) steps",
          suggestion: "use sum(a, b, …) or split it with a question of type calculate")
      }
      depth = before + 1
      left = Expression(.arithmetic(operation, left, try operand(&self)), at: start)
      depth = before
      reached = max(reached, leftReached)
    }
    reached = max(reached, around)
    return left
  }

  private mutating func unary() throws(RuleProblem) -> Expression {
    let start = current.offset
    guard take("-") else { return try primary() }
    return try nested { (parser) throws(RuleProblem) in
      Expression(.negative(try parser.primary()), at: start)
    }
  }

  private mutating func primary() throws(RuleProblem) -> Expression {
    let token = current
    switch token.kind {
    case .number(let number):
      advance()
      return Expression(.number(number), at: token.offset)
    case .text(let text):
      advance()
      return Expression(.text(text), at: token.offset)
    case .day(let day):
      advance()
      return Expression(.day(day), at: token.offset)
    case .symbol("("):
      advance()
      let inner = try expression()
      guard take(")") else { throw unexpected("')'") }
      return inner
    case .word(let word): return try name(word, at: token.offset)
    case .symbol, .end: throw unexpected("a question, a value or '('")
    }
  }

  private mutating func name(_ text: String, at offset: Int) throws(RuleProblem) -> Expression {
    if ["or", "and", "not", "in", "has"].contains(text) {
      throw unexpected("a question, a value or '('")
    }
    advance()
    if text == "unanswered" { return Expression(.unanswered, at: offset) }
    let word = Expression.Word(text, at: offset)
    if take(".") { return Expression(.member(word, try self.word()), at: offset) }
    guard take("(") else { return Expression(.name(word), at: offset) }
    var arguments: [Expression] = []
    if !take(")") {
      repeat { arguments.append(try expression()) } while take(",")
      guard take(")") else { throw unexpected("',' or ')'") }
    }
    return Expression(.call(word, arguments), at: offset)
  }
}
