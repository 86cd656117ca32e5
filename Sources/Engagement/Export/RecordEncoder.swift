// What both forms of an export share: finding a record's version, its answers and its consent.

internal import JSON
internal import Storage
internal import Surveys

/// Writes records one after another.
protocol RecordEncoder {
  /// What has been written and not yet taken.
  var output: [UInt8] { get set }
  /// The questions whose answers it needs in words, and in which form.
  var words: [String] { get }
  var wordForm: ExportedWords { get }
  /// Whether every record is shown to it once before the first is added.
  var looksFirst: Bool { get }
  /// Sees a record that will be added.
  mutating func look(at record: ExportedRecord) throws
  /// What stands before the first record.
  mutating func begin() throws
  /// Adds a record.
  mutating func append(_ record: ExportedRecord) throws
  /// What stands after the last record.
  mutating func end() throws
}

extension RecordEncoder {
  var looksFirst: Bool { false }
  mutating func look(at record: ExportedRecord) throws {}
  mutating func end() throws {}
}

/// The layouts of a survey's versions, with the one that the last record had.
struct ExportLayouts {
  private var layouts: [ExportLayout]
  private var last = 0

  init(_ layouts: [ExportLayout]) { self.layouts = layouts }

  /// The layout of the record's version, its cells read.
  mutating func layout(of record: ExportedRecord) throws -> ExportLayout {
    if !layouts.indices.contains(last) || !record.version.elementsEqual(layouts[last].version) {
      guard let found = layouts.firstIndex(where: { record.version.elementsEqual($0.version) })
      else { throw corruptRecord() }
      last = found
    }
    guard layouts[last].cells.read(record.coded) else { throw corruptRecord() }
    // Answers given with a scope that was withdrawn since stay here.
    if record.withdrawnScopes.contains(ConsentScope.analyseSensitive) {
      for question in layouts[last].sensitive { layouts[last].cells.hide(question) }
    }
    return layouts[last]
  }
}

/// A record's coded form is not what its survey's version writes.
func corruptRecord() -> Problem {
  Problem(
    .failed,
    "the coded form of a record does not fit its survey's version; the export stops. Tell the"
      + " operator")
}

extension ExportedRecord {
  /// Whether a scope stands; nil where none was asked.
  func isGiven(_ scope: String, at position: Int?) -> Bool? {
    guard let position, heading.contains(where: { $0?.elementsEqual("consent".utf8) ?? false })
    else { return nil }
    return !withdrawnScopes.contains(scope)
      && (addedScopes.contains(scope) || CodedCells.isGiven(scope: position, in: coded))
  }
}

extension ExportLayout {
  /// The names of the questions that were asked and have no answer.
  func unansweredNames(separator: UInt8) -> [UInt8] {
    var names: [UInt8] = []
    for (question, name) in answerable where cells.places[question] == CodedCells.unanswered {
      if !names.isEmpty { names.append(separator) }
      names += name
    }
    return names
  }

  /// The text of a choice, as it is written.
  func text(_ position: Int, of count: Int, from first: Int) throws -> ArraySlice<UInt8> {
    guard position < count else { throw corruptRecord() }
    return texts[starts[first + position]..<starts[first + position + 1]]
  }

  /// The texts of the choices that are chosen.
  func texts(
    chosen place: Int, of count: Int, from first: Int, in coded: UnsafeRawBufferPointer
  ) -> [ArraySlice<UInt8>] {
    (0..<count).filter { CodedCells.isChosen($0, at: place, in: coded) }.map {
      texts[starts[first + $0]..<starts[first + $0 + 1]]
    }
  }
}

extension ExportLayout {
  /// The texts of the choices in a person's own order.
  func texts(
    ranked place: Int, top: Int, of count: Int, from first: Int, in coded: UnsafeRawBufferPointer
  ) throws -> [ArraySlice<UInt8>] {
    try CodedCells.ranks(at: place, top: top, in: coded).map {
      try text($0, of: count, from: first)
    }
  }

  /// A month as `2026-11`.
  func month(at place: Int, in coded: UnsafeRawBufferPointer) throws -> String {
    guard let day = CodedCells.day(at: place, in: coded) else { throw corruptRecord() }
    return CalendarMonth(of: day).description
  }

  /// A time as `14:30`.
  func time(at place: Int, in coded: UnsafeRawBufferPointer) throws -> String {
    guard let time = TimeOfDay(minutes: CodedCells.position(at: place, in: coded)) else {
      throw corruptRecord()
    }
    return time.description
  }
}

extension [UInt8] {
  /// Appends a number as JSON and tables write it.
  mutating func append(number: Double) throws {
    guard let whole = Int(exactly: number), abs(whole) < 1 << 53 else {
      guard number.isFinite else { throw corruptRecord() }
      return self += JSONValue.number(number).encoded()
    }
    append(whole: whole)
  }

  /// Appends a whole number.
  mutating func append(whole: Int) {
    if whole < 0 { append(UInt8(ascii: "-")) }
    var rest = whole.magnitude
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    if count > start + 1 { self[start...].reverse() }
  }

  /// Appends a day as `2026-11-20`.
  mutating func append(day: CalendarDay) {
    let digits = day.year * 10_000 + day.month * 100 + day.day
    var divisor = 10_000_000
    for place in 0..<8 {
      if place == 4 || place == 6 { append(UInt8(ascii: "-")) }
      append(UInt8(ascii: "0") + UInt8(digits / divisor % 10))
      divisor /= 10
    }
  }
}
