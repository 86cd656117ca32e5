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
    guard case .string(let text) = raw else {
      if reading == .table, let code = raw.int { return try read(code: code) }
      throw AnswerRefusal(.wrongForm, "expected the id of a choice, as text")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    if let choice = first(where: { $0.id == word }) { return choice.id }
    if reading == .table {
      if let number = wholeNumber(word) { return try read(code: number) }
      if let choice = first(where: { $0.text == word }) { return choice.id }
    }
    throw notOneOf()
  }

  private func read(code: Int) throws(AnswerRefusal) -> String {
    guard let choice = first(where: { $0.code == code }) else { throw notOneOf() }
    return choice.id
  }

  private func notOneOf() -> AnswerRefusal {
    let shown = prefix(12).map(\.id).joined(separator: ", ")
    let more = count > 12 ? " and \(count - 12) more" : ""
    return AnswerRefusal(.notAChoice, "this is not one of the choices: \(shown)\(more)")
  }
}
