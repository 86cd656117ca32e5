// What somebody wants exported, and in which form.

public import Storage

/// The form of an export.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// A table: one row a record.
  case csv
  /// One JSON object a line and record.
  case ndjson

  /// The media type.
  public var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8; header=present"
    case .ndjson: "application/x-ndjson"
    }
  }
}

/// How a choice is written.
public enum ExportedValues: String, Sendable, CaseIterable {
  /// Its id, as rules and answers write it.
  case ids
  /// Its code, the whole number of statistics programs.
  case codes
  /// What people read.
  case labels
}

/// How an answer of several choices is written in a table.
public enum ExportedSets: String, Sendable, CaseIterable {
  /// A column for each choice, with 1 and 0.
  case columns
  /// One cell, with semicolons between.
  case cell
}

/// What is wanted.
public struct ExportRequest: Sendable {
  /// Responses, or conversations with their headings.
  public let kind: ExportedKind
  /// The survey's id.
  public let survey: String
  /// The form.
  public let format: ExportFormat
  /// How a choice is written.
  public let values: ExportedValues
  /// How several choices are written in a table.
  public let sets: ExportedSets
  /// A repeat whose items are wanted, a row each; nil: the records.
  public let repeated: String?
  /// Whether answers that can point at a person, and notes, are written.
  public let withPersonal: Bool

  /// Asks for an export.
  public init(
    _ kind: ExportedKind, survey: String, format: ExportFormat = .csv,
    values: ExportedValues = .ids, sets: ExportedSets = .columns, repeated: String? = nil,
    withPersonal: Bool = true
  ) {
    (self.kind, self.survey, self.format) = (kind, survey, format)
    (self.values, self.sets, self.repeated) = (values, sets, repeated)
    self.withPersonal = withPersonal
  }
}
