// rank: choices in a person's own order, the most important first.

public import JSON

/// Choices in order.
public struct Rank: QuestionKind {
  /// What `type:` says.
  public static let name = "rank"
  /// The keys that it takes.
  public static let keys = [
    KindKey("choices", .choices, required: true), KindKey("top", .wholeNumber),
  ]
  /// The choices offered, in order.
  public let choices: [Choice]
  /// How many may be put in order; all, unless `top` says fewer.
  public let top: Int
  /// The type of its answer in rules: which choices, whatever their order.
  public var ruleType: RuleType { .choices(choices.map(\.id)) }
  /// The shape of its column.
  public var shape: ColumnShape { .ranks(choices: choices.count, top: top) }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    choices = try limited(settings.choices("choices"))
    top = settings.wholeNumber("top") ?? choices.count
    guard (1...max(1, choices.count)).contains(top) else {
      throw KindProblem("top", "top is between 1 and the number of choices")
    }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    let ids = try choices.readSeveral(raw, reading)
    if ids.isEmpty { return nil }
    guard ids.count <= top else {
      throw AnswerRefusal(.numberOfChoices, "put at most \(top) in order")
    }
    if ids.count > 1, choices.contains(where: { $0.exclusive && ids.contains($0.id) }) {
      throw AnswerRefusal(
        .exclusiveWithOthers, "one of these choices cannot be chosen together with others")
    }
    return .ranked(ids)
  }
}
