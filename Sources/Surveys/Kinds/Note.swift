// note: a text that is shown and not answered.

public import JSON

/// A text between questions.
public struct Note: QuestionKind {
  public static let name = "note"
  public static let keys: [KindKey] = []
  public let ruleType = RuleType.nothing
  public let shape = ColumnShape.nothing
  public let isAnswerable = false

  public init(_ settings: KindSettings) throws(KindProblem) {}

  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    throw AnswerRefusal(.notAsked, "this is a note, it takes no answer")
  }
}
