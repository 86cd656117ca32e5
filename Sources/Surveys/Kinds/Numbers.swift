// scale, whole_number and number: answers that are numbers, and how numbers are read.

public import JSON

/// A whole number between two ends, with labels.
public struct Scale: QuestionKind {
  /// What `type:` says.
  public static let name = "scale"
  /// The keys that it takes.
  public static let keys = [
    KindKey("from", .wholeNumber, required: true), KindKey("to", .wholeNumber, required: true),
    KindKey("labels", .labels),
  ]
  /// The lowest point.
  public let from: Int
  /// The highest point.
  public let to: Int
  /// Texts at points.
  public let labels: [Int: String]
  /// The type of its answer in rules.
  public let ruleType = RuleType.number
  /// The shape of its column.
  public let shape = ColumnShape.number

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    from = settings.wholeNumber("from") ?? 0
    to = settings.wholeNumber("to") ?? 10
    labels = settings.labels("labels")
    let (length, isTooLong) = to.subtractingReportingOverflow(from)
    guard from < to, !isTooLong, length <= 1_000 else {
      throw KindProblem(
        "to", "a scale goes from a number to a higher one, with at most 1,001 points")
    }
    let range = from...to
    if let outside = labels.keys.sorted().first(where: { !range.contains($0) }) {
      throw KindProblem("labels", "the label at \(outside) is outside the scale")
    }
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    guard let number = try readNumber(raw, reading, whole: true) else { return nil }
    guard number >= Double(from), number <= Double(to) else {
      throw AnswerRefusal(.outOfRange, "expected a whole number from \(from) to \(to)")
    }
    return .number(number)
  }
}

/// A whole number.
public struct WholeNumber: QuestionKind {
  /// What `type:` says.
  public static let name = "whole_number"
  /// The keys that it takes.
  public static let keys = [
    KindKey("min", .number), KindKey("max", .number), KindKey("unit_label", .text),
    KindKey("bands", .bands),
  ]
  /// Limits, bands and the unit's name.
  public let limits: NumberLimits
  /// The type of its answer in rules.
  public let ruleType = RuleType.number
  /// The shape of its column.
  public let shape = ColumnShape.number

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    limits = try NumberLimits(settings)
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try limits.check(readNumber(raw, reading, whole: true))
  }
}

/// A number, with or without a fraction.
public struct DecimalNumber: QuestionKind {
  /// What `type:` says.
  public static let name = "number"
  /// The keys that it takes.
  public static let keys = WholeNumber.keys
  /// Limits, bands and the unit's name.
  public let limits: NumberLimits
  /// The type of its answer in rules.
  public let ruleType = RuleType.number
  /// The shape of its column.
  public let shape = ColumnShape.number

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    limits = try NumberLimits(settings)
  }

  /// Reads one answer; nil: not answered.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    try limits.check(readNumber(raw, reading, whole: false))
  }
}

/// What a number may be and how it stands in tables.
public struct NumberLimits: Sendable, Hashable {
  /// The lowest number allowed.
  public let minimum: Double?
  /// The highest number allowed.
  public let maximum: Double?
  /// Such as `hours`.
  public let unitLabel: String?
  /// Groups for tables, ascending; they do not overlap.
  public let bands: [Band]

  init(_ settings: KindSettings) throws(KindProblem) {
    minimum = settings.number("min")
    maximum = settings.number("max")
    unitLabel = settings.text("unit_label")
    bands = settings.bands("bands")
    if let minimum, let maximum, minimum > maximum {
      throw KindProblem("max", "max is lower than min")
    }
    guard bands.count <= ChoiceSet.mostChoices else {
      throw KindProblem("bands", "a question has at most 1,000 bands")
    }
    for (one, next) in zip(bands, bands.dropFirst()) {
      guard let highest = one.highest, highest < next.lowest else {
        throw KindProblem("bands", "the bands '\(one.text)' and '\(next.text)' are not in order")
      }
    }
  }

  func check(_ number: Double?) throws(AnswerRefusal) -> Answer? {
    guard let number else { return nil }
    if let minimum, number < minimum {
      throw AnswerRefusal(
        .outOfRange, "expected a number of at least \(Expression.printed(minimum))")
    }
    if let maximum, number > maximum {
      throw AnswerRefusal(
        .outOfRange, "expected a number of at most \(Expression.printed(maximum))")
    }
    return .number(number)
  }
}

/// The largest whole number that a double holds with its neighbours.
private let largestWhole = 9_007_199_254_740_992.0

/// A number as it arrives; nil for an empty text.
func readNumber(
  _ raw: JSONValue, _ reading: AnswerReading, whole: Bool
) throws(AnswerRefusal) -> Double? {
  let number: Double
  switch raw {
  case .number(let value): number = value
  case .string(let text) where reading != .typed:
    let word = text.trimmed
    if word.isEmpty { return nil }
    guard let value = decimal(word) else {
      throw AnswerRefusal(.wrongForm, "expected a number, such as 43\(whole ? "" : " or 1.5")")
    }
    number = value
  default: throw AnswerRefusal(.wrongForm, "expected a number")
  }
  guard number.isFinite, abs(number) <= largestWhole else {
    throw AnswerRefusal(.outOfRange, "this number is too large")
  }
  guard !whole || number == number.rounded() else {
    throw AnswerRefusal(.wrongForm, "expected a whole number")
  }
  // -0 and 0 are one number.
  return number + 0
}

/// A number in plain digits: no exponent, no hexadecimal, no `nan`.
private func decimal(_ word: String) -> Double? {
  let allowed = word.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
  guard allowed, word.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
  return Double(word)
}

/// A whole number in plain digits; `43.0` is 43.
func wholeNumber(_ word: String) -> Int? {
  decimal(word).flatMap { Int(exactly: $0) }
}

extension Question {
  /// What its number counts, such as hours.
  var unitLabel: String? {
    (kind as? WholeNumber)?.limits.unitLabel ?? (kind as? DecimalNumber)?.limits.unitLabel
  }
}
