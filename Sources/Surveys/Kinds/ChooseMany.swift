// choose_many: a set of choices; an exclusive one stands alone.

public import JSON

/// Several choices.
public struct ChooseMany: ListedKind {
  /// What `type:` says.
  public static let name = "choose_many"
  /// The keys that it takes.
  public static let keys = [
    KindKey("choices", .choices, required: true), KindKey("at_least", .wholeNumber),
    KindKey("at_most", .wholeNumber), KindKey("list", .listID), KindKey("other", .flag),
  ]
  /// The choices offered, in order; of a list its entries, once they are filled in.
  public let choices: [Choice]
  /// The list, kept per partnership, whose entries are the choices.
  public let list: String?
  /// Whether the entries of the list are there; otherwise the form of an id is all that is judged.
  private let isFilled: Bool
  /// Fewest choices of an answer.
  public let atLeast: Int?
  /// Most choices of an answer.
  public let atMost: Int?
  /// The type of its answer in rules.
  public var ruleType: RuleType { list == nil ? .choices(choices.map(\.id)) : .items }
  /// The shape of its column; of a list's entries their number.
  public var shape: ColumnShape { list == nil ? .choices(choices.count) : .items }

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    choices = try limited(settings.choices("choices"))
    list = settings.text("list")
    isFilled = false
    atLeast = settings.wholeNumber("at_least")
    atMost = settings.wholeNumber("at_most")
    if let atLeast,
      atLeast < 0 || atLeast > (list == nil ? max(1, choices.count) : ChoiceSet.mostChoices)
    {
      throw KindProblem("at_least", "at_least is between 0 and the number of choices")
    }
    if let atMost, atMost < max(1, atLeast ?? 1) {
      throw KindProblem("at_most", "at_most is 1 or more, and not below at_least")
    }
  }

  private init(_ choices: [Choice], of kind: ChooseMany) {
    (self.choices, list, isFilled) = (choices, kind.list, true)
    (atLeast, atMost) = (kind.atLeast, kind.atMost)
  }

  func filled(_ choices: [Choice]) -> ChooseMany { ChooseMany(choices, of: self) }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    if let list { return try readListedSet(raw, reading, of: list) }
    var chosen = ChoiceSet()
    for item in try severalItems(raw, reading) {
      guard let position = try choices.position(of: item, reading) else { continue }
      guard !chosen.contains(position) else {
        throw AnswerRefusal(.numberOfChoices, "the same choice is given twice")
      }
      chosen.insert(position)
    }
    let positions = chosen.indexes
    if positions.isEmpty { return nil }
    try check(positions.count, isAlone: positions.contains { choices[$0].exclusive })
    return .choices(positions.map { choices[$0].id })
  }

  private func readListedSet(
    _ raw: JSONValue, _ reading: AnswerReading, of list: String
  ) throws(AnswerRefusal) -> Answer? {
    var ids: Set<String> = []
    for item in try severalItems(raw, reading) {
      let read =
        try isFilled
        ? choices.readEntry(item, reading, of: list) : readListed(item, reading)
      guard let id = read else { continue }
      guard ids.insert(id).inserted else {
        throw AnswerRefusal(.numberOfChoices, "the same choice is given twice")
      }
    }
    guard !ids.isEmpty else { return nil }
    guard ids.count <= ChoiceSet.mostChoices else {
      throw AnswerRefusal(.numberOfChoices, "at most 1,000 choices are kept")
    }
    try check(ids.count, isAlone: choices.contains { $0.exclusive && ids.contains($0.id) })
    return .listedSet(ids.sorted())
  }

  private func check(_ count: Int, isAlone: Bool) throws(AnswerRefusal) {
    if count > 1, isAlone {
      throw AnswerRefusal(
        .exclusiveWithOthers, "one of these choices cannot be chosen together with others")
    }
    if let atLeast, count < atLeast, !isAlone {
      throw AnswerRefusal(.numberOfChoices, "choose at least \(atLeast)")
    }
    if let atMost, count > atMost {
      throw AnswerRefusal(.numberOfChoices, "choose at most \(atMost)")
    }
  }
}

/// The items of a list of choices, or of a text with their ids; those that are empty left out.
func severalItems(
  _ raw: JSONValue, _ reading: AnswerReading
) throws(AnswerRefusal) -> [JSONValue] {
  var items: [JSONValue]
  switch raw {
  case .array(let list): items = list
  case .string(let text) where reading != .typed:
    let separator: Character = reading == .table ? ";" : ","
    items = text.split(separator: separator).map { .string($0.trimmed) }
  default: throw AnswerRefusal(.wrongForm, "expected a list of choices")
  }
  if reading != .typed { items.removeAll { $0.string?.isEmpty ?? false } }
  return items
}
