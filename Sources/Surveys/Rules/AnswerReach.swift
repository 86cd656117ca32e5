// What rules can come to with the answers that people can give: the values of every part, worked out
// from the choices that are offered. What has too many values to list counts as anything.

/// The values that a part of a rule can have.
struct ValueReach: Sendable, Hashable {
  /// Too many to list are anything.
  static let most = 1_000
  static let anything = ValueReach(values: nil, canLack: true)
  static let nothing = ValueReach(values: [], canLack: true)

  /// The values; nil: anything.
  let values: Set<RuleValue>?
  /// Whether it can be unanswered.
  let canLack: Bool

  init(values: Set<RuleValue>?, canLack: Bool) {
    self.values = values.flatMap { $0.count > Self.most ? nil : $0 }
    self.canLack = canLack
  }

  /// What came of working out every combination.
  init(results: Set<RuleValue>) {
    self.init(values: results.subtracting([.unanswered]), canLack: results.contains(.unanswered))
  }

  var isNothing: Bool { values?.isEmpty ?? false }

  /// All that it can come to, not answered with them; nil: anything.
  var all: Set<RuleValue>? { values.map { canLack ? $0.union([.unanswered]) : $0 } }

  func or(_ other: ValueReach) -> ValueReach {
    let both = values.flatMap { own in other.values.map { own.union($0) } }
    return ValueReach(values: both, canLack: canLack || other.canLack)
  }
}

/// What the answers of a survey can be, with what was retired, or as though nothing were.
struct AnswerReach: Sendable {
  /// What nobody is asked.
  enum Gone: Sendable { case nothing, retired, retiredAndSlots }

  /// Questions that nobody can be asked.
  private(set) var never: Set<AnswerReference> = []
  /// What can come of the calculations.
  private var calculated: [AnswerReference: ValueReach] = [:]
  /// The choices that can be made, by position.
  private var offered: [AnswerReference: Set<Int>] = [:]
  private let gone: Gone

  /// Looks through a survey's questions in asking order.
  init(_ questions: [Question], without gone: Gone) {
    self.gone = gone
    for (index, question) in questions.enumerated() {
      look(at: question, .question(index))
      for (place, item) in question.itemQuestions.enumerated() {
        look(at: item, .item(repeat: index, question: place))
      }
    }
  }

  private mutating func look(at question: Question, _ reference: AnswerReference) {
    let isGone =
      switch gone {
      case .nothing: false
      case .retired: question.retired
      case .retiredAndSlots: question.isNeverAsked
      }
    if isGone || question.showIf.map({ !can($0.node, be: true) }) ?? false {
      never.insert(reference)
    }
    if !question.choices.isEmpty, question.list == nil {
      offered[reference] = Set(question.choices.indices.filter { canChoose(question.choices[$0]) })
    }
    if let rule = (question.kind as? Calculate)?.rule {
      let value = reach(rule.node)
      let canLack = value.canLack || question.showIf != nil || question.sensitive
      calculated[reference] = ValueReach(values: value.values, canLack: canLack)
    }
  }

  func canChoose(_ choice: Choice) -> Bool {
    (gone == .nothing || !choice.retired) && choice.showIf.map { can($0.node, be: true) } ?? true
  }

  /// Whether somebody can answer it, or it can be worked out.
  func canAnswer(_ reference: AnswerReference, missing: Set<Int> = []) -> Bool {
    guard !never.contains(reference) else { return false }
    if let value = calculated[reference] { return !value.isNothing }
    return offered[reference].map { !$0.subtracting(missing).isEmpty } ?? true
  }

  /// Whether answers that can be given make a part of a rule come out so.
  func can(_ node: RuleNode, be wanted: Bool) -> Bool {
    switch node {
    case .or(let parts):
      wanted ? parts.contains { can($0, be: true) } : parts.allSatisfy { can($0, be: false) }
    case .and(let parts):
      wanted ? parts.allSatisfy { can($0, be: true) } : parts.contains { can($0, be: false) }
    case .not(let part): can(part, be: !wanted)
    case .isChoice(let reference, let set): !wanted || canChoose(among: set.indexes, reference)
    case .has(let reference, let indexes): !wanted || canChoose(among: indexes, reference)
    case .isNotChoice(let reference, let other): !wanted || canAnswer(reference, missing: [other])
    case .answered(let reference, let missing):
      wanted ? canAnswer(reference, missing: missing) : calculated[reference]?.canLack ?? true
    case .compare(let comparison, let left, let right):
      canCompare(reach(left), reach(right), be: wanted) { .compare(comparison, $0, $1) }
    default: isAmong(reach(node), wanted)
    }
  }

  private func isAmong(_ value: ValueReach, _ wanted: Bool) -> Bool {
    guard let values = value.values else { return true }
    return values.contains(.boolean(wanted)) || (!wanted && value.canLack)
  }

  private func canCompare(
    _ left: ValueReach, _ right: ValueReach, be wanted: Bool,
    _ node: (RuleNode, RuleNode) -> RuleNode
  ) -> Bool {
    if left.isNothing || right.isNothing { return !wanted }
    guard let lefts = left.all, let rights = right.all else { return true }
    return lefts.contains { one in
      rights.contains {
        node(.constant(one), .constant($0)).value(NoAnswers()) == .boolean(wanted)
      }
    }
  }

