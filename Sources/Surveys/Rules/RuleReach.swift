// What can still come of a rule once questions and choices have been retired: a question whose
// condition nobody's answers can meet any more is asked as little as one that was retired itself.

/// What a survey can no longer come to. What its rules could never come to is a fault of theirs, which
/// no retirement explains, and counts as possible here.
public struct RuleReach: Sendable {
  private let left: AnswerReach
  private let whole: AnswerReach

  /// Looks through a survey's questions in asking order; `countsSlots`: empty slots are asked as little
  /// as what was retired.
  public init(_ questions: [Question], countsSlots: Bool = false) {
    left = AnswerReach(questions, without: countsSlots ? .retiredAndSlots : .retired)
    whole = AnswerReach(questions, without: .nothing)
  }

  /// Questions that were retired, and those whose condition can no longer hold.
  public var never: Set<AnswerReference> { left.never.subtracting(whole.never) }

  /// Whether answers that can still be given make a rule come out so.
  public func can(_ rule: CompiledRule, be wanted: Bool) -> Bool { can(rule.node, be: wanted) }

  /// Whether a condition within a rule is still come to, and can come out so.
  public func can(_ condition: RuleCondition, be wanted: Bool) -> Bool {
    can(condition.node, be: wanted)
      && condition.before.allSatisfy { can($0.node, be: $0.held) }
  }

  /// Whether everything that a rule reads can still be answered, as a check needs it.
  public func canRead(_ rule: CompiledRule) -> Bool {
    rule.reads.allSatisfy { canAnswer($0.reference, missing: $0.missing) }
  }

  /// Whether a question can still be answered, or a calculation worked out.
  public func canAnswer(_ reference: AnswerReference, missing: Set<Int> = []) -> Bool {
    left.canAnswer(reference, missing: missing) || !whole.canAnswer(reference, missing: missing)
  }

  /// Whether a choice can still be made.
  public func canChoose(_ choice: Choice) -> Bool {
    left.canChoose(choice) || !whole.canChoose(choice)
  }

  private func can(_ node: RuleNode, be wanted: Bool) -> Bool {
    left.can(node, be: wanted) || !whole.can(node, be: wanted)
  }
}
