// choose_one: one of the choices.

public import JSON

/// One choice.
public struct ChooseOne: ListedKind {
  /// What `type:` says.
  public static let name = "choose_one"
  /// The keys that it takes.
  public static let keys = [
    KindKey("choices", .choices, required: true), KindKey("list", .listID),
    KindKey("other", .flag),
  ]
  /// The choices offered, in order; of a list its entries, once they are filled in.
  public let choices: [Choice]
  /// The list, kept per partnership, whose entries are the choices.
  public let list: String?
  /// Whether the entries of the list are there; otherwise the form of an id is all that is judged.
  private let isFilled: Bool
  /// The type of its answer in rules: of a list's entry its id, as a text.
  public var ruleType: RuleType { list == nil ? .choice(choices.map(\.id)) : .text }
  /// The shape of its column.
  public var shape: ColumnShape { list == nil ? .choice(choices.count) : .place }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    choices = try limited(settings.choices("choices"))
    list = settings.text("list")
    isFilled = false
  }

  private init(_ choices: [Choice], of list: String?) {
    (self.choices, self.list, isFilled) = (choices, list, true)
  }

  func filled(_ choices: [Choice]) -> ChooseOne { ChooseOne(choices, of: list) }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    if let list {
      let id =
        try isFilled
        ? choices.readEntry(raw, reading, of: list) : readListed(raw, reading)
      return id.map { .listed($0) }
    }
    return try choices.read(raw, reading).map { .choice($0) }
  }
}

/// The id of an entry of a list; nil for an empty text. Which ids there are, the list says.
func readListed(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> String? {
  guard case .string(let text) = raw else {
    throw AnswerRefusal(.wrongForm, "expected the id of a choice, as text")
  }
  let word = reading == .typed ? text : text.trimmed
  if word.isEmpty, reading != .typed { return nil }
  let isID =
    word.utf8.count <= 64
    && word.utf8.first.map { (0x61...0x7A).contains($0) } == true
    && word.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
  guard isID else {
    throw AnswerRefusal(.notAChoice, "expected the id of an entry of the list, such as north_group")
  }
  return word
}

extension [Choice] {
  /// The id of the entry that is meant, in tables also by its label; nil for an empty text.
  func readEntry(
    _ raw: JSONValue, _ reading: AnswerReading, of list: String
  ) throws(AnswerRefusal) -> String? {
    if reading == .table, let text = raw.string?.trimmed,
      let entry = first(where: { $0.id == text }) ?? first(where: { $0.text == text })
    {
      return entry.id
    }
    guard let id = try readListed(raw, reading) else { return nil }
    if contains(where: { $0.id == id }) { return id }
    let offered = filter { !$0.retired }
    throw AnswerRefusal(
      .notAChoice,
      offered.isEmpty
        ? "the list '\(list)' has no entries yet; a coordinator adds them with `hark list`"
        : "this is not an entry of the list '\(list)': \(offered.shown)"
          + (didYouMean(id, offered.map(\.id)).map { "; \($0)" } ?? ""))
  }

  /// Their ids in a sentence.
  fileprivate var shown: String {
    prefix(12).map(\.id).joined(separator: ", ") + (count > 12 ? " and \(count - 12) more" : "")
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

  /// Ids of several choices in the order given; empty: not answered.
  func readSeveral(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> [String] {
    var ids: [String] = []
    var known: Set<String> = []
    for item in try severalItems(raw, reading) {
      guard let id = try read(item, reading) else { continue }
      guard known.insert(id).inserted else {
        throw AnswerRefusal(.numberOfChoices, "the same choice is given twice")
      }
      ids.append(id)
    }
    return ids
  }

  private func position(code: Int) throws(AnswerRefusal) -> Int {
    guard let position = firstIndex(where: { $0.code == code }) else { throw notOneOf() }
    return position
  }

  private func notOneOf() -> AnswerRefusal {
    AnswerRefusal(.notAChoice, "this is not one of the choices: \(shown)")
  }
}
