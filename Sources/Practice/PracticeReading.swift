// Reads the fields of a practice record, from JSON as from a line or a file of text, and says all that
// is wrong with them at once.

public import JSON
public import Surveys

internal import struct Foundation.UUID

/// Fields that were read, with what is wrong with them.
public struct PracticeReading: Sendable {
  /// The values that are right, in the form in which they are kept.
  public private(set) var values: JSONObject = [:]
  /// What is wrong.
  public private(set) var problems: [AnswerProblem] = []
  private let reading: AnswerReading

  /// Reads what is given of some fields; null and, in text, nothing leave a field empty.
  public init(_ object: JSONObject, of fields: [PracticeField], reading: AnswerReading) {
    self.reading = reading
    var record = RecordFields(object, reading: reading, known: fields.map(\.name))
    for field in fields {
      let value = field.content == .texts ? texts(field, object) : read(field, &record)
      guard let value else { continue }
      values[field.name] = value
    }
    problems = record.problems + problems
  }

  /// Adds values that are right already, as they are kept.
  public mutating func fill(_ values: some Sequence<(String, JSONValue)>) {
    for (name, value) in values { self.values[name] = value }
  }

  /// Names the fields that a record needs and `values` lacks.
  public static func missing(_ values: JSONObject, of fields: [PracticeField]) -> [AnswerProblem] {
    fields.filter { $0.isRequired && values[$0.name] == nil }.map {
      AnswerProblem(question: $0.name, code: .missingField, message: "say it: \($0.label)")
    }
  }

  private mutating func read(_ field: PracticeField, _ record: inout RecordFields) -> JSONValue? {
    switch field.content {
    case .text(let most):
      guard let text = record.text(field.name, atMost: most)?.trimmed, !text.isEmpty else {
        return nil
      }
      if text.hasSomethingToSee { return .string(text) }
      refuse(field, "there is nothing to see in this text; write it with letters or numbers")
    case .texts: return nil
    case .word(let known):
      guard let text = record.text(field.name)?.trimmed else { return nil }
      if known.contains(text) { return .string(text) }
      refuse(
        field,
        didYouMean(text, known).map { "not a word that is known here; \($0)" }
          ?? "expected one of \(known.joined(separator: ", "))")
    case .day: return record.day(field.name).map { .string($0.description) }
    case .month:
      guard let text = record.text(field.name) else { return nil }
      if let month = CalendarMonth(text.trimmed) { return .string(month.description) }
      refuse(field, "expected a month of a year, such as 2027-03")
    case .place: return record.text(field.name, atMost: 64).map { .string($0.trimmed) }
    case .survey:
      guard let text = record.text(field.name)?.trimmed else { return nil }
      if PracticeField.isSurvey(text) { return .string(text) }
      refuse(field, "expected the id of a survey: small letters, digits and hyphens")
    case .record:
      return record.identifier(field.name).map { .string($0.uuidString.lowercased()) }
    }
    return nil
  }

  /// Several texts: a list, or where text is read, one text with semicolons between.
  private mutating func texts(_ field: PracticeField, _ object: JSONObject) -> JSONValue? {
    guard let value = object[field.name], value != .null else { return nil }
    let given: [String]?
    if let items = value.array {
      given = items.compactMap(\.string).count == items.count ? items.compactMap(\.string) : nil
    } else {
      given = reading == .typed ? nil : value.string?.split(separator: ";").map(String.init)
    }
    guard let given else {
      refuse(field, "expected a list of texts")
      return nil
    }
    let texts = given.map(\.trimmed).filter { !$0.isEmpty }
    guard texts.allSatisfy(\.hasSomethingToSee) else {
      refuse(
        field, "there is nothing to see in one of these texts; write it with letters or numbers")
      return nil
    }
    guard texts.count <= 50, texts.allSatisfy({ $0.unicodeScalars.count <= 200 }) else {
      refuse(field, "at most 50 texts of 200 characters each are kept; shorten it")
      return nil
    }
    guard !texts.contains(where: { $0.unicodeScalars.contains("\0") }) else {
      refuse(field, "a text holds a NUL character; take it out")
      return nil
    }
    return texts.isEmpty ? nil : .array(texts.map { .string($0) })
  }

  private mutating func refuse(_ field: PracticeField, _ message: String) {
    problems.append(AnswerProblem(question: field.name, code: .badField, message: message))
  }
}
