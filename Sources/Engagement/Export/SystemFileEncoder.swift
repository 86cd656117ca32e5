// Records as an SPSS system file: choices as the numbers of the survey with what people read, days as
// days. The format says at its beginning how many rows it has and how long texts are, so that every
// record is looked at once before the first is written.

internal import Foundation
internal import SPSS
internal import Storage
internal import Surveys

/// Writes the rows of a system file.
struct SystemFileEncoder: RecordEncoder {
  var output: [UInt8] = []
  var words: [String] { columns.wordPaths }
  let wordForm = ExportedWords.text
  let looksFirst = true
  let columns: ExportColumns
  let fields: [ExportField]
  let withNote: Bool
  let form: [SystemFileColumn]
  let marks: RecordMarks?
  private let title: String
  private let madeAt: Int
  var layouts: ExportLayouts
  private var rows = 0
  /// The longest text of each column so far, in bytes.
  private var longest: [Int]
  private var writer: SystemFileWriter?
  /// Where each column's first variable stands, and how many it has.
  private var places: [Range<Int>] = []

  init(_ columns: ExportColumns, _ request: ExportRequest, _ marks: RecordMarks?, madeAt: Date) {
    (self.columns, self.marks) = (columns, marks)
    self.madeAt = Int(madeAt.timeIntervalSince1970)
    title = columns.versions.first?.title ?? request.survey
    fields = ExportField.heading(request)
    withNote = request.writesNotes
    layouts = ExportLayouts(
      columns.versions.map {
        ExportLayout($0, columns, columns: columns.columns, values: .codes, isTable: true)
      })
    form =
      fields.map { SystemFileColumn($0) } + columns.scopes.map { SystemFileColumn(scope: $0) }
      + columns.columns.map { column in
        SystemFileColumn(
          column, ExportColumns.forms(column.question, columns.versions, columns.names))
      } + [.unansweredQuestions] + (marks == nil ? [] : [.marks])
    longest = Array(repeating: 0, count: form.count)
  }

  mutating func look(at record: ExportedRecord) throws {
    rows += 1
    let cells = try cells(of: record)
    for (column, cell) in cells.enumerated() {
      if case .text(let text) = cell { longest[column] = max(longest[column], text.count) }
    }
  }

  mutating func begin() throws {
    marks?.restart()
    var variables: [SystemFileVariable] = []
    for (column, length) in zip(form, longest) {
      let parts = column.variables(longestText: length)
      places.append(variables.count..<(variables.count + parts.count))
      variables += parts
    }
    writer = try SystemFileWriter(variables, rows: rows, label: title, time: madeAt)
    takeOutput()
  }

  mutating func append(_ record: ExportedRecord) throws {
    guard let writer else { return }
    let cells = try cells(of: record)
    try writer.beginRow()
    for (column, cell) in cells.enumerated() {
      let place = places[column].lowerBound
      switch cell {
      case .empty: continue
      case .number(let number): try writer.set(number, at: place)
      case .day(let day): try writer.set(day: day.daysSinceEpoch, at: place)
      case .minutes(let minutes): try writer.set(Double(minutes) * 60, at: place)
      case .text(let text): try set(text, at: places[column], writer)
      }
    }
    try writer.endRow()
    takeOutput()
  }

  mutating func end() throws {
    try writer?.end()
    takeOutput()
  }

  private mutating func takeOutput() {
    guard let writer else { return }
    output += writer.output
    writer.output.removeAll(keepingCapacity: true)
  }

  /// Writes a text into its variables.
  private func set(
    _ text: ArraySlice<UInt8>, at places: Range<Int>, _ writer: SystemFileWriter
  ) throws {
    var rest = text
    for place in places {
      let end =
        place == places.upperBound - 1
        ? rest.endIndex : SystemFileColumn.end(ofPart: rest, atMost: SystemFileVariable.longestText)
      try writer.set(rest[..<end], at: place)
      rest = rest[end...]
    }
  }
}
