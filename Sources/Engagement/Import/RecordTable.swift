// What the columns of a table of records mean, and how a row becomes a response or a conversation.

public import CSV
internal import JSON
public import Surveys

/// The columns of a table of records of one survey.
public struct RecordTable: Sendable {
  /// The columns as the newest version reads them, and by version.
  private let newest: VersionedColumns
  private let byVersion: [String: VersionedColumns]
  /// The version of rows that name none.
  private let version: String
  private let keyIndex: Int?
  private let module: String?

  /// Whether rows may bring their own id.
  public let hasID: Bool
  /// Values that Hark works out from what a table does not hold, and that are therefore passed over,
  /// each with the question that is missing.
  public var notCompared: [(value: String, missing: String)] { newest.notCompared }

  /// Reads the first row of a table; throws a problem that names everything it does not know. `key`
  /// names a column by which rows are told apart. Rows may name any of `versions` as theirs; a table
  /// that has them may have columns that only some of those know.
  public init(
    header: [String], survey: Survey, versions: [Survey] = [], kind: TableKind = .response,
    map: ColumnMap = ColumnMap(), ignoring ignored: Set<String> = [], key: String? = nil
  ) throws {
    let names = TableNames(survey, kind, among: versions)
    let header = header.map { $0.trimmed }
    try Self.refuseOtherSeparators(header)
    let mapped = try MappedColumns(map, names, header: header)
    let passed = mapped.ignored.union(ignored)
    let hasVersions =
      (mapped.columns.values.map(\.column) + mapped.always.map(\.column)).contains(Self.version)
      || header.contains { names.column($0) == Self.version && !passed.contains($0) }
    let others =
      hasVersions
      ? versions.filter { $0.version != survey.version }
        .map { TableNames($0, kind, among: versions) } : []
    var unknown: [String] = []
    let readings = header.map { name in
      if let reading = mapped.columns[name] { return reading }
      if passed.contains(name) { return TableReading(column: .ignored) }
      if let column = names.column(name) { return TableReading(column: column) }
      if others.contains(where: { $0.column(name) != nil }) {
        return TableReading(column: .exported(.question(name, version: survey.version)))
      }
      if name != key { unknown.append(names.explain(name)) }
      return TableReading(column: .ignored)
    }
    let newest = VersionedColumns(survey, readings, mapped.always)
    self.newest = newest
    byVersion = Dictionary(
      others.map { ($0.survey.version, newest.read(by: $0)) } + [(survey.version, newest)]
    ) { first, _ in first }
    version = survey.version
    module = kind == .conversation ? survey.id : nil
    hasID = newest.columns.contains { $0.column == .field("id") }
    // First: with a key that is misspelt, the column that was meant is among those that nobody knows.
    keyIndex = try Self.index(of: key, header, hasID: hasID)
    guard unknown.isEmpty else {
      throw Problem(
        .cannotRead,
        "the table has columns that the survey does not know; rename them, say what they are with"
          + " --map, or leave them out with --ignore-columns: " + Self.list(unknown))
    }
    try Self.checkDoubles(header, newest.columns, newest.always)
  }

  private static let version = TableColumn.field("version")

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
    var form = newest
    if let problem = row.problem {
      draft.refuse("row", problem)
    } else if row.cells.count != form.columns.count {
      draft.refuse(
        "row", "the row has \(row.cells.count) cells, the table \(form.columns.count) columns")
    } else {
      let named = version(of: row)
      form = named.flatMap { byVersion[$0] } ?? newest
      for (column, value) in form.always { draft.take(value, column) }
      for (reading, cell) in zip(form.columns, row.cells) where !cell.isBlank {
        draft.take(reading.recoded(cell), reading.column)
      }
      if let named, byVersion[named] == nil {
        draft.refuse(
          "_version",
          "there is no version \(named) of this survey here, so its questions are not known; publish"
            + " it first, or take the row for \(version) with --ignore-columns _version")
      }
      // A row of the newest version is the same with and without its number.
      if named == version { draft.forget("version") }
    }
    var key: String?
    if let keyIndex, row.cells.indices.contains(keyIndex) {
      key = row.cells[keyIndex].trimmed
      if key?.isEmpty == true { draft.refuse("row", "its key is empty; give every row its own") }
    }
    return ImportEntry(
      line: row.line, source: row.source, object: draft.object(module: module),
      problems: draft.problems, key: key,
      extent: RowExtent(questions: form.questions, items: draft.items, saysForm: false))
  }

  /// The version that a row names; nil: none.
  private func version(of row: CSVRow) -> String? {
    let cell = zip(newest.columns, row.cells).first { $0.0.column == Self.version }.map {
      $0.0.recoded($0.1).trimmed
    }
    let named = cell ?? newest.always.first { $0.column == Self.version }?.value.trimmed
    return named?.isEmpty == true ? nil : named
  }
}

/// A row on its way to a record.
private struct RowDraft {
  private var fields: JSONObject = [:]
  private var answers: JSONObject = [:]
  private var scopes: JSONObject = [:]
  private(set) var problems: [AnswerProblem] = []
  /// How many items lists have that the row does not hold.
  private(set) var items: [String: Int] = [:]

  mutating func forget(_ field: String) { fields[field] = nil }

  mutating func refuse(_ question: String, _ message: String) {
    problems.append(AnswerProblem(question: question, code: .wrongForm, message: message))
  }

  mutating func take(_ cell: String, _ column: TableColumn) {
    switch column {
    case .ignored: break
    case .exported(let fact):
      guard let refusal = fact.refusal(of: cell.trimmed) else { break }
      if case .items(let list) = fact, let count = Int(cell.trimmed) { items[list] = count }
      refuse(fact.name, refusal)
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
    if !scopes.isEmpty {
      var scopes = scopes
      var consent: JSONObject = ["form": "written"]
      consent["given_at"] = scopes[TableColumn.consentTime]
      scopes[TableColumn.consentTime] = nil
      consent["scopes"] = .object(scopes)
      object["consent"] = .object(consent)
    }
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
