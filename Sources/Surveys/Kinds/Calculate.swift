// calculate: a number or text worked out by a rule, not asked.

public import JSON

/// A value worked out from answers.
public struct Calculate: QuestionKind {
  /// What `type:` says.
  public static let name = "calculate"
  /// The keys that it takes.
  public static let keys = [KindKey("value", .rule, required: true)]
  /// The rule; nil while the survey's names are still being gathered.
  public let rule: CompiledRule?
  /// The type of its answer in rules.
  public let ruleType: RuleType
  /// People do not answer it.
  public let isAnswerable = false
  /// The shape of its column.
  public var shape: ColumnShape { ruleType == .text ? .length : .number }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    let value = settings.rule("value")
    rule = value?.0
    ruleType = value?.1 == .text ? .text : .number
  }

  /// Reads a value that was sent along; the interview compares it with its own.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    if ruleType == .number {
      // What the rule yields can be larger than what a person may give.
      if case .number(let number) = raw { return .number(number + 0) }
      return try readNumber(raw, reading, whole: false).map { .number($0) }
    }
    guard case .string(let text) = raw else { throw AnswerRefusal(.wrongForm, "expected a text") }
    return text.isEmpty ? nil : .text(text)
  }
}
