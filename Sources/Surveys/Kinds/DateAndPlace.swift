// date and place: a calendar day, and the code of a place in the directory.

public import JSON

/// A day of the calendar.
public struct DateQuestion: QuestionKind {
  /// What `type:` says.
  public static let name = "date"
  /// The keys that it takes.
  public static let keys = [KindKey("min", .day), KindKey("max", .day)]
  /// The first day allowed.
  public let first: CalendarDay?
  /// The last day allowed.
  public let last: CalendarDay?
  /// The type of its answer in rules.
  public let ruleType = RuleType.day
  /// The shape of its column.
  public let shape = ColumnShape.day

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    first = settings.day("min")
    last = settings.day("max")
    if let first, let last, first > last { throw KindProblem("max", "max is before min") }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard case .string(let text) = raw else {
      throw AnswerRefusal(.wrongForm, "expected a date, such as 2026-11-20")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    guard let day = CalendarDay(word) else {
      throw AnswerRefusal(.wrongForm, "expected a date that exists, such as 2026-11-20")
    }
    if let first, day < first { throw AnswerRefusal(.outOfRange, "the date is before \(first)") }
    if let last, day > last { throw AnswerRefusal(.outOfRange, "the date is after \(last)") }
    return .day(day)
  }
}

/// A place of the directory, by its code.
public struct PlaceQuestion: QuestionKind {
  /// What `type:` says.
  public static let name = "place"
  /// The keys that it takes.
  public static let keys = [KindKey("kinds", .words)]
  /// The kinds of place that may be named; empty: all.
  public let kinds: [String]
  /// The type of its answer in rules.
  public let ruleType = RuleType.text
  /// The shape of its column.
  public let shape = ColumnShape.place

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) { kinds = settings.words("kinds") }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard case .string(let text) = raw else {
      throw AnswerRefusal(.wrongForm, "expected the code of a place, as text")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    let isCode =
      word.utf8.count <= 64 && !word.isEmpty
      && word.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F
      }
    guard isCode else {
      throw AnswerRefusal(.wrongForm, "expected the code of a place, such as E07000234")
    }
    return .place(word)
  }
}

/// The directory of places, as far as answers need it.
public protocol PlaceDirectory: Sendable {
  /// The kind of the place with that code; nil when there is none.
  func kind(ofPlace code: String) -> String?
}
