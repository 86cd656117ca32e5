// Entries of a partnership's list in an export: as their ids, their numbers or their labels. An id that
// the list does not have is written as it is.

internal import JSON
internal import Storage
internal import Surveys

/// How the entries of one question's list are written.
struct ListedTexts: Sendable {
  private let texts: [String: String]
  private let isNumber: Bool

  /// The entries of the question's list.
  init(_ question: Question, _ values: ExportedValues) {
    isNumber = values == .codes
    let pairs: [(String, String)] =
      switch values {
      case .ids: []
      case .codes: question.choices.map { ($0.id, String($0.code)) }
      case .labels: question.choices.map { ($0.id, $0.text) }
      }
    texts = Dictionary(pairs) { first, _ in first }
  }

  /// The entry of that id in a table.
  func text(_ id: String) -> String { texts[id] ?? id }

  /// The entry of that id in JSON.
  func json(_ id: String) -> JSONValue {
    let text = text(id)
    return isNumber ? Double(text).map { .number($0) } ?? .string(text) : .string(text)
  }
}

extension ExportedRecord {
  /// The ids of entries in the answer at that place among those that came in words.
  func entries(_ place: Int) throws -> [String] {
    guard let bytes = words[place] else { return [] }
    return (try JSONValue.parse(Array(bytes))).array?.compactMap(\.string) ?? []
  }
}
