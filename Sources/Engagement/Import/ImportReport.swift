// What goes into an import and what comes out of it: entries, refused entries, counts.

public import JSON
public import Surveys

/// A record of a file on its way in, with where it stands there.
public struct ImportEntry: Sendable {
  /// The line it begins on.
  public let line: Int
  /// How it stands in the file; empty where nobody asked for it.
  public let source: [UInt8]
  /// Its fields.
  public let object: JSONObject
  /// What was wrong while it was read.
  public let problems: [AnswerProblem]
  /// What tells it from others, where the file says so.
  public let key: String?
  /// What it says besides its fields.
  public let extent: RowExtent

  /// An entry from its parts.
  public init(
    line: Int, source: [UInt8] = [], object: JSONObject, problems: [AnswerProblem] = [],
    key: String? = nil, extent: RowExtent = .document
  ) {
    (self.line, self.source, self.object) = (line, source, object)
    (self.problems, self.key, self.extent) = (problems, key, extent)
  }

  /// Whether nothing is wrong with it but lists whose items are not in it: a record that is stored
  /// already has lost nothing.
  var lacksItemsAlone: Bool { problems.count == extent.items.count }
}

/// A row that was refused.
public struct RefusedRow: Sendable {
  /// The line of the file it begins on.
  public let line: Int
  /// How it stands in the file; empty where nobody asked for it.
  public let source: [UInt8]
  /// The id that Hark gave it, where the file has none.
  public let madeID: String?
  /// Why it was refused.
  public let problem: Problem

  /// What is wrong with its answers; the row itself, where it is none of them.
  public var problems: [AnswerProblem] {
    problem.answers.isEmpty
      ? [AnswerProblem(question: "row", code: .badField, message: problem.detail)]
      : problem.answers
  }

  /// What is wrong, one reason each, with its code.
  public var reasons: [String] {
    problem.answers.isEmpty
      ? ["\(problem.detail) (\(problem.code))"]
      : problem.answers.map { "\($0.question): \($0.message) (\($0.code.rawValue))" }
  }
}

/// What came of an import.
public struct ImportSummary: Sendable, Equatable {
  /// Rows stored now; of a dry run, rows that would be.
  public internal(set) var stored = 0
  /// Of these, rows that were stored without what their people took back under their receipt codes.
  public internal(set) var storedInPart = 0
  /// Rows that were stored before, with the same content.
  public internal(set) var known = 0
  /// Rows that were refused.
  public internal(set) var refused = 0

  /// Every row that was judged.
  public var total: Int { stored + known + refused }
}

/// How an import is done.
public struct ImportSettings: Sendable {
  /// How rows without an id of their own get one, so that a second try is recognised.
  public enum Identity: Sendable {
    /// From the SHA-256 of the file and the row's number.
    case file([UInt8])
    /// From the key of each row.
    case key
  }

  /// Where ids come from.
  public var identity: Identity
  /// Whether everything is judged and nothing stored.
  public var isDryRun: Bool
  /// How the answers stand in the file.
  public var reading: AnswerReading
  /// Where people get receipt codes from whose records bring none; nil: they get none.
  public var codes: (any ReceiptCodes)?

  /// Settings of an import.
  public init(
    identity: Identity, isDryRun: Bool = false, reading: AnswerReading = .table,
    codes: (any ReceiptCodes)? = nil
  ) {
    (self.identity, self.isDryRun, self.reading) = (identity, isDryRun, reading)
    self.codes = codes
  }
}
