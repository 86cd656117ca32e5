// What somebody wants exported, and in which form.

public import Storage
internal import Surveys

/// The form of an export.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// A table: one row a record.
  case csv
  /// One JSON object a line and record.
  case ndjson
  /// An SPSS system file: one row a record, with the labels of questions and choices.
  case sav

  /// The media type.
  public var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8; header=present"
    case .ndjson: "application/x-ndjson"
    case .sav: "application/x-spss-sav"
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
  /// What the records are wanted for: those alone leave whose consent allows it.
  public let purpose: OutputPurpose
  /// The partner whom the records are for, by its code.
  public let partner: String?

  /// Under which names records of the survey name others, where they do.
  var links: [RecordLinks.Kind] = []
  /// Whether the words go to whoever looks at them a second time before they are shown.
  public let isForSecondLook: Bool

  /// Whether what researchers noticed is written: people allowed others their own words alone.
  var writesNotes: Bool { withPersonal && purpose == .export }

  /// Asks for an export.
  public init(
    _ kind: ExportedKind, survey: String, format: ExportFormat = .csv,
    values: ExportedValues = .ids, sets: ExportedSets = .columns, repeated: String? = nil,
    withPersonal: Bool = true, for purpose: OutputPurpose = .export, partner: String? = nil,
    isForSecondLook: Bool = false
  ) {
    (self.kind, self.survey, self.format) = (kind, survey, format)
    (self.values, self.sets, self.repeated) = (values, sets, repeated)
    (self.withPersonal, self.purpose, self.partner) = (withPersonal, purpose, partner)
    self.isForSecondLook = isForSecondLook
  }
}

/// What an export can be wanted for.
public enum ExportPurpose: String, Sendable, CaseIterable {
  /// To find out what people said: everything that may be analysed.
  case analysis
  /// To show people's words to others: those alone who allowed it, the place beside them where that is
  /// allowed too. Somebody checks every quote before it is shown.
  case quotes
  /// The same words, for the person or partner who looks at them a second time before they are shown.
  case secondLook = "second_look"
  /// To pass on to the partners that people were told of.
  case partners

  /// The purpose that the filter knows.
  public var purpose: OutputPurpose {
    switch self {
    case .analysis: .export
    case .quotes, .secondLook: .quote
    case .partners: .share
    }
  }
}
