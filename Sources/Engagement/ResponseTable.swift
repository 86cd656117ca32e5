// What the columns of a table of responses mean, and how a row becomes a response.

public import CSV
public import JSON
public import Surveys

internal import struct Foundation.UUID

/// The columns of a table of responses to one survey.
public struct ResponseTable: Sendable {
  /// What one column holds.
  private enum Column: Sendable {
    case question(String)
    /// 0 or 1 for one choice of a choose_many.
    case choice(question: String, choice: String)
    case scope(String)
    case field(String)
    case ignored
  }

  /// Columns that carry what is no answer, and the field of a response that each fills.
  private static let fields = [
    "_id": "id", "_answered_on": "answered_on", "_place": "place", "_mode": "mode",
    "_language": "language",
  ]

  /// Columns of an export that say what became of a record where it was stored; where it is imported
  /// Hark works them out anew.
  private static let exported: Set<String> = [
    "_version", "_basis", "_citation", "_recorded_at", "_late", ExportField.unansweredColumn,
  ]

  private let columns: [Column]
  private let survey: Survey

  /// Reads the first row of a table; throws a problem that names every column it does not know.
  public init(header: [String], survey: Survey, ignoring ignored: Set<String>) throws {
    self.survey = survey
    let questions = Dictionary(survey.questions.map { ($0.id, $0) }) { first, _ in first }
    var unknown: [String] = []
    var columns: [Column] = []
    for name in header.map({ $0.trimmed }) {
      if ignored.contains(name) || Self.isExported(name, questions) {
        columns.append(.ignored)
      } else if let column = Self.column(name, survey, questions) {
        columns.append(column)
      } else {
        unknown.append(Self.explain(name, questions))
        columns.append(.ignored)
      }
    }
    guard unknown.isEmpty else {
      throw Problem(
        .cannotRead,
        "the table has columns that the survey does not know; rename them, or leave them out with "
          + "--ignore-columns: " + unknown.joined(separator: "; "))
    }
    let named = header.map { $0.trimmed }.filter { !ignored.contains($0) }
    if let twice = Dictionary(grouping: named, by: { $0 }).filter({ $1.count > 1 }).keys.min() {
      throw Problem(.cannotRead, "the column '\(twice)' is there twice; take one out")
    }
    for case .choice(let question, _) in columns {
      let isTwice = columns.contains { if case .question(question) = $0 { true } else { false } }
      guard !isTwice else {
        throw Problem(
          .cannotRead,
          "'\(question)' has a column of its own and one for each choice; keep one form")
      }
    }
    self.columns = columns
  }

  private static func column(
    _ name: String, _ survey: Survey, _ questions: [String: Question]
  ) -> Column? {
    if let field = fields[name] { return .field(field) }
    if let question = questions[name] {
      return question.itemQuestions.isEmpty && question.kind.shape != .nothing
        ? .question(name) : nil
    }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    if parts[0] == "consent" {
      return survey.consent.scopes.contains { $0.id == parts[1] } ? .scope(parts[1]) : nil
    }
    guard let question = questions[parts[0]], question.kind is ChooseMany,
      question.choices.contains(where: { $0.id == parts[1] })
    else { return nil }
    return .choice(question: parts[0], choice: parts[1])
  }

  /// Whether an export writes this column and an import has no use for it.
  private static func isExported(_ name: String, _ questions: [String: Question]) -> Bool {
    if exported.contains(name) { return true }
    guard name.hasSuffix(".items") else { return false }
    return questions[String(name.dropLast(6))]?.itemQuestions.isEmpty == false
  }

  private static func explain(_ name: String, _ questions: [String: Question]) -> String {
    if let question = questions[name], !question.itemQuestions.isEmpty {
      return "'\(name)' (a list of items does not fit one table)"
    }
    let known = questions.keys.sorted() + fields.keys.sorted()
    return "'\(name)'" + (didYouMean(name, known).map { " (\($0))" } ?? "")
  }

  /// A response from a row; the problems name what is wrong with its cells.
  public func response(_ row: CSVRow) -> (JSONObject, [AnswerProblem]) {
    if let problem = row.problem {
      return ([:], [AnswerProblem(question: "row", code: .wrongForm, message: problem)])
    }
    guard row.cells.count == columns.count else {
      let problem = AnswerProblem(
        question: "row", code: .wrongForm,
        message: "the row has \(row.cells.count) cells, the table \(columns.count) columns")
      return ([:], [problem])
    }
    var object: JSONObject = [:]
    var answers: JSONObject = [:]
    var scopes: JSONObject = [:]
    var problems: [AnswerProblem] = []
    for (column, cell) in zip(columns, row.cells) where !cell.allSatisfy(\.isWhitespace) {
      switch column {
      case .ignored: break
      case .field(let field): object[field] = .string(cell.trimmed)
      case .question(let id): answers[id] = .string(CSVGuard.restored(cell))
      case .scope(let scope): scopes[scope] = .string(cell.trimmed.lowercased())
      case .choice(let question, let choice):
        switch cell.trimmed.lowercased() {
        case "1", "1.0", "yes", "true":
          answers[question] = .array((answers[question]?.array ?? []) + [.string(choice)])
        case "0", "0.0", "no", "false": break
        default:
          problems.append(
            AnswerProblem(
              question: "\(question).\(choice)", code: .wrongForm, message: "expected 0 or 1"))
        }
      }
    }
    if !scopes.isEmpty { object["consent"] = ["form": "written", "scopes": .object(scopes)] }
    object["answers"] = .object(answers)
    return (object, problems)
  }
}
