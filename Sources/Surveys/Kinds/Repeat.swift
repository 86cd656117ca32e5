// repeat: the same questions for each item of a list.

public import JSON

/// A list of items. Its items' answers are read by the interview, which knows their rules.
public struct Repeat: QuestionKind {
  /// What `type:` says.
  public static let name = "repeat"
  /// The keys that it takes.
  public static let keys = [
    KindKey("questions", .questions, required: true), KindKey("up_to", .wholeNumber),
  ]
  /// The questions of each item.
  public let itemQuestions: [Question]
  /// Most items.
  public let upTo: Int
  /// The type of its answer in rules.
  public let ruleType = RuleType.items
  /// The shape of its column.
  public let shape = ColumnShape.items

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    itemQuestions = settings.questions("questions")
    upTo = settings.wholeNumber("up_to") ?? 50
    guard (1...1_000).contains(upTo) else {
      throw KindProblem("up_to", "up_to is between 1 and 1,000 items")
    }
  }

  private init(_ questions: [Question], upTo: Int) {
    (itemQuestions, self.upTo) = (questions, upTo)
  }

  /// The same list with these questions of each item.
  func with(_ questions: [Question]) -> Repeat { Repeat(questions, upTo: upTo) }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard case .array(let items) = raw else {
      throw AnswerRefusal(.wrongForm, "expected a list of items, each with its answers")
    }
    guard items.count <= upTo else {
      throw AnswerRefusal(.tooManyItems, "at most \(upTo) items are kept")
    }
    guard items.allSatisfy({ $0.object != nil }) else {
      throw AnswerRefusal(.wrongForm, "each item is a set of answers by question")
    }
    return items.isEmpty ? nil : .items(items.map { _ in [:] })
  }
}
