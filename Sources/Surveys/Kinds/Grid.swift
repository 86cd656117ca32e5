// grid: the same choices for several rows. It is asked as separate questions, `grid.row`, that follow
// its heading; only its answers stand together, as an object from row to choice.

public import JSON

/// A row of a grid.
public struct GridRow: Sendable, Hashable {
  /// The word that rules and answers use.
  public let id: String
  /// What people see.
  public let text: String

  /// A row with its text.
  public init(id: String, text: String) { (self.id, self.text) = (id, text) }
}

/// The heading of a grid; a question for each row follows it.
public struct Grid: QuestionKind {
  /// What `type:` says.
  public static let name = "grid"
  /// The keys that it takes.
  public static let keys = [
    KindKey("rows", .rows, required: true), KindKey("choices", .choices, required: true),
    KindKey("note_per_row", .flag),
  ]
  /// The most rows of one grid.
  public static let mostRows = 100
  /// The rows in asking order.
  public let rows: [GridRow]
  /// Whether each row takes a note in words, under `ROW_note`.
  public let notePerRow: Bool
  /// The type of its answer in rules.
  public let ruleType = RuleType.nothing
  /// The shape of its column.
  public let shape = ColumnShape.nothing
  /// People answer its rows.
  public let isAnswerable = false

  /// Reads the settings; throws with the key that is wrong.
  public init(_ settings: KindSettings) throws(KindProblem) {
    rows = settings.rows("rows")
    notePerRow = settings.flag("note_per_row") ?? false
    guard rows.count <= Self.mostRows else {
      throw KindProblem("rows", "a grid has at most \(Self.mostRows) rows")
    }
  }

  /// Refuses what is no object from row to choice.
  public func read(_ raw: JSONValue, _ reading: AnswerReading) throws(AnswerRefusal) -> Answer? {
    throw AnswerRefusal(.wrongForm, "expected an object from row to choice")
  }

  /// What rows are called when their answer has words of its own.
  public static func noteKey(_ row: String) -> String { "\(row)_note" }
}
