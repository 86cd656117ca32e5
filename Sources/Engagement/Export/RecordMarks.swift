// What in the words of an export could say who somebody is: marks for whoever prepares them for others.
// The words themselves leave as they were said.

internal import Foundation
internal import Identifying
internal import JSON
internal import Storage
internal import Surveys
internal import Synchronization

/// Looks through the words of one record after another.
struct RecordMarks: Sendable {
  /// A mark in an answer.
  struct Mark {
    let question: String
    let mark: IdentifyingMark
  }

  static let column = "_marks"

  private let finder: IdentifyingWords
  private let count: MarkCount

  init(places: [String], counting count: MarkCount) {
    (finder, self.count) = (IdentifyingWords(places: places), count)
  }

  /// Begins to count anew: a second look at the same records.
  func restart() { count.restart() }

  /// The marks in what a record shows; `names` are those of the sources.
  func marks(
    in record: ExportedRecord, _ layout: ExportLayout, names: [String], isJSON: Bool,
    partly: [Int: Set<String>] = [:]
  ) throws -> [Mark] {
    var marks: [Mark] = []
    for (source, name) in zip(layout.sources, names) {
      guard case .words(let question, let place) = source, layout.cells.places[question] >= 0,
        let words = record.words[place]
      else { continue }
      let texts =
        isJSON
        ? Self.texts(
          ExportedParts.items(try JSONValue.parse(Array(words)), without: partly[place]))
        : [
          String(decoding: words, as: UTF8.self)
        ]
      marks += found(texts, name)
    }
    count.add(marks.count)
    return marks
  }

  /// The marks in the answers of one item of a repeat.
  func marks(in item: JSONValue, of questions: [Question]) -> [Mark] {
    let marks = questions.filter { $0.kind.shape == .length }
      .flatMap { question in
        found(item[question.id].map(Self.texts) ?? [], question.id)
      }
    count.add(marks.count)
    return marks
  }

  private func found(_ texts: [String], _ name: String) -> [Mark] {
    texts.flatMap { text in finder.marks(in: text).map { Mark(question: name, mark: $0) } }
  }

  /// Every text in an answer.
  private static func texts(_ value: JSONValue) -> [String] {
    if let text = value.string { return [text] }
    if let items = value.array { return items.flatMap(texts) }
    return value.object?.flatMap { texts($0.value) } ?? []
  }

  /// The marks as a cell of a table.
  static func cell(_ marks: [Mark]) -> String {
    marks.map { "\($0.question): \($0.mark.text) (\($0.mark.kind.rawValue))" }
      .joined(separator: "; ")
  }

  /// The marks as JSON.
  static func json(_ marks: [Mark]) -> JSONValue {
    .array(
      marks.map { mark in
        var object = mark.mark.json
        object["question"] = .string(mark.question)
        return .object(object)
      })
  }
}

extension IdentifyingMark {
  /// The mark as clients read it.
  var json: JSONObject {
    [
      "kind": .string(kind.rawValue), "words": .string(text), "says": .string(kind.label),
      "from": .number(Double(range.lowerBound)), "to": .number(Double(range.upperBound)),
    ]
  }
}

/// How many marks an export has, and in how many records.
final class MarkCount: Sendable {
  private let counts = Mutex((marks: 0, records: 0))

  var value: (marks: Int, records: Int) { counts.withLock { $0 } }

  func restart() { counts.withLock { $0 = (0, 0) } }

  func add(_ marks: Int) {
    guard marks > 0 else { return }
    counts.withLock { $0 = ($0.marks + marks, $0.records + 1) }
  }
}