  private func canChoose(among indexes: [Int], _ reference: AnswerReference) -> Bool {
    guard !never.contains(reference) else { return false }
    return offered[reference].map { !$0.isDisjoint(with: indexes) } ?? true
  }
}

extension AnswerReach {
  /// What a part of a rule can come to.
  private func reach(_ node: RuleNode) -> ValueReach {
    switch node {
    case .constant(let value): return ValueReach(results: [value])
    case .read(let reference):
      return canAnswer(reference) ? calculated[reference] ?? .anything : .nothing
    case .choiceID(let reference, let ids):
      return chosen(reference) { ids.indices.contains($0) ? .text(ids[$0]) : nil }
    case .code(let reference, let codes, let missing):
      return chosen(reference) { index in
        codes.indices.contains(index) && !missing.contains(index)
          ? .number(Double(codes[index])) : nil
      }
    case .count(let reference, let missing), .answered(let reference, let missing):
      if case .answered = node { return truth(of: node) }
      return canAnswer(reference, missing: missing) ? .anything : .nothing
    case .lengthOf(let reference): return canAnswer(reference) ? .anything : .nothing
    case .foldItems(_, let list, let question):
      let item = AnswerReference.item(repeat: list, question: question)
      return canAnswer(.question(list)) && canAnswer(item) ? .anything : .nothing
    case .conditional(let condition, let yes, let no):
      guard can(condition, be: true) else { return reach(no) }
      return can(condition, be: false) ? reach(yes).or(reach(no)) : reach(yes)
    case .countTrue(let parts):
      let least = parts.count { !can($0, be: false) }
      let most = max(least, parts.count { can($0, be: true) })
      return ValueReach(
        values: Set((least...most).map { .number(Double($0)) }), canLack: false)
    case .or, .and, .not, .compare, .isChoice, .isNotChoice, .has: return truth(of: node)
    case .today: return ValueReach(values: nil, canLack: false)
    case .fold, .arithmetic, .round, .yearsBetween, .negative, .length: return amount(node)
    }
  }

  private func truth(of node: RuleNode) -> ValueReach {
    let values = [true, false].filter { can(node, be: $0) }.map(RuleValue.boolean)
    return ValueReach(values: Set(values), canLack: false)
  }

  private func chosen(
    _ reference: AnswerReference, _ value: (Int) -> RuleValue?
  ) -> ValueReach {
    guard !never.contains(reference) else { return .nothing }
    guard let choices = offered[reference] else { return .anything }
    return ValueReach(values: Set(choices.compactMap(value)), canLack: true)
  }

  /// Of functions that have a value only where all of their parts have one.
  private func amount(_ node: RuleNode) -> ValueReach {
    switch node {
    case .arithmetic(let operation, let left, let right):
      combine(reach(left), reach(right)) { .arithmetic(operation, $0, $1) }
    case .round(let part, let places): combine(reach(part), reach(places)) { .round($0, $1) }
    case .yearsBetween(let from, let to):
      combine(reach(from), reach(to)) { .yearsBetween($0, $1) }
    case .negative(let part): combine(reach(part), .one) { part, _ in .negative(part) }
    case .length(let part): combine(reach(part), .one) { part, _ in .length(part) }
    case .fold(let function, let parts): fold(function, parts.map(reach))
    default: .anything
    }
  }

  /// Two and two, as a person's parts are too many to try them all together; of a mean the sum.
  private func fold(_ function: RuleFunction, _ parts: [ValueReach]) -> ValueReach {
    guard let first = parts.first, !parts.contains(where: \.isNothing) else { return .nothing }
    let pairs: RuleFunction = function == .mean ? .sum : function
    let all = parts.dropFirst().reduce(first) { found, part in
      combine(found, part) { .fold(pairs, [$0, $1]) }
    }
    guard function == .mean else { return all }
    return combine(all, .number(parts.count)) { .arithmetic(.divide, $0, $1) }
  }

  private func combine(
    _ left: ValueReach, _ right: ValueReach, _ node: (RuleNode, RuleNode) -> RuleNode
  ) -> ValueReach {
    if left.isNothing || right.isNothing { return .nothing }
    guard let lefts = left.all, let rights = right.all,
      lefts.count * rights.count <= ValueReach.most * 20
    else { return .anything }
    var results: Set<RuleValue> = []
    for one in lefts {
      for other in rights {
        results.insert(node(.constant(one), .constant(other)).value(NoAnswers()))
      }
    }
    return ValueReach(results: results)
  }
}

extension ValueReach {
  fileprivate static let one = number(1)
  fileprivate static func number(_ number: Int) -> ValueReach {
    ValueReach(results: [.number(Double(number))])
  }
}

/// Nobody's answers, where none are read.
struct NoAnswers: AnswerReader {
  var today: CalendarDay? { nil }
  func value(_ reference: AnswerReference) -> RuleValue { .unanswered }
  func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
}
