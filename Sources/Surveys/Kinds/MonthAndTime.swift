// month and time: a month of the calendar, and a time of day on a clock of 24 hours.

public import JSON

/// A month of the calendar. Rules see its first day.
public struct MonthQuestion: QuestionKind {
  /// What `type:` says.
  public static let name = "month"
  /// The keys that it takes.
  public static let keys = [KindKey("min", .month), KindKey("max", .month)]
  /// The first month allowed.
  public let first: CalendarMonth?
  /// The last month allowed.
  public let last: CalendarMonth?
  /// The type of its answer in rules.
  public let ruleType = RuleType.day
  /// The shape of its column.
  public let shape = ColumnShape.month

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    first = settings.month("min")
    last = settings.month("max")
    if let first, let last, first > last { throw KindProblem("max", "max is before min") }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard case .string(let text) = raw else {
      throw AnswerRefusal(.wrongForm, "expected a month, such as 2026-11")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    guard let month = CalendarMonth(word) else {
      throw AnswerRefusal(.wrongForm, "expected a year and a month, such as 2026-11")
    }
    if let first, month < first {
      throw AnswerRefusal(.outOfRange, "the month is before \(first)")
    }
    if let last, month > last { throw AnswerRefusal(.outOfRange, "the month is after \(last)") }
    return .month(month)
  }
}

/// A time of day.
public struct TimeQuestion: QuestionKind {
  /// What `type:` says.
  public static let name = "time"
  /// The keys that it takes.
  public static let keys = [KindKey("min", .time), KindKey("max", .time)]
  /// The earliest time allowed.
  public let first: TimeOfDay?
  /// The latest time allowed.
  public let last: TimeOfDay?
  /// The type of its answer in rules.
  public let ruleType = RuleType.time
  /// The shape of its column.
  public let shape = ColumnShape.time

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    first = settings.time("min")
    last = settings.time("max")
    if let first, let last, first > last { throw KindProblem("max", "max is before min") }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard case .string(let text) = raw else {
      throw AnswerRefusal(.wrongForm, "expected a time, such as 14:30")
    }
    let word = reading == .typed ? text : text.trimmed
    if word.isEmpty, reading != .typed { return nil }
    guard let time = TimeOfDay(word) else {
      throw AnswerRefusal(.wrongForm, "expected hours and minutes from 00:00 to 23:59")
    }
    if let first, time < first { throw AnswerRefusal(.outOfRange, "the time is before \(first)") }
    if let last, time > last { throw AnswerRefusal(.outOfRange, "the time is after \(last)") }
    return .time(time)
  }
}
