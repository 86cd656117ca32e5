// Records as JSON objects, one a line, in the shape in which they are sent to Hark. A question that
// was not asked has no key, one that was not answered has null.

internal import JSON
internal import Storage
internal import Surveys

/// Writes the lines of an NDJSON file.
struct NDJSONEncoder: RecordEncoder {
  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")

  var output: [UInt8] = []
  var words: [String] { columns.wordPaths }
  let wordForm = ExportedWords.json
  private let columns: ExportColumns
  private let fields: [(field: ExportField, key: [UInt8])]
  private let survey: [UInt8]
  private let withNote: Bool
  private let scopes: [[UInt8]]
  private let questions: [AnswerKey]
  private var layouts: ExportLayouts
  private let marks: RecordMarks?
  private let names: [String]
  /// Of lists of which not everything leaves, what does not, by their place among the words.
  private let partly: [Int: Set<String>]

  init(_ columns: ExportColumns, _ request: ExportRequest, _ marks: RecordMarks?) {
    (self.columns, self.marks, names) = (columns, marks, columns.columns.map(\.name))
    fields = ExportField.heading(request).map { ($0, Self.key($0.name)) }
    partly = columns.partly
    survey = Self.key("survey") + Array("\"\(request.survey)\"".utf8)
    withNote = request.writesNotes
    scopes = columns.scopes.map(Self.key)
    questions = columns.columns.map { AnswerKey($0.question) }
    layouts = ExportLayouts(
      columns.versions.map {
        ExportLayout($0, columns, columns: columns.columns, values: request.values, isTable: false)
      })
  }

  /// Names are letters, digits and underscores.
  private static func key(_ name: String) -> [UInt8] { Array("\"\(name)\":".utf8) }

  mutating func begin() {}

  mutating func append(_ record: ExportedRecord) throws {
    let layout = try layouts.layout(of: record)
    output.append(UInt8(ascii: "{"))
    output += survey
    for ((field, key), value) in zip(fields, record.heading) {
      output.append(Self.comma)
      output += key
      append(field.isNote && !withNote ? nil : value, field.form)
    }
    appendConsent(record, layout)
    output.append(contentsOf: ",\"answers\":{".utf8)
    var isFirst = true
    var grid: String?
    for (source, key) in zip(layout.sources, questions) {
      guard let place = source.question.map({ layout.cells.places[$0] }),
        place != CodedCells.notAsked
      else { continue }
      if grid != nil, grid != key.grid { output.append(UInt8(ascii: "}")) }
      if !isFirst { output.append(Self.comma) }
      if let own = key.grid, own != grid {
        output += Self.key(own)
        output.append(UInt8(ascii: "{"))
      }
      (isFirst, grid) = (false, key.grid)
      output += key.bytes
      if place == CodedCells.unanswered {
        output.append(contentsOf: "null".utf8)
      } else {
        try append(source, place, record, layout)
      }
    }
    if grid != nil { output.append(UInt8(ascii: "}")) }
    output.append(UInt8(ascii: "}"))
    if let marks {
      let found = try marks.marks(in: record, layout, names: names, isJSON: true, partly: partly)
      output.append(contentsOf: ",\"marks\":".utf8)
      output += RecordMarks.json(found).encoded()
    }
    output.append(contentsOf: "}\n".utf8)
  }

  /// The key of an answer, with the grid that it stands in.
  private struct AnswerKey {
    let grid: String?
    let bytes: [UInt8]

    init(_ question: String) {
      let parts = question.split(separator: ".", maxSplits: 1).map(String.init)
      grid = parts.count == 2 ? parts[0] : nil
      bytes = NDJSONEncoder.key(parts.last ?? question)
    }
  }

  private mutating func append(_ value: UnsafeRawBufferPointer?, _ form: ExportField.Form) {
    guard let value else { return output.append(contentsOf: "null".utf8) }
    switch form {
    case .word: append(quoted: value)
    case .number: output.append(contentsOf: value)
    case .text: output += JSONValue.string(String(decoding: value, as: UTF8.self)).encoded()
    case .flag:
      output.append(contentsOf: value.first == UInt8(ascii: "t") ? "true".utf8 : "false".utf8)
    }
  }

  /// A text that has nothing to escape.
  private mutating func append(quoted text: some Sequence<UInt8>) {
    output.append(Self.quote)
    output.append(contentsOf: text)
    output.append(Self.quote)
  }

  private mutating func appendConsent(_ record: ExportedRecord, _ layout: ExportLayout) {
    var isFirst = true
    for ((scope, position), key) in zip(zip(columns.scopes, layout.scopes), scopes) {
      guard let isGiven = record.isGiven(scope, at: position) else { continue }
      output.append(contentsOf: isFirst ? ",\"consent\":{\"scopes\":{".utf8 : ",".utf8)
      isFirst = false
      output += key
      output.append(contentsOf: isGiven ? "true".utf8 : "false".utf8)
    }
    if !isFirst { output.append(contentsOf: "}}".utf8) }
  }

  private mutating func append(
    _ source: CellSource, _ place: Int, _ record: ExportedRecord, _ layout: ExportLayout
  ) throws {
    switch source {
    case .absent, .member, .entryMember, .count, .degrees: break
    case .month:
      output.append(
        contentsOf: "\"\(try layout.month(at: place, in: record.coded))\"".utf8)
    case .time:
      output.append(contentsOf: "\"\(try layout.time(at: place, in: record.coded))\"".utf8)
    case .ranks(_, let first, let count, let top):
      let texts = try layout.texts(
        ranked: place, top: top, of: count, from: first, in: record.coded)
      output.append(UInt8(ascii: "["))
      output.append(contentsOf: texts.joined(separator: [Self.comma]))
      output.append(UInt8(ascii: "]"))
    case .point:
      output.append(contentsOf: "{\"latitude\":".utf8)
      try output.append(number: CodedCells.number(at: place, in: record.coded))
      output.append(contentsOf: ",\"longitude\":".utf8)
      try output.append(number: CodedCells.number(at: place + 8, in: record.coded))
      output.append(UInt8(ascii: "}"))
    case .choice(_, let first, let count):
      let position = CodedCells.position(at: place, in: record.coded)
      output.append(contentsOf: try layout.text(position, of: count, from: first))
    case .set(_, let first, let count):
      let texts = layout.texts(chosen: place, of: count, from: first, in: record.coded)
      output.append(UInt8(ascii: "["))
      output.append(contentsOf: texts.joined(separator: [Self.comma]))
      output.append(UInt8(ascii: "]"))
    case .number: try output.append(number: CodedCells.number(at: place, in: record.coded))
    case .day:
      guard let day = CodedCells.day(at: place, in: record.coded) else { throw corruptRecord() }
      output.append(Self.quote)
      output.append(day: day)
      output.append(Self.quote)
    case .entry(_, let texts):
      let id = String(decoding: CodedCells.code(at: place, in: record.coded), as: UTF8.self)
      output += texts.json(id).encoded()
    case .entries(_, let word, let texts):
      output += JSONValue.array(try record.entries(word).map(texts.json)).encoded()
    case .code: append(quoted: CodedCells.code(at: place, in: record.coded))
    case .words(_, let word):
      guard let words = record.words[word] else { throw corruptRecord() }
      guard let left = partly[word] else { return output.append(contentsOf: words) }
      output += ExportedParts.items(try JSONValue.parse(Array(words)), without: left).encoded()
    }
  }
}
