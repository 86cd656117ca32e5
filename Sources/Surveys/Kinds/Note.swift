// note: a text that is shown and not answered.

public import JSON

/// A text between questions.
public struct Note: QuestionKind {
  /// What `type:` says.
  public static let name = "note"
  /// The keys that it takes.
  public static let keys: [KindKey] = []
  /// The type of its answer in rules.
  public let ruleType = RuleType.nothing
  /// The shape of its column.
  public let shape = ColumnShape.nothing
  /// People do not answer it.
  public let isAnswerable = false

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {}

  /// Refuses every answer.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    throw AnswerRefusal(.notAsked, "this is a note, it takes no answer")
  }
}
