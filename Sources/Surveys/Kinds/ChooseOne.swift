// choose_one: one of the choices.

public import JSON

/// One choice.
public struct ChooseOne: QuestionKind {
  /// What `type:` says.
  public static let name = "choose_one"
  /// The keys that it takes.
  public static let keys = [KindKey("choices", .choices, required: true)]
  /// The choices offered, in order.
  public let choices: [Choice]
  /// The type of its answer in rules.
  public var ruleType: RuleType { .choice(choices.map(\.id)) }
  /// The shape of its column.
  public var shape: ColumnShape { .choice(choices.count) }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    choices = try limited(settings.choices("choices"))
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try choices.read(raw, reading).map { .choice($0) }
  }
}

/// Sets of positions and columns hold so many choices.
func limited(_ choices: [Choice]) throws(KindProblem) -> [Choice] {
  guard choices.count <= ChoiceSet.mostChoices else {
    throw KindProblem("choices", "a question has at most 1,000 choices")
  }
  return choices
}

extension [Choice] {
  /// The id of the choice that is meant; nil for an empty text.
  func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> String? {
    try position(of: raw, reading).map { self[$0].id }
  }

  /// The position of the choice that is meant; nil for an empty text.
  func position(of raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Int? {
    guard case .string(let text) = raw else {
      if reading == .table, let code = raw.int { return try position(code: code) }
      throw AnswerRefusal(.wrongForm, "expected the id of a choice, as text")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    if let position = firstIndex(where: { $0.id == word }) { return position }
    if reading == .table {
      if let number = wholeNumber(word) { return try position(code: number) }
      if let position = firstIndex(where: { $0.text == word }) { return position }
    }
    throw notOneOf()
  }

  private func position(code: Int) throws(AnswerRefusal) -> Int {
    guard let position = firstIndex(where: { $0.code == code }) else { throw notOneOf() }
    return position
  }

  private func notOneOf() -> AnswerRefusal {
    let shown = prefix(12).map(\.id).joined(separator: ", ")
    let more = count > 12 ? " and \(count - 12) more" : ""
    return AnswerRefusal(.notAChoice, "this is not one of the choices: \(shown)\(more)")
  }
}
