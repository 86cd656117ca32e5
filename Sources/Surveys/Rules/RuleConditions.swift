// The conditions that a rule is put together from, each looked at by itself: a rule can come out both
// ways while one side of an `or` has never held for anybody.

/// One condition within a rule: a side of `and` or `or`, what follows `not`, what `if()` or
/// `count_true()` looks at.
public struct RuleCondition: Sendable, Hashable {
  /// As it is written.
  public let text: String
  /// Where it stands in the rule: the part of the whole, then the part of that, and so on. The same
  /// words at two places are two conditions.
  public let place: [Int]
  let node: RuleNode
  /// How other conditions come out where this one is looked at.
  let before: [Before]

  struct Before: Sendable, Hashable {
    let node: RuleNode
    let held: Bool
  }
}

/// The conditions of one rule.
public struct RuleConditions: Sendable {
  /// How a condition came out where it was come to.
  public struct Outcome: Sendable, Hashable {
    /// Where the condition stands in the rule.
    public let place: [Int]
    /// Whether it held.
    public let held: Bool

    /// A condition that came out so.
    public init(place: [Int], held: Bool) { (self.place, self.held) = (place, held) }
  }

  /// In the order of the rule. Empty where the rule is one condition as a whole.
  public let all: [RuleCondition]
  private let rule: CompiledRule
  private let expression: Expression?

  /// The conditions of a checked rule.
  public init(_ rule: CompiledRule) {
    self.rule = rule
    // The text is the rule in its standard spelling, which parses to the tree that was compiled.
    expression = try? RuleParser.parse(rule.text)
    var walk = ConditionWalk<NoAnswers>(reader: nil)
    if let expression { _ = walk.go(rule.node, expression, []) }
    let isOne = walk.conditions.map(\.node) == [rule.node.withoutNot]
    all = isOne ? [] : walk.conditions
  }

  /// Those that were come to with these answers: where one side decides, the other is not looked at,
  /// and of an `if()` only the value that is taken.
  public func outcomes(_ reader: some AnswerReader) -> Set<Outcome> {
    guard let expression, !all.isEmpty else { return [] }
    var walk = ConditionWalk(reader: reader)
    _ = walk.go(rule.node, expression, [])
    return walk.outcomes
  }
}

extension RuleNode {
  /// What `not` is said of.
  fileprivate var withoutNot: RuleNode {
    if case .not(let part) = self { part.withoutNot } else { self }
  }
}

/// Goes through a rule beside its text, with answers or, without, through every part.
private struct ConditionWalk<Reader: AnswerReader> {
  let reader: Reader?
  private(set) var conditions: [RuleCondition] = []
  private(set) var outcomes: Set<RuleConditions.Outcome> = []
  /// What has to come out how for the walk to be where it is; kept without answers alone.
  private var before: [RuleCondition.Before] = []

  init(reader: Reader?) { self.reader = reader }

  /// Whether the part at that place holds; false without answers.
  mutating func go(_ node: RuleNode, _ written: Expression, _ place: [Int]) -> Bool {
    switch (node, written.form) {
    case (.or(let parts), .or(let texts)): return go(parts, texts, place, until: true)
    case (.and(let parts), .and(let texts)): return !go(parts, texts, place, until: false)
    case (.not(let part), .not(let text)):
      let held = go(part, text, place + [0])
      return reader != nil && !held
    case (.conditional(let condition, let yes, let no), .call(_, let texts)) where texts.count >= 2:
      let held = go(condition, texts[0], place + [0])
      if held || reader == nil {
        let value = go(yes, texts[1], place + [1], after: condition, true)
        if reader != nil { return value }
      }
      guard texts.count == 3 else { return false }
      return go(no, texts[2], place + [2], after: condition, false)
    case (.isChoice, _), (.isNotChoice, _), (.has, _), (.answered, _):
      return note(node, written, place)
    case (.compare(_, let left, let right), .compare(_, let leftText, let rightText)):
      _ = go(left, leftText, place + [0])
      _ = go(right, rightText, place + [1])
      return note(node, written, place)
    default:
      for (number, pair) in zip(node.amounts, written.amounts).enumerated() {
        _ = go(pair.0, pair.1, place + [number])
      }
      return false
    }
  }

  /// Whether one of the sides comes out so, which decides; without answers none does.
  private mutating func go(
    _ parts: [RuleNode], _ texts: [Expression], _ place: [Int], until decisive: Bool
  ) -> Bool {
    let outside = before
    defer { before = outside }
    for (number, pair) in zip(parts, texts).enumerated() {
      let held = go(pair.0, pair.1, place + [number])
      if reader == nil {
        before.append(RuleCondition.Before(node: pair.0, held: !decisive))
      } else if held == decisive {
        return true
      }
    }
    return false
  }

  /// A value of an `if()`, where what it looks at came out so.
  private mutating func go(
    _ node: RuleNode, _ written: Expression, _ place: [Int], after condition: RuleNode, _ held: Bool
  ) -> Bool {
    if reader == nil { before.append(RuleCondition.Before(node: condition, held: held)) }
    defer { if reader == nil { before.removeLast() } }
    return go(node, written, place)
  }

  private mutating func note(_ node: RuleNode, _ written: Expression, _ place: [Int]) -> Bool {
    guard let reader else {
      conditions.append(
        RuleCondition(text: written.printed, place: place, node: node, before: before))
      return false
    }
    let held = node.value(reader) == .boolean(true)
    outcomes.insert(RuleConditions.Outcome(place: place, held: held))
    return held
  }
}

extension RuleNode {
  /// The parts that a number is worked out from.
  fileprivate var amounts: [RuleNode] {
    switch self {
    case .arithmetic(_, let left, let right), .round(let left, let right),
      .yearsBetween(let left, let right):
      [left, right]
    case .negative(let part), .length(let part): [part]
    case .countTrue(let parts), .fold(_, let parts): parts
    default: []
    }
  }
}

extension Expression {
  /// The same parts as they are written.
  fileprivate var amounts: [Expression] {
    switch form {
    case .arithmetic(_, let left, let right): [left, right]
    case .negative(let part): [part]
    case .call(_, let parts): parts
    default: []
    }
  }
}
