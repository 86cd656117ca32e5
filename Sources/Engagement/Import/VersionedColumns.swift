// The columns of a table as one version of the survey reads them: a question that was renamed is found
// under each of its names, and a column that only other versions have holds nothing of this one.

internal import JSON
internal import Surveys

/// The columns of a table by one version.
struct VersionedColumns: Sendable {
  let columns: [TableReading]
  let always: [(column: TableColumn, value: String)]
  /// Values that are passed over, each with the question that is missing.
  let notCompared: [(value: String, missing: String)]
  /// Questions that have a column.
  let questions: Set<String>

  init(
    _ survey: Survey, _ columns: [TableReading], _ always: [(column: TableColumn, value: String)]
  ) {
    let workedOut = WorkedOut(survey, columns: columns.map(\.column) + always.map(\.column))
    notCompared = workedOut.notCompared
    self.columns = columns.map { reading in
      workedOut.isCompared(reading.column) ? reading : TableReading(column: .ignored)
    }
    self.always = always
    let points = survey.questions.filter { $0.kind is PointQuestion }.map {
      PointColumns(id: $0.id)
    }
    questions = Set(
      (self.columns.map(\.column) + always.map(\.column)).compactMap { column in
        switch column {
        case .question(let id): points.first { $0.part(id) != nil }?.id ?? id
        case .choice(let question, _): question
        default: nil
        }
      })
  }

  /// The same columns by the names of another version.
  func read(by names: TableNames) -> VersionedColumns {
    func column(_ column: TableColumn) -> TableColumn {
      if column == .ignored { return column }
      return names.column(column.name)
        ?? .exported(.question(column.name, version: names.survey.version))
    }
    return VersionedColumns(
      names.survey,
      columns.map { reading in
        var reading = reading
        reading.column = column(reading.column)
        return reading
      }, always.map { (column($0.column), $0.value) })
  }
}
