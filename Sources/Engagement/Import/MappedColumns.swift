// Holds a column map against the survey and the file, and names everything in it that fits neither.

internal import Surveys

/// A column map whose names are known.
struct MappedColumns {
  private(set) var columns: [String: TableReading] = [:]
  private(set) var ignored: Set<String> = []
  private(set) var always: [(column: TableColumn, value: String)] = []
  private var mistakes: [String] = []

  /// Throws a problem with every mistake and its place.
  init(_ map: ColumnMap, _ names: TableNames, header: [String]) throws {
    for column in map.columns {
      note(column.name, in: header)
      guard let target = target(column.target, names) else { continue }
      var reading = TableReading(column: target, separator: column.separator)
      for (from, to) in column.values {
        check(to, target, names)
        reading.values[from.trimmed] = to.text
      }
      columns[column.name.text] = reading
    }
    for column in map.ignored {
      note(column, in: header)
      ignored.insert(column.text)
    }
    for (name, value) in map.always {
      guard let target = target(name, names) else { continue }
      check(value, target, names)
      if let column = map.columns.first(where: { $0.target.text == name.text }) {
        mistakes.append(
          "\(name.place): '\(name.text)' is the column '\(column.name.text)' as well; keep one")
      } else if header.contains(name.text), !ignored.contains(name.text) {
        mistakes.append(
          "\(name.place): the file has a column '\(name.text)'; leave it out under ignore, or here")
      }
      always.append((target, value.text))
    }
    guard mistakes.isEmpty else {
      throw Problem(
        .mapRefused,
        "nothing was imported; mend these:\n"
          + mistakes.map { "  \($0)" }.joined(separator: "\n"))
    }
  }

  private mutating func note(_ column: ColumnMap.Text, in header: [String]) {
    guard !header.contains(column.text) else { return }
    mistakes.append(
      "\(column.place): the file has no column '\(column.text)'"
        + (didYouMean(column.text, header).map { "; \($0)" } ?? ""))
  }

  private mutating func target(_ target: ColumnMap.Text, _ names: TableNames) -> TableColumn? {
    if let column = names.column(target.text), column != .ignored { return column }
    mistakes.append("\(target.place): the survey does not know \(names.explain(target.text))")
    return nil
  }

  private mutating func check(
    _ value: ColumnMap.Text, _ column: TableColumn, _ names: TableNames
  ) {
    if let refusal = names.refusal(of: value.text, in: column) {
      mistakes.append("\(value.place): \(refusal)")
    }
  }
}
