// What can still come of a rule once questions and choices have been retired: a question whose
// condition nobody's answers can meet any more is asked as little as one that was retired itself.

/// The questions of a survey that nobody can be asked any more.
public struct RuleReach: Sendable {
  /// Questions that were retired, and those whose condition can no longer hold.
  public private(set) var never: Set<AnswerReference> = []
  private let questions: [Question]
  private let countsSlots: Bool

  /// Looks through a survey's questions in asking order; `countsSlots`: empty slots are asked as little
  /// as what was retired.
  public init(_ questions: [Question], countsSlots: Bool = false) {
    (self.questions, self.countsSlots) = (questions, countsSlots)
    for (index, question) in questions.enumerated() {
      look(at: question, .question(index))
      for (place, item) in question.itemQuestions.enumerated() {
        look(at: item, .item(repeat: index, question: place))
      }
    }
  }

  private mutating func look(at question: Question, _ reference: AnswerReference) {
    let isGone = countsSlots ? question.isNeverAsked : question.retired
    if isGone || question.showIf.map({ !can($0.node, be: true) }) ?? false {
      never.insert(reference)
    }
  }

  /// Whether answers that can still be given make a part of a rule come out so. What is not looked
  /// into counts as possible.
  func can(_ node: RuleNode, be wanted: Bool) -> Bool {
    switch node {
    case .constant(.boolean(let value)): value == wanted
    case .or(let parts):
      wanted ? parts.contains { can($0, be: true) } : parts.allSatisfy { can($0, be: false) }
    case .and(let parts):
      wanted ? parts.allSatisfy { can($0, be: true) } : parts.contains { can($0, be: false) }
    case .not(let part): can(part, be: !wanted)
    case .isChoice(let reference, let set): !wanted || isOffered(set.indexes, reference)
    case .has(let reference, let indexes): !wanted || isOffered(indexes, reference)
    case .isNotChoice(let reference, _), .answered(let reference, _):
      !wanted || !never.contains(reference)
    case .compare(_, .read(let reference), _), .compare(_, _, .read(let reference)):
      !wanted || !never.contains(reference)
    default: true
    }
  }

  /// Whether a choice can still be made.
  public func canChoose(_ choice: Choice) -> Bool {
    !choice.retired && choice.showIf.map { can($0.node, be: true) } ?? true
  }

  /// Whether one of the choices can still be made.
  private func isOffered(_ indexes: [Int], _ reference: AnswerReference) -> Bool {
    guard !never.contains(reference) else { return false }
    let choices: [Choice] =
      switch reference {
      case .question(let index): questions[index].choices
      case .item(let list, let index): questions[list].itemQuestions[index].choices
      case .consent: []
      }
    return indexes.contains { !choices.indices.contains($0) || !choices[$0].retired }
  }
}
