// The functions of the rule language and what they take.

extension RuleCompiler {
  mutating func call(
    _ name: Expression.Word, _ arguments: [Expression]
  ) throws(RuleProblem) -> Part {
    guard let function = RuleFunction(rawValue: name.text) else {
      throw RuleProblem(
        .functionUse, at: name.offset, "there is no function '\(name.text)'",
        suggestion: ["and", "or", "not"].contains(name.text.lowercased())
          ? "write '\(name.text.lowercased())'"
          : didYouMean(name.text, RuleFunction.allCases.map(\.rawValue)))
    }
    switch function {
    case .answered, .answer, .count, .code: return try ofAnswer(function, name, arguments)
    case .conditional: return try conditional(name, arguments)
    case .countTrue:
      try expect(arguments.count >= 1, name, "takes one or more conditions")
      var nodes: [RuleNode] = []
      for argument in arguments { nodes.append(try boolean(argument)) }
      return Part(node: .countTrue(nodes), type: .number, offset: name.offset)
    case .min, .max, .sum, .mean: return try fold(function, name, arguments)
    case .round:
      try expect(arguments.count == 2, name, "takes a number and how many places")
      let node = RuleNode.round(try number(arguments[0]), try number(arguments[1]))
      return Part(node: node, type: .number, offset: name.offset)
    case .today:
      try expect(arguments.isEmpty, name, "takes nothing in its brackets")
      guard !context.use.isCounted else {
        throw RuleProblem(
          .functionUse, at: name.offset,
          "a figure must not change with the day it is counted on, so today() is not allowed here",
          suggestion: "work it out in a question of type calculate")
      }
      return Part(node: .today, type: .day, offset: name.offset)
    case .yearsBetween:
      try expect(arguments.count == 2, name, "takes two dates")
      let node = RuleNode.yearsBetween(try day(arguments[0]), try day(arguments[1]))
      return Part(node: node, type: .number, offset: name.offset)
    case .length:
      try expect(arguments.count == 1, name, "takes one text")
      return try length(name, arguments[0])
    }
  }

  private func expect(
    _ condition: Bool, _ name: Expression.Word, _ takes: String
  ) throws(RuleProblem) {
    guard !condition else { return }
    throw RuleProblem(.functionUse, at: name.offset, "\(name.text)() \(takes)")
  }

  private mutating func day(_ expression: Expression) throws(RuleProblem) -> RuleNode {
    let part = try part(expression)
    if part.type != .unanswered { try expect(part, .day) }
    return part.node
  }

  private mutating func ofAnswer(
    _ function: RuleFunction, _ name: Expression.Word, _ arguments: [Expression]
  ) throws(RuleProblem) -> Part {
    try expect(arguments.count == 1, name, "takes one question")
    let symbol: RuleSymbol
    switch arguments[0].form {
    case .name(let word): symbol = try self.symbol(word)
    case .member(let owner, let word):
      guard let found = try member(owner, word).symbol else { fallthrough }
      symbol = found
    default: throw RuleProblem(.functionUse, at: name.offset, "\(name.text)() takes one question")
    }
    let offset = arguments[0].offset
    func part(_ node: RuleNode, _ type: RuleType) -> Part {
      Part(node: node, type: type, offset: name.offset)
    }
    switch (function, symbol.type) {
    case (_, .nothing):
      throw RuleProblem(.ruleType, at: offset, "'\(symbol.id)' is \(symbol.type.name)")
    case (.answered, _):
      return part(.answered(symbol.reference, missing: symbol.missing), .boolean)
    case (.answer, .items), (.answer, .choices):
      throw RuleProblem(
        .ruleType, at: offset, "'\(symbol.id)' has several values",
        suggestion: "use count(\(symbol.id)) or has")
    case (.answer, _):
      if case .name(let word) = arguments[0].form {
        var read = try self.read(word)
        read.symbol = symbol
        return read
      }
      return Part(
        node: .read(symbol.reference), type: symbol.type, offset: name.offset, symbol: symbol)
    case (.code, .choice):
      return part(
        .code(symbol.reference, codes: symbol.codes, missing: symbol.missing), .number)
    case (.count, .choices), (.count, .items):
      return part(.count(symbol.reference, missing: symbol.missing), .number)
    case (.code, _):
      throw RuleProblem(
        .ruleType, at: offset,
        "code() takes a question with one choice, '\(symbol.id)' is \(symbol.type.name)",
        suggestion: symbol.type == .number ? "use \(symbol.id) itself" : nil)
    default:
      throw RuleProblem(
        .ruleType, at: offset,
        "count() takes a list of items or a set of choices, '\(symbol.id)' is \(symbol.type.name)",
        suggestion: "use answered(\(symbol.id))")
    }
  }

