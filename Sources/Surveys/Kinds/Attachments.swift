// photo and voice: the name of a file that goes with the response. The answer is the name alone.

public import JSON

/// A photograph, by the name of its file.
public struct Photo: QuestionKind {
  /// What `type:` says.
  public static let name = "photo"
  /// The keys that it takes.
  public static let keys: [KindKey] = []
  /// The type of its answer in rules.
  public let ruleType = RuleType.attachment
  /// The shape of its column.
  public let shape = ColumnShape.length

  /// A photograph.
  public init(_ settings: KindSettings) throws(KindProblem) {}

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try readAttachment(raw, reading, such: "bus-stop.jpg")
  }
}

/// A recorded voice, by the name of its file.
public struct Voice: QuestionKind {
  /// What `type:` says.
  public static let name = "voice"
  /// The keys that it takes.
  public static let keys: [KindKey] = []
  /// The type of its answer in rules.
  public let ruleType = RuleType.attachment
  /// The shape of its column.
  public let shape = ColumnShape.length

  /// A recording.
  public init(_ settings: KindSettings) throws(KindProblem) {}

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try readAttachment(raw, reading, such: "my-story.m4a")
  }
}

/// `{"attachment": "name"}`; where answers are text the name alone.
private func readAttachment(
  _ raw: JSONValue, _ reading: AnswerReading, such example: String
) throws(AnswerRefusal) -> Answer? {
  var name: String?
  if let object = raw.object, object.count == 1 { name = object["attachment"]?.string }
  if reading != .typed, let text = raw.string {
    name = text.trimmed
    if name?.isEmpty == true { return nil }
  }
  guard let name else {
    throw AnswerRefusal(.wrongForm, "expected the attachment's name, such as \(example)")
  }
  // A name, never a path: nothing that could lead out of the folder that attachments come to.
  let isPlain =
    (1...128).contains(name.utf8.count) && name.first != "."
    && name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F || byte == 0x2E
    }
  guard isPlain else {
    throw AnswerRefusal(
      .wrongForm,
      "an attachment's name has up to 128 letters, digits, points, - and _, such as \(example)")
  }
  return .attachment(name)
}
