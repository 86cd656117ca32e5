// The items of one repeat as a table: a row each, keyed by the record they belong to. A list of
// items does not fit the table of records.

internal import CSV
internal import JSON
internal import Storage
internal import Surveys

/// Writes the items of a repeat.
struct RepeatEncoder: RecordEncoder {
  private static let comma = UInt8(ascii: ",")

  var output: [UInt8] = []
  let words: [String]
  let wordForm = ExportedWords.json
  /// What leaves in no form, of the items alone.
  let leftOut: [LeftOutQuestion]
  private let questions: [Question]
  private let columns: [ExportColumn]
  private let values: ExportedValues
  /// Every id that a question of the items was stored under.
  private let ids: [String: [String]]
  private let marks: RecordMarks?

  /// Items of the repeat of that id; throws when no version has such a repeat.
  init(
    _ versions: [Survey], repeated: String, _ request: ExportRequest, _ marks: RecordMarks?
  ) throws {
    self.marks = marks
    guard request.format == .csv else {
      throw Problem(
        .badRequest,
        "items are a table of their own in CSV alone; NDJSON has them in each record, and a .sav file has"
          + " their number")
    }
    let names = QuestionNames(versions.reversed())
    let forms = ExportColumns.forms(repeated, versions, names)
    guard forms.contains(where: { !$0.itemQuestions.isEmpty }) else {
      let known = versions.flatMap(\.questions).filter { !$0.itemQuestions.isEmpty }.map(\.id)
      throw Problem(
        .badRequest,
        "the survey has no question of the type repeat with this id"
          + (known.isEmpty
            ? "" : "; it has " + ExportColumns.union([known]).joined(separator: ", ")))
    }
    let left = ExportedParts(request, versions, names)
    guard !left.questions.contains(repeated) else {
      throw Problem(
        .badRequest,
        "the items of '\(repeated)' can point at a person or say where they are, which is left out")
    }
    leftOut = left.told.filter { $0.name.hasPrefix("\(repeated).") }
    words = ExportColumns.union([forms.map(\.id)])
    values = request.values
    var questions: [Question] = []
    // The newest first, so that a renamed question is the newest's.
    let old = Set(
      versions.flatMap { survey in
        survey.questions.flatMap(\.itemQuestions).map(\.id)
          .filter { names.newest($0, of: survey.version) != $0 }
      })
    for question in forms.flatMap(\.itemQuestions)
    where left.items[repeated]?.contains(question.id) != true && !old.contains(question.id)
      && !questions.contains(where: { $0.id == question.id }) && question.kind.shape != .nothing
    {
      questions.append(question)
    }
    self.questions = questions
    ids = Dictionary(questions.map { ($0.id, names.all($0.id, in: versions)) }) { one, _ in one }
    columns = questions.flatMap { question in
      request.sets == .columns && question.kind is ChooseMany
        ? question.choices.map {
          ExportColumn(question: question.id, choice: $0.id, isCount: false)
        } : [ExportColumn(question: question.id, choice: nil, isCount: false)]
    }
  }

  mutating func begin() {
    let names =
      ["_id", "_item"] + columns.map(\.name)
      + (marks == nil ? [] : [RecordMarks.column])
    output += Array((names.joined(separator: ",") + "\r\n").utf8)
  }

  mutating func append(_ record: ExportedRecord) throws {
    guard let json = record.words.lazy.compactMap({ $0 }).first, let id = record.heading[0] else {
      return
    }
    let items = try JSONValue.parse(Array(json)).array ?? []
    for (place, item) in items.enumerated() {
      output.append(contentsOf: id)
      output.append(Self.comma)
      output.append(whole: place + 1)
      for column in columns {
        output.append(Self.comma)
        let stored = ids[column.question]?.lazy.compactMap { Self.answer($0, item) }.first
        if let stored { try append(stored, column) }
      }
      if let marks {
        output.append(Self.comma)
        let found = RecordMarks.cell(marks.marks(in: item, of: questions))
        CSVWriter.append(text: found.utf8, to: &output)
      }
      output += [0x0D, 0x0A]
    }
  }

  /// The answer to a question of an item; a row of a grid stands in the grid's object, or, in the first
  /// records, under its whole name.
  private static func answer(_ id: String, _ item: JSONValue) -> JSONValue? {
    if let own = item[id] { return own }
    let parts = id.split(separator: ".", maxSplits: 1).map(String.init)
    return parts.count == 2 ? item[parts[0]]?[parts[1]] : nil
  }

  private mutating func append(_ answer: JSONValue, _ column: ExportColumn) throws {
    if let choice = column.choice {
      return output.append(
        answer.array?.contains(.string(choice)) == true ? UInt8(ascii: "1") : UInt8(ascii: "0"))
    }
    let choices = questions.first { $0.id == column.question }?.choices ?? []
    switch answer {
    case .number(let number): try output.append(number: number)
    case .string(let text): CSVWriter.append(text: shown(text, choices).utf8, to: &output)
    case .array(let chosen):
      let texts = chosen.compactMap(\.string).map { shown($0, choices) }
      CSVWriter.append(text: texts.joined(separator: ";").utf8, to: &output)
    case .object(let attachment):
      if let name = attachment["attachment"]?.string {
        CSVWriter.append(text: name.utf8, to: &output)
      }
    case .null, .bool: break
    }
  }

  private func shown(_ text: String, _ choices: [Choice]) -> String {
    guard let choice = choices.first(where: { $0.id == text }) else { return text }
    return switch values {
    case .ids: choice.id
    case .codes: String(choice.code)
    case .labels: choice.text
    }
  }
}
