// What a kind of question declares about itself: its keys, its check, its code, its column.
// A new kind is one file beside this one and one line in QuestionKinds.

public import JSON

/// A kind of question with the settings of one question.
public protocol QuestionKind: Sendable {
  /// What `type:` says.
  static var name: String { get }
  /// The keys that it takes besides those of every question.
  static var keys: [KindKey] { get }

  /// Reads the settings; throws with the key that is wrong.
  init(_ settings: KindSettings) throws(KindProblem)

  /// The choices offered, in order; empty for most kinds.
  var choices: [Choice] { get }
  /// Ids of choices that always count as no answer.
  var inherentMissing: Set<String> { get }
  /// The questions of each item; empty unless it is a repeat.
  var itemQuestions: [Question] { get }
  /// The type of its answer in rules.
  var ruleType: RuleType { get }
  /// The shape of its column when answers are counted.
  var shape: ColumnShape { get }
  /// Whether people answer it; notes and calculations they do not.
  var isAnswerable: Bool { get }

  /// Reads an answer and checks it as far as it can be checked alone; nil: not answered.
  func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer?
}

extension QuestionKind {
  /// No choices.
  public var choices: [Choice] { [] }
  /// No choice is missing by itself.
  public var inherentMissing: Set<String> { [] }
  /// No items.
  public var itemQuestions: [Question] { [] }
  /// People answer it.
  public var isAnswerable: Bool { true }
  /// Whether it only shows a text: a note, or the heading of a group or grid.
  public var isNote: Bool { shape == .nothing }
}

/// Why an answer is refused, before the question's path is known.
public struct AnswerRefusal: Error, Sendable, Hashable {
  /// The stable code.
  public let code: AnswerProblem.Code
  /// What is wrong and what to do, without the answer itself.
  public let message: String

  /// A reason.
  public init(_ code: AnswerProblem.Code, _ message: String) {
    (self.code, self.message) = (code, message)
  }
}

/// The shape of a question's column.
public enum ColumnShape: Sendable, Hashable {
  /// A note has no column.
  case nothing
  /// A position among so many choices.
  case choice(Int)
  /// A set of positions among so many choices.
  case choices(Int)
  /// Positions in order, at most `top` of them, among so many choices.
  case ranks(choices: Int, top: Int)
  case number, day, month, time, place, point
  /// The length of a text, in Unicode scalars.
  case length
  /// The number of items.
  case items
}

/// A key that a kind takes, with the form of its value.
public struct KindKey: Sendable, Hashable {
  /// Forms that a module's reader knows.
  public enum Form: Sendable, Hashable {
    case wholeNumber, number, flag, text, choices, labels, bands, words, questions, rule, day
    case month, time, rows, listID
  }

  /// The key as it is written.
  public let name: String
  /// The form of its value.
  public let form: Form
  /// Whether it has to be there.
  public let required: Bool

  init(_ name: String, _ form: Form, required: Bool = false) {
    (self.name, self.form, self.required) = (name, form, required)
  }
}

/// The value of a kind's key, read by its form.
public enum KindValue: Sendable {
  case wholeNumber(Int)
  case number(Double)
  case flag(Bool)
  case text(String)
  case choices([Choice])
  /// Texts at points of a scale.
  case labels([Int: String])
  case bands([Band])
  case words([String])
  case questions([Question])
  case rule(CompiledRule, RuleType)
  case day(CalendarDay)
  case month(CalendarMonth)
  case time(TimeOfDay)
  case rows([GridRow])
}

/// A setting that does not fit, by the key it stands under.
public struct KindProblem: Error, Sendable, Hashable {
  /// The key to look at.
  public let key: String
  /// What is wrong.
  public let message: String

  init(_ key: String, _ message: String) { (self.key, self.message) = (key, message) }
}

/// The settings of one question, by key.
public struct KindSettings: Sendable {
  private var values: [String: KindValue]

  /// Settings by key.
  public init(_ values: [String: KindValue] = [:]) { self.values = values }

  func wholeNumber(_ key: String) -> Int? {
    if case .wholeNumber(let value) = values[key] { value } else { nil }
  }
  func number(_ key: String) -> Double? {
    if case .number(let value) = values[key] { value } else { nil }
  }
  func flag(_ key: String) -> Bool? {
    if case .flag(let value) = values[key] { value } else { nil }
  }
  func choices(_ key: String) -> [Choice] {
    if case .choices(let value) = values[key] { value } else { [] }
  }
  func labels(_ key: String) -> [Int: String] {
    if case .labels(let value) = values[key] { value } else { [:] }
  }
  func bands(_ key: String) -> [Band] {
    if case .bands(let value) = values[key] { value } else { [] }
  }
  func words(_ key: String) -> [String] {
    if case .words(let value) = values[key] { value } else { [] }
  }
  func questions(_ key: String) -> [Question] {
    if case .questions(let value) = values[key] { value } else { [] }
  }
  func rule(_ key: String) -> (CompiledRule, RuleType)? {
    if case .rule(let rule, let type) = values[key] { (rule, type) } else { nil }
  }
  func day(_ key: String) -> CalendarDay? {
    if case .day(let value) = values[key] { value } else { nil }
  }
  func month(_ key: String) -> CalendarMonth? {
    if case .month(let value) = values[key] { value } else { nil }
  }
  func time(_ key: String) -> TimeOfDay? {
    if case .time(let value) = values[key] { value } else { nil }
  }
  func rows(_ key: String) -> [GridRow] {
    if case .rows(let value) = values[key] { value } else { [] }
  }
  func text(_ key: String) -> String? {
    if case .text(let value) = values[key] { value } else { nil }
  }
}

/// The kinds of question that there are.
public enum QuestionKinds {
  /// Every kind, in the order of docs/survey-format.md.
  public static let all: [any QuestionKind.Type] = [
    Note.self, YesNo.self, ChooseOne.self, ChooseMany.self, Rank.self, Scale.self, Grid.self,
    WholeNumber.self, DecimalNumber.self, ShortText.self, LongText.self, DateQuestion.self,
    MonthQuestion.self, TimeQuestion.self, PlaceQuestion.self, PointQuestion.self, Photo.self,
    Voice.self, Group.self, Repeat.self, Calculate.self,
  ]

  /// The kind of that name.
  public static func kind(_ name: String) -> (any QuestionKind.Type)? {
    all.first { $0.name == name }
  }
}
