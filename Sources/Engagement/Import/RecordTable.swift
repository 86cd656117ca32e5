// What the columns of a table of records mean, and how a row becomes a response or a conversation.

public import CSV
internal import JSON
public import Surveys

/// The columns of a table of records of one survey.
public struct RecordTable: Sendable {
  private let columns: [TableReading]
  private let always: [(column: TableColumn, value: String)]
  private let keyIndex: Int?
  private let module: String?

  /// Whether rows may bring their own id.
  public let hasID: Bool
  /// Values that Hark works out from what a table does not hold, and that are therefore passed over,
  /// each with the question that is missing.
  public let notCompared: [(value: String, missing: String)]

  /// Reads the first row of a table; throws a problem that names everything it does not know. `key`
  /// names a column by which rows are told apart.
  public init(
    header: [String], survey: Survey, kind: TableKind = .response, map: ColumnMap = ColumnMap(),
    ignoring ignored: Set<String> = [], key: String? = nil
  ) throws {
    let names = TableNames(survey, kind)
    let header = header.map { $0.trimmed }
    try Self.refuseOtherSeparators(header)
    let mapped = try MappedColumns(map, names, header: header)
    var unknown: [String] = []
    let readings = header.map { name in
      if let reading = mapped.columns[name] { return reading }
      if ignored.contains(name) || mapped.ignored.contains(name) {
        return TableReading(column: .ignored)
      }
      if let column = names.column(name) { return TableReading(column: column) }
      if name != key { unknown.append(names.explain(name)) }
      return TableReading(column: .ignored)
    }
    let workedOut = WorkedOut(
      survey, columns: readings.map(\.column) + mapped.always.map(\.column))
    notCompared = workedOut.notCompared
    columns = readings.map { reading in
      workedOut.isCompared(reading.column) ? reading : TableReading(column: .ignored)
    }
    always = mapped.always
    module = kind == .conversation ? survey.id : nil
    guard unknown.isEmpty else {
      throw Problem(
        .cannotRead,
        "the table has columns that the survey does not know; rename them, say what they are with"
          + " --map, or leave them out with --ignore-columns: " + Self.list(unknown))
    }
    hasID = columns.contains { $0.column == .field("id") }
    keyIndex = try Self.index(of: key, header, hasID: hasID)
    try Self.checkDoubles(header, columns, always)
  }

  /// A spreadsheet in a language that writes 1,5 puts semicolons between columns, and some put tabs.
  private static func refuseOtherSeparators(_ header: [String]) throws {
    guard header.count == 1, let found = header[0].first(where: { ";\t|".contains($0) }) else {
      return
    }
    let name = [";": "semicolons", "\t": "tabs"][found] ?? "vertical bars"
    throw Problem(
      .cannotRead,
      "the table has \(name) between its columns where commas belong; save it again as CSV with"
        + " commas (a spreadsheet asks for the separator, or has \"CSV UTF-8\")")
  }

  /// What is wrong, as far as anybody reads it.
  private static func list(_ unknown: [String]) -> String {
    let shown = unknown.prefix(20).joined(separator: "; ")
    return unknown.count > 20 ? shown + "; and \(unknown.count - 20) more" : shown
  }

  private static func index(
    of key: String?, _ header: [String], hasID: Bool
  ) throws -> Int? {
    guard let key else { return nil }
    guard !hasID else {
      throw Problem(
        .badRequest, "the table has a column _id, by which rows are told apart: leave --key out")
    }
    guard let index = header.firstIndex(of: key) else {
      throw Problem(
        .badRequest,
        "the table has no column '\(key)' for --key"
          + (didYouMean(key, header).map { "; \($0)" } ?? ""))
    }
    return index
  }

  /// Refuses columns that are there twice, or in two forms.
  private static func checkDoubles(
    _ header: [String], _ columns: [TableReading],
    _ always: [(column: TableColumn, value: String)]
  ) throws {
    let given = zip(header, columns).filter { $0.1.column != .ignored }
    for (column, same) in Dictionary(grouping: given, by: \.1.column) where same.count > 1 {
      let names = same.map { "'\($0.0)'" }
      throw Problem(
        .cannotRead,
        Set(names).count == 1
          ? "the column \(names[0]) is there twice; take one out"
          : "the columns \(names.joined(separator: " and ")) are both \(column.name); keep one")
    }
    let all = Set(given.map(\.1.column) + always.map(\.column))
    for case .choice(let question, _) in all where all.contains(.question(question)) {
      throw Problem(
        .cannotRead,
        "'\(question)' has a column of its own and one for each choice; keep one form")
    }
  }

  /// A record from a row, with what is wrong with its cells.
  public func entry(_ row: CSVRow) -> ImportEntry {
    var draft = RowDraft()
    if let problem = row.problem {
      draft.refuse("row", problem)
    } else if row.cells.count != columns.count {
      draft.refuse(
        "row", "the row has \(row.cells.count) cells, the table \(columns.count) columns")
    } else {
      for (column, value) in always { draft.take(value, column) }
      for (reading, cell) in zip(columns, row.cells) where !cell.isBlank {
        draft.take(reading.recoded(cell), reading.column)
      }
    }
    var key: String?
    if let keyIndex, row.cells.indices.contains(keyIndex) {
      key = row.cells[keyIndex].trimmed
      if key?.isEmpty == true { draft.refuse("row", "its key is empty; give every row its own") }
    }
    return ImportEntry(
      line: row.line, source: row.source, object: draft.object(module: module),
      problems: draft.problems, key: key)
  }
}

/// A row on its way to a record.
private struct RowDraft {
  private var fields: JSONObject = [:]
  private var answers: JSONObject = [:]
  private var scopes: JSONObject = [:]
  private(set) var problems: [AnswerProblem] = []

  mutating func refuse(_ question: String, _ message: String) {
    problems.append(AnswerProblem(question: question, code: .wrongForm, message: message))
  }

  mutating func take(_ cell: String, _ column: TableColumn) {
    switch column {
    case .ignored: break
    case .exported(let fact):
      if let refusal = fact.refusal(of: cell.trimmed) { refuse(fact.name, refusal) }
    case .field(let field): fields[field] = .string(CSVGuard.restored(cell).trimmed)
    case .question(let id): answers[id] = .string(CSVGuard.restored(cell))
    case .scope(let scope): scopes[scope] = .string(cell.trimmed.lowercased())
    case .choice(let question, let choice):
      switch cell.trimmed.lowercased() {
      case "1", "1.0", "yes", "true":
        answers[question] = .array((answers[question]?.array ?? []) + [.string(choice)])
      case "0", "0.0", "no", "false", "": break
      default: refuse("\(question).\(choice)", "expected 0 or 1")
      }
    }
  }

  func object(module: String?) -> JSONObject {
    var object = fields
    if let module { object["survey"] = .string(module) }
    if !scopes.isEmpty { object["consent"] = ["form": "written", "scopes": .object(scopes)] }
    object["answers"] = .object(answers)
    return object
  }
}

extension TableColumn {
  /// As people write it.
  var name: String {
    switch self {
    case .question(let id): id
    case .choice(let question, let choice): "\(question).\(choice)"
    case .scope(let scope): "consent.\(scope)"
    case .field(let field): "_\(field)"
    case .exported(let fact): fact.name
    case .ignored: "left out"
    }
  }
}
