// Records as a table: one row each. A question that was not asked and one that was not answered are
// both an empty cell; the last column names those of the second kind.

internal import CSV
internal import Storage
internal import Surveys

/// Writes the rows of a table.
struct CSVEncoder: RecordEncoder {
  private static let comma = UInt8(ascii: ",")
  private static let semicolon = UInt8(ascii: ";")

  var output: [UInt8] = []
  var words: [String] { columns.wordPaths }
  let wordForm = ExportedWords.text
  private let columns: ExportColumns
  private let fields: [ExportField]
  private let withNote: Bool
  private var layouts: ExportLayouts
  private let marks: RecordMarks?
  private let names: [String]

  init(_ columns: ExportColumns, _ request: ExportRequest, _ marks: RecordMarks?) {
    (self.columns, self.marks, names) = (columns, marks, columns.columns.map(\.name))
    fields = ExportField.heading(request)
    withNote = request.writesNotes
    layouts = ExportLayouts(
      columns.versions.map {
        ExportLayout($0, columns, columns: columns.columns, values: request.values, isTable: true)
      })
  }

  mutating func begin() {
    let names =
      fields.map { "_" + $0.name } + columns.scopes.map { "consent." + $0 }
      + names + [ExportField.unansweredColumn]
      + (marks == nil ? [] : [RecordMarks.column])
    output += Array(names.joined(separator: ",").utf8)
    endRow()
  }

  mutating func append(_ record: ExportedRecord) throws {
    let layout = try layouts.layout(of: record)
    for (field, value) in zip(fields, record.heading) {
      if let value, withNote || !field.isNote { append(value, field.form) }
      output.append(Self.comma)
    }
    for (scope, position) in zip(columns.scopes, layout.scopes) {
      if let isGiven = record.isGiven(scope, at: position) { append(flag: isGiven) }
      output.append(Self.comma)
    }
    for source in layout.sources {
      try append(source, record, layout)
      output.append(Self.comma)
    }
    output += layout.unansweredNames(separator: Self.semicolon)
    if let marks {
      let found = try marks.marks(in: record, layout, names: names, isJSON: false)
      output.append(Self.comma)
      CSVWriter.append(text: RecordMarks.cell(found).utf8, to: &output)
    }
    endRow()
  }

  /// The line end of RFC 4180.
  private mutating func endRow() { output += [0x0D, 0x0A] }

  private mutating func append(flag: Bool) {
    output.append(contentsOf: flag ? "yes".utf8 : "no".utf8)
  }

  private mutating func append(_ value: UnsafeRawBufferPointer, _ form: ExportField.Form) {
    switch form {
    case .word, .number: output.append(contentsOf: value)
    case .text: CSVWriter.append(text: value, to: &output)
    case .flag: append(flag: value.first == UInt8(ascii: "t"))
    }
  }

  private mutating func append(
    _ source: CellSource, _ record: ExportedRecord, _ layout: ExportLayout
  ) throws {
    let places = layout.cells.places
    switch source {
    case .absent: return
    case .choice(let question, let first, let count):
      guard places[question] >= 0 else { return }
      let position = CodedCells.position(at: places[question], in: record.coded)
      output.append(contentsOf: try layout.text(position, of: count, from: first))
    case .member(let question, let position):
      guard places[question] >= 0 else { return }
      let isChosen = CodedCells.isChosen(position, at: places[question], in: record.coded)
      output.append(isChosen ? UInt8(ascii: "1") : UInt8(ascii: "0"))
    case .set(let question, let first, let count):
      guard places[question] >= 0 else { return }
      let texts = layout.texts(
        chosen: places[question], of: count, from: first, in: record.coded)
      CSVWriter.append(text: Array(texts.joined(separator: [Self.semicolon])), to: &output)
    case .number(let question):
      guard places[question] >= 0 else { return }
      try output.append(number: CodedCells.number(at: places[question], in: record.coded))
    case .day(let question):
      guard places[question] >= 0 else { return }
      guard let day = CodedCells.day(at: places[question], in: record.coded) else {
        throw corruptRecord()
      }
      output.append(day: day)
    case .month(let question), .time(let question), .ranks(let question, _, _, _),
      .degrees(let question, _), .point(let question):
      guard places[question] >= 0 else { return }
      try appendRarer(source, places[question], record, layout)
    case .code(let question):
      guard places[question] >= 0 else { return }
      CSVWriter.append(
        text: CodedCells.code(at: places[question], in: record.coded), to: &output)
    case .entry(let question, let texts):
      guard places[question] >= 0 else { return }
      let id = String(
        decoding: CodedCells.code(at: places[question], in: record.coded), as: UTF8.self)
      CSVWriter.append(text: texts.text(id).utf8, to: &output)
    case .entries(let question, let place, let texts):
      guard places[question] >= 0 else { return }
      let cell = try record.entries(place).map(texts.text).joined(separator: ";")
      CSVWriter.append(text: cell.utf8, to: &output)
    case .entryMember(let question, let place, let id):
      guard places[question] >= 0 else { return }
      output.append(
        try record.entries(place).contains(id) ? UInt8(ascii: "1") : UInt8(ascii: "0"))
    case .count(let question):
      guard places[question] >= 0 else { return }
      output.append(whole: CodedCells.position(at: places[question], in: record.coded))
    case .words(let question, let place):
      guard places[question] >= 0, let words = record.words[place] else { return }
      CSVWriter.append(text: words, to: &output)
    }
  }

  private mutating func appendRarer(
    _ source: CellSource, _ place: Int, _ record: ExportedRecord, _ layout: ExportLayout
  ) throws {
    switch source {
    case .month: output.append(contentsOf: try layout.month(at: place, in: record.coded).utf8)
    case .time: output.append(contentsOf: try layout.time(at: place, in: record.coded).utf8)
    case .ranks(_, let first, let count, let top):
      let texts = try layout.texts(
        ranked: place, top: top, of: count, from: first, in: record.coded)
      CSVWriter.append(text: Array(texts.joined(separator: [Self.semicolon])), to: &output)
    case .degrees(_, let isLongitude):
      let offset = isLongitude ? 8 : 0
      try output.append(number: CodedCells.number(at: place + offset, in: record.coded))
    default: break
    }
  }

}
