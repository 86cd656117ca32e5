// Checks a rule's names and types and turns it into positions.

/// Checks rules of one survey.
public struct RuleCompiler {
  let symbols: RuleSymbols
  let context: RuleContext
  private(set) var warnings: [RuleProblem] = []
  private var reads: [CompiledRule.Reading] = []

  /// A checked part with its type.
  struct Part {
    let node: RuleNode
    let type: RuleType
    let offset: Int
    /// The symbol, when the part is just an answer.
    var symbol: RuleSymbol?

    /// How to write the answer as a number; nil when it is one or cannot be.
    var numberInstead: String? {
      switch type {
      case .choice: symbol.map { "write code(\($0.id))" }
      case .choices, .items: symbol.map { "write count(\($0.id))" }
      default: nil
      }
    }
  }

  private init(symbols: RuleSymbols, context: RuleContext) {
    (self.symbols, self.context) = (symbols, context)
  }

  /// Checks a rule's text; warnings do not stop it.
  public static func compile(
    _ text: String, symbols: RuleSymbols, context: RuleContext
  ) throws(RuleProblem) -> (rule: CompiledRule, type: RuleType, warnings: [RuleProblem]) {
    let expression = try RuleParser.parse(text)
    var compiler = RuleCompiler(symbols: symbols, context: context)
    let part = try compiler.part(expression)
    if context.use == .amount {
      try compiler.expect(part, .number)
    } else if context.use == .value {
      guard [.number, .text, .unanswered].contains(part.type) else {
        throw RuleProblem(
          .ruleType, at: 0, "a calculated value is a number or a text, this is \(part.type.name)",
          suggestion: part.type == .boolean ? "write if(…, 1, 0)" : part.numberInstead)
      }
    } else {
      try compiler.expect(part, .boolean)
    }
    let rule = CompiledRule(
      text: expression.printed, reads: compiler.reads, node: part.node)
    return (rule, part.type, compiler.warnings)
  }

  mutating func part(_ expression: Expression) throws(RuleProblem) -> Part {
    let offset = expression.offset
    switch expression.form {
    case .or(let parts):
      if let problem = listedChoices(parts) { throw problem }
      return Part(node: .or(try booleans(parts)), type: .boolean, offset: offset)
    case .and(let parts):
      return Part(node: .and(try booleans(parts)), type: .boolean, offset: offset)
    case .not(let inner):
      warnOfNot(inner, at: offset)
      return Part(node: .not(try boolean(inner)), type: .boolean, offset: offset)
    case .compare(let comparison, let left, let right):
      return try compare(comparison, left, right, at: offset)
    case .isIn(let left, let words): return try isIn(left, words, at: offset)
    case .has(let left, let words): return try has(left, words, at: offset)
    case .arithmetic(let operation, let left, let right):
      let node = RuleNode.arithmetic(operation, try number(left), try number(right))
      return Part(node: node, type: .number, offset: offset)
    case .negative(let inner):
      return Part(node: .negative(try number(inner)), type: .number, offset: offset)
    case .number(let number):
      return Part(node: .constant(.number(number)), type: .number, offset: offset)
    case .text(let text):
      return Part(node: .constant(.text(text)), type: .text, offset: offset)
    case .day(let day): return Part(node: .constant(.day(day)), type: .day, offset: offset)
    case .unanswered:
      return Part(node: .constant(.unanswered), type: .unanswered, offset: offset)
    case .name(let word): return try read(word)
    case .member(let owner, let word): return try member(owner, word)
    case .call(let name, let arguments): return try call(name, arguments)
    }
  }

  private mutating func booleans(_ parts: [Expression]) throws(RuleProblem) -> [RuleNode] {
    var nodes: [RuleNode] = []
    for part in parts { nodes.append(try boolean(part)) }
    return nodes
  }

  mutating func boolean(_ expression: Expression) throws(RuleProblem) -> RuleNode {
    let part = try part(expression)
    try expect(part, .boolean)
    return part.node
  }

  mutating func number(_ expression: Expression) throws(RuleProblem) -> RuleNode {
    let part = try part(expression)
    if part.type != .unanswered { try expect(part, .number) }
    return part.node
  }

  func expect(_ part: Part, _ type: RuleType) throws(RuleProblem) {
    guard part.type != type else { return }
    var suggestion: String?
    if let symbol = part.symbol {
      switch (part.type, type) {
      case (.choice(let ids), .boolean):
        suggestion = "write \(symbol.id) = \(ids.first ?? "…")"
      case (.choices(let ids), .boolean):
        suggestion = "write \(symbol.id) has \(ids.first ?? "…")"
      case (_, .number): suggestion = part.numberInstead
      case (.nothing, _): break
      case (_, .boolean): suggestion = "write answered(\(symbol.id)), or compare it"
      default: break
      }
    }
    throw RuleProblem(
      .ruleType, at: part.offset, "expected \(type.name), found \(part.type.name)",
      suggestion: suggestion)
  }

  private mutating func warnOfNot(_ inner: Expression, at offset: Int) {
    guard case .compare(.equal, let left, let right) = inner.form else { return }
    warnings.append(
      RuleProblem(
        .notOfComparison, at: offset,
        "'not (\(inner.printed))' also holds for people who did not answer",
        suggestion: "write \(left.printed) != \(right.printed), or add 'and answered(…)'"))
  }

  mutating func remember(_ symbol: RuleSymbol) {
    if !reads.contains(where: { $0.reference == symbol.reference }) { reads.append(symbol.reading) }
  }
}
