// The cells of a record in an SPSS system file, in the order of its columns.

internal import Storage
internal import Surveys

/// A cell of a system file.
enum SystemFileCell {
  case empty
  case number(Double)
  case day(CalendarDay)
  case minutes(Int)
  case text(ArraySlice<UInt8>)

  static func flag(_ isTrue: Bool) -> SystemFileCell { .number(isTrue ? 1 : 0) }
}

extension SystemFileEncoder {
  /// Every cell of a record.
  mutating func cells(of record: ExportedRecord) throws -> [SystemFileCell] {
    let layout = try layouts.layout(of: record)
    var cells: [SystemFileCell] = []
    cells.reserveCapacity(form.count)
    for (field, value) in zip(fields, record.heading) {
      guard let value, withNote || !field.isNote else {
        cells.append(.empty)
        continue
      }
      cells.append(try cell(field, value))
    }
    for (scope, position) in zip(columns.scopes, layout.scopes) {
      cells.append(record.isGiven(scope, at: position).map { .flag($0) } ?? .empty)
    }
    for source in layout.sources {
      cells.append(try cell(source, record, layout, unanswered: form[cells.count].unanswered))
    }
    cells.append(.text(layout.unansweredNames(separator: UInt8(ascii: ";"))[...]))
    if let marks {
      let found = try marks.marks(
        in: record, layout, names: columns.columns.map(\.name), isJSON: false)
      cells.append(.text(Array(RecordMarks.cell(found).utf8)[...]))
    }
    return cells
  }

  private func cell(_ field: ExportField, _ value: UnsafeRawBufferPointer) throws -> SystemFileCell
  {
    switch field.form {
    case .flag: return .flag(value.first == UInt8(ascii: "t"))
    case .number: return .number(try number(value))
    case .word, .text:
      guard field.isDay else { return .text(Array(value)[...]) }
      guard let day = CalendarDay(String(decoding: value, as: UTF8.self)) else {
        throw corruptRecord()
      }
      return .day(day)
    }
  }

  private func number(_ digits: some Sequence<UInt8>) throws -> Double {
    guard let number = Double(String(decoding: Array(digits), as: UTF8.self)) else {
      throw corruptRecord()
    }
    return number
  }

  private func cell(
    _ source: CellSource, _ record: ExportedRecord, _ layout: ExportLayout, unanswered: Double?
  ) throws -> SystemFileCell {
    guard let question = source.question else { return .empty }
    let place = layout.cells.places[question]
    guard place >= 0 else {
      return place == CodedCells.unanswered ? unanswered.map { .number($0) } ?? .empty : .empty
    }
    let coded = record.coded
    switch source {
    case .absent: return .empty
    case .choice(_, let first, let count):
      return .number(
        try number(
          layout.text(CodedCells.position(at: place, in: coded), of: count, from: first)))
    case .member(_, let position):
      return .flag(CodedCells.isChosen(position, at: place, in: coded))
    case .number: return .number(CodedCells.number(at: place, in: coded))
    case .count: return .number(Double(CodedCells.position(at: place, in: coded)))
    case .day, .month:
      guard let day = CodedCells.day(at: place, in: coded) else { throw corruptRecord() }
      return .day(day)
    case .time: return .minutes(CodedCells.position(at: place, in: coded))
    case .degrees(_, let isLongitude):
      return .number(CodedCells.number(at: place + (isLongitude ? 8 : 0), in: coded))
    case .entryMember(_, let words, let id): return .flag(try record.entries(words).contains(id))
    case .set, .ranks, .point, .code, .words, .entry, .entries:
      return .text(try text(source, place, record, layout)[...])
    }
  }

  private func text(
    _ source: CellSource, _ place: Int, _ record: ExportedRecord, _ layout: ExportLayout
  ) throws -> [UInt8] {
    let separator = [UInt8(ascii: ";")]
    switch source {
    case .set(_, let first, let count):
      return Array(
        layout.texts(chosen: place, of: count, from: first, in: record.coded)
          .joined(separator: separator))
    case .ranks(_, let first, let count, let top):
      return Array(
        try layout.texts(ranked: place, top: top, of: count, from: first, in: record.coded)
          .joined(separator: separator))
    case .code: return Array(CodedCells.code(at: place, in: record.coded))
    case .entry(_, let texts):
      let id = String(decoding: CodedCells.code(at: place, in: record.coded), as: UTF8.self)
      return Array(texts.text(id).utf8)
    case .entries(_, let words, let texts):
      return Array(try record.entries(words).map(texts.text).joined(separator: ";").utf8)
    case .words(_, let words): return record.words[words].map { Array($0) } ?? []
    default: return []
    }
  }
}
