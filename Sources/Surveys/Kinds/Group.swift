// group: a heading over questions that stand beside the others, asked under one condition.

public import JSON

/// The heading of a group; the group's questions follow it as questions of the survey.
public struct Group: QuestionKind {
  /// What `type:` says.
  public static let name = "group"
  /// The keys that it takes.
  public static let keys = [KindKey("questions", .questions, required: true)]
  /// The type of its answer in rules.
  public let ruleType = RuleType.nothing
  /// The shape of its column.
  public let shape = ColumnShape.nothing
  /// People do not answer it.
  public let isAnswerable = false

  /// A heading.
  public init(_ settings: KindSettings) throws(KindProblem) {}

  /// Refuses every answer.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    throw AnswerRefusal(
      .notAsked, "this is a group of questions; answer its questions beside the others")
  }
}
