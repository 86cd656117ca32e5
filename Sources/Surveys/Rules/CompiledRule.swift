// A rule whose names and types have been checked: it reads by position and cannot fail.

/// A checked rule.
public struct CompiledRule: Sendable, Hashable {
  /// The rule in its standard spelling.
  public let text: String
  /// What it reads, each once, in the order of reading.
  public let reads: [Reading]
  let node: RuleNode

  init(text: String, reads: [Reading], node: RuleNode) {
    (self.text, self.reads, self.node) = (text, reads, node)
  }

  /// An answer that a rule reads.
  public struct Reading: Sendable, Hashable {
    /// Which answer.
    public let reference: AnswerReference
    /// Positions of choices that count as no answer.
    public let missing: Set<Int>
    /// The question's id.
    public let id: String

    func isAnswered(_ value: RuleValue) -> Bool {
      RuleNode.isAnswered(value, missing: missing)
    }
  }

  /// Whether everything that the rule reads is answered: a check is looked at only then.
  public func isAnswered(_ reader: some AnswerReader) -> Bool {
    reads.allSatisfy { $0.isAnswered(reader.value($0.reference)) }
  }

  /// The rule's value for these answers.
  public func value(_ reader: some AnswerReader) -> RuleValue { node.value(reader) }

  /// Whether a yes-or-no rule holds for these answers.
  public func holds(_ reader: some AnswerReader) -> Bool { node.value(reader) == .boolean(true) }
}

/// The parts of a checked rule.
indirect enum RuleNode: Sendable, Hashable {
  case constant(RuleValue)
  case read(AnswerReference)
  /// A choice as its id, to compare two questions.
  case choiceID(AnswerReference, [String])
  case or([RuleNode])
  case and([RuleNode])
  case not(RuleNode)
  case compare(Expression.Comparison, RuleNode, RuleNode)
  case isChoice(AnswerReference, ChoiceSet)
  case isNotChoice(AnswerReference, Int)
  case has(AnswerReference, [Int])
  case arithmetic(Expression.Operation, RuleNode, RuleNode)
  case negative(RuleNode)
  case answered(AnswerReference, missing: Set<Int>)
  case code(AnswerReference, codes: [Int], missing: Set<Int>)
  case count(AnswerReference, missing: Set<Int>)
  case conditional(RuleNode, RuleNode, RuleNode)
  case countTrue([RuleNode])
  case fold(RuleFunction, [RuleNode])
  case foldItems(RuleFunction, repeat: Int, question: Int)
  case round(RuleNode, RuleNode)
  case today
  case yearsBetween(RuleNode, RuleNode)
  case length(RuleNode)
  /// A length known without the text, as columns keep it.
  case lengthOf(AnswerReference)
}
