// What a rule can name: the survey's questions, the questions of each repeat, consent scopes.

/// The type of an answer or of a part of a rule.
public enum RuleType: Sendable, Hashable {
  case boolean, number, text, day
  /// A time of day, compared with a text such as "14:30".
  case time
  case point, attachment
  /// A choice of one question, with the ids in order.
  case choice([String])
  case choices([String])
  case items
  /// `unanswered`, which goes with every type.
  case unanswered
  /// A note has no answer.
  case nothing

  /// What people call it.
  public var name: String {
    switch self {
    case .boolean: "a yes-or-no condition"
    case .number: "a number"
    case .text: "a text"
    case .day: "a date"
    case .time: "a time"
    case .point: "a point on the map"
    case .attachment: "a photo or recording"
    case .choice: "a choice"
    case .choices: "a set of choices"
    case .items: "a list of items"
    case .unanswered: "'unanswered'"
    case .nothing: "a text that is shown and has no answer"
    }
  }
}

/// One thing that a rule can name.
public struct RuleSymbol: Sendable, Hashable {
  /// As it is written in rules.
  public let id: String
  /// Where its answer is read.
  public let reference: AnswerReference
  /// The type of its answer.
  public let type: RuleType
  /// Codes of the choices, in order.
  public let codes: [Int]
  /// Positions of the choices that count as no answer.
  public let missing: Set<Int>

  /// Something that a rule can name.
  public init(
    id: String, reference: AnswerReference, type: RuleType, codes: [Int] = [],
    missing: Set<Int> = []
  ) {
    (self.id, self.reference, self.type) = (id, reference, type)
    (self.codes, self.missing) = (codes, missing)
  }

  var choiceIDs: [String]? {
    switch type {
    case .choice(let ids), .choices(let ids): ids
    default: nil
    }
  }

  var reading: CompiledRule.Reading {
    CompiledRule.Reading(reference: reference, missing: missing, id: id)
  }
}

/// Everything a survey's rules can name, built before any rule is read.
public struct RuleSymbols: Sendable {
  private var questions: [String: RuleSymbol] = [:]
  private var items: [String: [String: RuleSymbol]] = [:]
  private var scopes: [String: RuleSymbol] = [:]

  /// Ids of questions by those that they had before.
  private var renamed: [String: String] = [:]

  /// No names yet.
  public init() {}

  /// Adds a question of the survey.
  public mutating func add(_ symbol: RuleSymbol) { questions[symbol.id] = symbol }

  /// Adds an id that a question had before, for whoever still writes it.
  public mutating func add(formerID: String, of id: String) { renamed[formerID] = id }

  /// Adds a question of a repeat's items.
  public mutating func add(_ symbol: RuleSymbol, toRepeat id: String) {
    items[id, default: [:]][symbol.id] = symbol
  }

  /// Adds a scope of the survey's consent.
  public mutating func add(scope: ConsentScope, index: Int) {
    scopes[scope.id] = RuleSymbol(
      id: "consent.\(scope.id)", reference: .consent(index), type: .choice(["yes", "no"]),
      codes: [1, 2])
  }

  func question(_ id: String) -> RuleSymbol? { questions[id] }
  func newID(of former: String) -> String? { renamed[former] }
  func scope(_ id: String) -> RuleSymbol? { scopes[id] }
  func items(of id: String) -> [String: RuleSymbol]? { items[id] }
  var questionIDs: [String] { questions.keys.sorted() }
  var scopeIDs: [String] { scopes.keys.sorted() }

  /// The repeat that a question of an item belongs to.
  func owner(ofItem id: String) -> String? { items.keys.sorted().first { items[$0]?[id] != nil } }
}

/// Where a rule stands, which decides what it may name.
public struct RuleContext: Sendable {
  /// What the rule is for.
  public enum Use: Sendable, Hashable {
    case showIf, check, value, concernIf, endIf
    /// `count` and `out_of` of an indicator: read from columns.
    case counting
    /// `of`, `sum_of` and `per` of an indicator: numbers read from columns.
    case amount

    /// Whether it is worked out from columns, without a person's words or day.
    var isCounted: Bool { self == .counting || self == .amount }
    /// Whether it yields a value and not a yes or no.
    var isValue: Bool { self == .value || self == .amount }
  }

  /// What the rule is for.
  public let use: Use
  /// The position of its own question; questions after it cannot be named. nil: all can.
  public let position: Int?
  /// The repeat it stands in, with the position within the item.
  public let item: (repeat: String, position: Int)?

  /// A place where a rule can stand.
  public init(use: Use, position: Int?, item: (repeat: String, position: Int)? = nil) {
    (self.use, self.position, self.item) = (use, position, item)
  }

  /// A rule may read its own question's answer where one has been given.
  var seesItself: Bool { use == .check || use == .concernIf || use == .endIf }
}