  private mutating func conditional(
    _ name: Expression.Word, _ arguments: [Expression]
  ) throws(RuleProblem) -> Part {
    try expect(
      (2...3).contains(arguments.count), name,
      "takes a condition, a value and perhaps another value")
    let condition = try boolean(arguments[0])
    let yes = try part(arguments[1])
    let no =
      arguments.count == 3
      ? try part(arguments[2])
      : Part(node: .constant(.unanswered), type: .unanswered, offset: name.offset)
    let types = [yes.type, no.type].filter { $0 != .unanswered }
    guard types.allSatisfy({ [.number, .text, .day, .boolean].contains($0) }),
      Set(types).count <= 1
    else {
      throw RuleProblem(
        .ruleType, at: name.offset,
        "both values of if() are numbers, texts, dates or conditions; these are \(yes.type.name)"
          + " and \(no.type.name)",
        suggestion: [yes, no].lazy.compactMap(\.numberInstead).first)
    }
    return Part(
      node: .conditional(condition, yes.node, no.node), type: types.first ?? .unanswered,
      offset: name.offset)
  }

  private mutating func fold(
    _ function: RuleFunction, _ name: Expression.Word, _ arguments: [Expression]
  ) throws(RuleProblem) -> Part {
    try expect(!arguments.isEmpty, name, "takes numbers, or one question of a list: list.question")
    if arguments.count == 1, case .member(let owner, let word) = arguments[0].form,
      owner.text != "consent"
    {
      return try foldItems(function, name, owner, word)
    }
    var nodes: [RuleNode] = []
    for argument in arguments { nodes.append(try number(argument)) }
    return Part(node: .fold(function, nodes), type: .number, offset: name.offset)
  }

  private mutating func foldItems(
    _ function: RuleFunction, _ name: Expression.Word, _ owner: Expression.Word,
    _ word: Expression.Word
  ) throws(RuleProblem) -> Part {
    guard case .question(let index) = try symbol(owner).reference,
      let items = symbols.items(of: owner.text)
    else {
      throw RuleProblem(.ruleType, at: owner.offset, "'\(owner.text)' is not a list of items")
    }
    guard let item = items[word.text], case .item(_, let question) = item.reference else {
      throw RuleProblem(
        .unknownQuestion, at: word.offset,
        "the items of '\(owner.text)' have no question '\(word.text)'",
        suggestion: didYouMean(word.text, items.keys.sorted()))
    }
    guard item.type == .number else {
      throw RuleProblem(
        .ruleType, at: word.offset, "expected a number, '\(word.text)' is \(item.type.name)")
    }
    guard !context.use.isCounted else {
      throw RuleProblem(
        .notCountable, at: name.offset, "figures are not counted from the items of a list",
        suggestion:
          "work \(name.text)(\(owner.text).\(word.text)) out in a question of type calculate")
    }
    return Part(
      node: .foldItems(function, repeat: index, question: question), type: .number,
      offset: name.offset)
  }

  private mutating func length(
    _ name: Expression.Word, _ argument: Expression
  ) throws(RuleProblem) -> Part {
    if case .name(let word) = argument.form {
      let symbol = try symbol(word)
      if symbol.type == .text {
        return Part(node: .lengthOf(symbol.reference), type: .number, offset: name.offset)
      }
    }
    let part = try part(argument)
    try expect(part, .text)
    return Part(node: .length(part.node), type: .number, offset: name.offset)
  }
}
