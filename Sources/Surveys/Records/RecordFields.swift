// Reads the heading of a record (a response, a conversation) from JSON, YAML or the command line,
// and gathers every problem instead of stopping at the first.

public import JSON

public import struct Foundation.Date
public import struct Foundation.UUID

/// The fields of one record with the problems found so far.
public struct RecordFields {
  private let object: JSONObject
  private let reading: AnswerReading
  /// What is wrong, in the order it was found.
  public private(set) var problems: [AnswerProblem] = []

  /// Fields of a record; keys that are not known are problems.
  public init(_ object: JSONObject, reading: AnswerReading, known: [String]) {
    (self.object, self.reading) = (object, reading)
    // Nobody reads more than twenty, and a body can hold a great many.
    for (key, _) in object.lazy.filter({ !known.contains($0.key) }).prefix(20) {
      let suggestion = didYouMean(key, known).map { "; \($0)" } ?? ""
      refuse(
        String(key.prefix(64)), .unknownField, "a record has no field of this name\(suggestion)")
    }
  }

  /// Adds a problem.
  public mutating func refuse(_ field: String, _ code: AnswerProblem.Code, _ message: String) {
    problems.append(AnswerProblem(question: field, code: code, message: message))
  }

  private func given(_ field: String) -> JSONValue? {
    let value = object[field]
    if value == .null { return nil }
    if reading != .typed, value?.string.map(\.trimmed)?.isEmpty == true { return nil }
    return value
  }

  /// A text of at most so many characters.
  public mutating func text(_ field: String, atMost: Int = 500) -> String? {
    guard let value = given(field) else { return nil }
    guard let text = value.string else {
      refuse(field, .badField, "expected a text")
      return nil
    }
    guard !text.unicodeScalars.contains("\0") else {
      refuse(field, .forbiddenCharacter, "the text holds a NUL character; take it out")
      return nil
    }
    guard text.unicodeScalars.count <= atMost else {
      refuse(field, .tooLong, "at most \(atMost) characters are kept; shorten it")
      return nil
    }
    return text
  }

  /// One word of a closed list.
  public mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ field: String, _ type: Word.Type
  ) -> Word? {
    guard let text = text(field) else { return nil }
    if let word = Word(rawValue: reading == .typed ? text : text.trimmed) { return word }
    let known = Word.allCases.map(\.rawValue)
    refuse(
      field, .badField,
      didYouMean(text, known).map { "not a word that is known here; \($0)" }
        ?? "expected one of \(known.joined(separator: ", "))")
    return nil
  }

  /// Nobody was asked by anybody alive before; an earlier day is a slip.
  private static let firstYear = 1900

  /// A date.
  public mutating func day(_ field: String) -> CalendarDay? {
    guard let value = given(field) else { return nil }
    guard let text = value.string, let day = CalendarDay(text.trimmed) else {
      refuse(field, .badField, "expected a date that exists, such as 2026-11-20")
      return nil
    }
    guard day.year >= Self.firstYear else {
      refuse(
        field, .badField, "this day is before the year \(Self.firstYear); look at the year again")
      return nil
    }
    return day
  }

  /// A moment as RFC 3339 writes it, with its offset.
  public mutating func moment(_ field: String) -> Date? {
    guard let value = given(field) else { return nil }
    guard let moment = value.string.flatMap({ Date(moment: $0.trimmed) }) else {
      refuse(
        field, .badField, "expected a day and time with its offset, such as 2026-11-20T14:30:00Z")
      return nil
    }
    guard moment >= Date(yearsBegin: Self.firstYear) else {
      refuse(
        field, .badField, "this is before the year \(Self.firstYear); look at the year again")
      return nil
    }
    return moment
  }

  /// A whole number within limits.
  public mutating func wholeNumber(_ field: String, _ range: ClosedRange<Int>) -> Int? {
    guard let value = given(field) else { return nil }
    let number =
      value.int
      ?? (reading == .typed ? nil : value.string.flatMap { Surveys.wholeNumber($0.trimmed) })
    guard let number, range.contains(number) else {
      refuse(
        field, .badField, "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  /// Yes or no.
  public mutating func flag(_ field: String) -> Bool? {
    guard let value = given(field) else { return nil }
    if let flag = value.bool { return flag }
    switch reading == .typed ? nil : value.string.map(\.trimmed) {
    case "yes", "true", "1": return true
    case "no", "false", "0": return false
    default:
      refuse(field, .badField, "expected \(reading == .typed ? "true or false" : "yes or no")")
      return nil
    }
  }

  /// A UUID in its usual form.
  public mutating func identifier(_ field: String) -> UUID? {
    guard let value = given(field) else { return nil }
    guard let text = value.string, text.utf8.count == 36, let id = UUID(uuidString: text) else {
      refuse(field, .badField, "expected a UUID, such as 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")
      return nil
    }
    return id
  }

  /// Fields by name.
  public mutating func object(_ field: String) -> JSONObject? {
    guard let value = given(field) else { return nil }
    guard let object = value.object else {
      refuse(field, .badField, "expected fields with values")
      return nil
    }
    return object
  }

  /// Codes of small letters, digits and hyphens, each once.
  mutating func codes(_ field: String, atMost: Int) -> [String]? {
    guard let value = given(field) else { return nil }
    let texts = value.array?.compactMap(\.string) ?? []
    func isCode(_ text: String) -> Bool {
      (1...63).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
    }
    guard let items = value.array, items.count == texts.count, items.count <= atMost,
      texts.allSatisfy(isCode)
    else {
      refuse(
        field, .badField,
        "expected at most \(atMost) codes of small letters, digits and hyphens, such as age-concern"
      )
      return nil
    }
    return texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The consent of a record.
  public mutating func consent(_ field: String = "consent") -> GivenConsent? {
    guard let object = object(field) else { return nil }
    var fields = RecordFields(
      object, reading: reading,
      known: [
        "form", "scopes", "given_at", "language", "witness", "receipt_hash", "wording", "partners",
      ])
    let consent = GivenConsent(&fields, reading: reading)
    for problem in fields.problems {
      refuse("\(field).\(problem.question)", problem.code, problem.message)
    }
    return consent
  }

  /// Scopes given or refused, by scope.
  public mutating func scopes(_ field: String) -> [String: Bool]? {
    guard let value = given(field) else { return nil }
    if reading != .typed, let list = value.array {
      return Dictionary(list.compactMap(\.string).map { ($0, true) }) { first, _ in first }
    }
    guard let object = value.object else {
      refuse(field, .badField, "expected each scope with true or false")
      return nil
    }
    var inner = RecordFields(object, reading: reading, known: object.keys)
    var scopes: [String: Bool] = [:]
    for key in object.keys { scopes[key] = inner.flag(key) }
    for problem in inner.problems {
      refuse("\(field).\(problem.question)", problem.code, problem.message)
    }
    return scopes
  }
}
