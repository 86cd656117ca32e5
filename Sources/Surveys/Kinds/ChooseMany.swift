// choose_many: a set of choices; an exclusive one stands alone.

public import JSON

/// Several choices.
public struct ChooseMany: QuestionKind {
  /// What `type:` says.
  public static let name = "choose_many"
  /// The keys that it takes.
  public static let keys = [
    KindKey("choices", .choices, required: true), KindKey("at_least", .wholeNumber),
    KindKey("at_most", .wholeNumber),
  ]
  /// The choices offered, in order.
  public let choices: [Choice]
  /// Fewest choices of an answer.
  public let atLeast: Int?
  /// Most choices of an answer.
  public let atMost: Int?
  /// The type of its answer in rules.
  public var ruleType: RuleType { .choices(choices.map(\.id)) }
  /// The shape of its column.
  public var shape: ColumnShape { .choices(choices.count) }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    choices = try limited(settings.choices("choices"))
    atLeast = settings.wholeNumber("at_least")
    atMost = settings.wholeNumber("at_most")
    if let atLeast, atLeast < 0 || atLeast > max(1, choices.count) {
      throw KindProblem("at_least", "at_least is between 0 and the number of choices")
    }
    if let atMost, atMost < max(1, atLeast ?? 1) {
      throw KindProblem("at_most", "at_most is 1 or more, and not below at_least")
    }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    var items: [JSONValue]
    switch raw {
    case .array(let list): items = list
    case .string(let text) where reading != .typed:
      let separator: Character = reading == .table ? ";" : ","
      items = text.split(separator: separator).map { .string($0.trimmed) }
    default: throw AnswerRefusal(.wrongForm, "expected a list of choices")
    }
    if reading != .typed { items.removeAll { $0.string?.isEmpty ?? false } }
    if items.isEmpty { return nil }
    var chosen = ChoiceSet()
    for item in items {
      guard let position = try choices.position(of: item, reading) else { continue }
      guard !chosen.contains(position) else {
        throw AnswerRefusal(.numberOfChoices, "the same choice is given twice")
      }
      chosen.insert(position)
    }
    let positions = chosen.indexes
    if positions.isEmpty { return nil }
    try check(positions)
    return .choices(positions.map { choices[$0].id })
  }

  private func check(_ chosen: [Int]) throws(AnswerRefusal) {
    let isAlone = chosen.contains { choices[$0].exclusive }
    if chosen.count > 1, isAlone {
      throw AnswerRefusal(
        .exclusiveWithOthers, "one of these choices cannot be chosen together with others")
    }
    if let atLeast, chosen.count < atLeast, !isAlone {
      throw AnswerRefusal(.numberOfChoices, "choose at least \(atLeast)")
    }
    if let atMost, chosen.count > atMost {
      throw AnswerRefusal(.numberOfChoices, "choose at most \(atMost)")
    }
  }
}
