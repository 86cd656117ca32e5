// How the columns of somebody else's file become those that Hark knows: from which column to which
// question or field, which of its values mean which, and what holds for every row.

internal import Surveys

/// A map from a file's columns, with the places of its parts for messages.
public struct ColumnMap: Sendable {
  /// A text with where it was written, such as `map.yaml:3:9`.
  public struct Text: Sendable, Hashable {
    /// The text.
    public let text: String
    /// Where it was written.
    public let place: String

    /// A text at a place.
    public init(_ text: String, at place: String) { (self.text, self.place) = (text, place) }
  }

  /// What one column of the file is.
  public struct Column: Sendable {
    /// The column's name in the file.
    public let name: Text
    /// A question, `QUESTION.CHOICE`, `consent.SCOPE` or a field such as `_place`.
    public let target: Text
    /// What values of the file mean; others stay as they are.
    public let values: [(from: String, to: Text)]
    /// What stands between several choices in one cell, where that is no semicolon.
    public let separator: String?

    /// A column and its target.
    public init(
      name: Text, target: Text, values: [(from: String, to: Text)] = [], separator: String? = nil
    ) {
      (self.name, self.target, self.values, self.separator) = (name, target, values, separator)
    }
  }

  /// Columns with another name or other values than Hark's.
  public let columns: [Column]
  /// Columns that are left out.
  public let ignored: [Text]
  /// Targets that are the same in every row.
  public let always: [(target: Text, value: Text)]

  /// A map from its parts.
  public init(
    columns: [Column] = [], ignored: [Text] = [], always: [(target: Text, value: Text)] = []
  ) {
    (self.columns, self.ignored, self.always) = (columns, ignored, always)
  }
}

/// What one column of a table holds.
enum TableColumn: Sendable, Hashable {
  case question(String)
  /// 0 or 1 for one choice of a choose_many.
  case choice(question: String, choice: String)
  case scope(String)
  case field(String)
  /// What an export says of a record, and what would be lost or changed if it were passed over.
  case exported(ExportedFact)
  case ignored

  /// What stands in place of a scope where a column says when consent was given.
  static let consentTime = "given_at"
}

/// A column of an export that no record has, and that rows are held against.
enum ExportedFact: Sendable, Hashable {
  /// How many items a list has; they are not in the table.
  case items(String)
  /// An answer to a question that the row's version does not have.
  case question(String, version: String)
  /// Why the record may be kept.
  case basis

  /// The name of its column.
  var name: String {
    switch self {
    case .items(let question): question + ".items"
    case .question(let name, _): name
    case .basis: "_basis"
    }
  }

  /// Why a row with this cell is not taken; nil when nothing is lost.
  func refusal(of cell: String) -> String? {
    switch self {
    case .items(let question):
      guard (Int(cell) ?? 1) != 0 else { return nil }
      return
        "the items of '\(question)' are not in this table and would be lost; send the record as"
        + " JSON, or pass them over with --ignore-columns \(name)"
    case .question(_, let version):
      return
        "version \(version), on which this was answered, has no such question, so the answer would"
        + " be lost; leave the cell empty"
    case .basis:
      guard cell == "published" else { return nil }
      return "what was published comes in with its source as a conversation; use `hark conversation"
        + " import`"
    }
  }
}

/// A column as its cells are read.
struct TableReading: Sendable {
  var column: TableColumn
  /// What values mean that are not Hark's own.
  var values: [String: String] = [:]
  var separator: String?

  /// A cell with its values as Hark writes them.
  func recoded(_ cell: String) -> String {
    if values.isEmpty, separator == nil { return cell }
    guard let separator else { return values[cell.trimmed] ?? cell }
    return cell.split(separator: separator).map { part in
      values[part.trimmed] ?? part.trimmed
    }.joined(separator: ";")
  }
}
