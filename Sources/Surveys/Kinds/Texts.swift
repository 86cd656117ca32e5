// text and long_text: a person's own words, kept as they were given.

public import JSON

/// A short text.
public struct ShortText: QuestionKind {
  /// What `type:` says.
  public static let name = "text"
  /// The keys that it takes.
  public static let keys = [KindKey("at_most", .wholeNumber)]
  /// The longest text, in Unicode scalars.
  public let atMost: Int
  /// The type of its answer in rules.
  public let ruleType = RuleType.text
  /// The shape of its column.
  public let shape = ColumnShape.length

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    atMost = try limit(settings, usual: 500)
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try readText(raw, reading, atMost: atMost).map { .text($0) }
  }
}

/// A text of any usual length: a story, a description.
public struct LongText: QuestionKind {
  /// What `type:` says.
  public static let name = "long_text"
  /// The keys that it takes.
  public static let keys = ShortText.keys
  /// The longest text, in Unicode scalars.
  public let atMost: Int
  /// The type of its answer in rules.
  public let ruleType = RuleType.text
  /// The shape of its column.
  public let shape = ColumnShape.length

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    atMost = try limit(settings, usual: 50_000)
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try readText(raw, reading, atMost: atMost).map { .text($0) }
  }
}

private func limit(_ settings: KindSettings, usual: Int) throws(KindProblem) -> Int {
  let limit = settings.wholeNumber("at_most") ?? usual
  guard (1...200_000).contains(limit) else {
    throw KindProblem("at_most", "at_most is between 1 and 200,000 characters")
  }
  return limit
}

/// A text as it was given; nil when there is nothing but white space.
private func readText(
  _ raw: JSONValue, _ reading: AnswerReading, atMost: Int
) throws(AnswerRefusal) -> String? {
  guard case .string(let text) = raw else { throw AnswerRefusal(.wrongForm, "expected a text") }
  if text.isBlank { return nil }
  // PostgreSQL cannot keep the NUL character.
  guard !text.unicodeScalars.contains("\0") else {
    throw AnswerRefusal(.forbiddenCharacter, "the text holds a NUL character; take it out")
  }
  let length = text.unicodeScalars.count
  guard length <= atMost else {
    throw AnswerRefusal(
      .tooLong, "the text has \(length) characters, at most \(atMost) are kept; shorten it")
  }
  return text
}
