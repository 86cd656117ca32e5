// Which names the columns of a table may have, and what each means.

internal import JSON
internal import Surveys

/// What kind of record the rows of a table are.
public enum TableKind: Sendable, Hashable {
  case response, conversation

  /// Columns that carry what is no answer, and the field of the record that each fills.
  var fields: [String: String] {
    switch self {
    case .response:
      [
        "_id": "id", "_version": "version", "_answered_on": "answered_on", "_place": "place",
        "_mode": "mode", "_language": "language", "_follows": "follows", "_about": "about",
        "_conversation": "conversation",
      ]
    case .conversation:
      [
        "_id": "id", "_version": "version", "_held_on": "held_on", "_place_held": "place_held",
        "_setting": "setting",
        "_how": "how", "_people": "people", "_language": "language",
        "_interpreter": "interpreter", "_basis": "basis", "_citation": "citation",
        "_note": "note", "_event": "event", "_table": "table", "_follows": "follows",
        "_about": "about", "_follow_up": "follow_up", "_follow_up_by": "follow_up_by",
        "_follow_up_due": "follow_up_due", "_follow_up_done": "follow_up_done",
      ]
    }
  }
}

/// The names that a table of one survey knows.
struct TableNames {
  /// Columns that Hark adds to a file of refused rows.
  static let ofRejects = ["_line", "_reason"]

  /// Columns of an export that say what became of a record where it was stored; where it is imported
  /// Hark works them out anew.
  private static let ofExports: Set<String> = [
    "_citation", "_recorded_at", "_late", ExportField.unansweredColumn, RecordMarks.column,
  ]

  let survey: Survey
  let kind: TableKind
  private let questions: [String: Question]

  /// `versions` are those of the survey, oldest first: what its questions were called in each.
  init(_ survey: Survey, _ kind: TableKind, among versions: [Survey] = []) {
    (self.survey, self.kind) = (survey, kind)
    var questions = Dictionary(survey.questions.map { ($0.id, $0) }) { first, _ in first }
    let names = QuestionNames(versions)
    let own = Dictionary(
      survey.questions.map { (names.newest($0.id, of: survey.version), $0) }
    ) { first, _ in first }
    for version in versions where version.version != survey.version {
      for other in version.questions where questions[other.id] == nil {
        questions[other.id] = own[names.newest(other.id, of: version.version)]
      }
    }
    self.questions = questions
  }

  /// What a name means; nil when it means nothing here.
  func column(_ name: String) -> TableColumn? {
    if Self.ofRejects.contains(name) { return .ignored }
    if let field = kind.fields[name] { return .field(field) }
    if let question = questions[name] {
      return question.itemQuestions.isEmpty && question.kind.shape != .nothing
        ? .question(question.id) : nil
    }
    if let fact = fact(name) { return .exported(fact) }
    if Self.ofExports.contains(name) { return .ignored }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    if parts[0] == "consent" {
      let isKnown =
        parts[1] == TableColumn.consentTime && !survey.consent.scopes.isEmpty
        || survey.consent.scopes.contains { $0.id == parts[1] }
      return isKnown ? .scope(parts[1]) : nil
    }
    if let point = questions[parts[0]], point.kind is PointQuestion {
      return PointColumns.parts.contains(parts[1]) ? .question("\(point.id).\(parts[1])") : nil
    }
    guard let question = questions[parts[0]], question.kind is ChooseMany,
      question.choices.contains(where: { $0.id == parts[1] })
    else { return nil }
    return .choice(question: question.id, choice: parts[1])
  }

  /// What an export says in this column that rows are held against.
  private func fact(_ name: String) -> ExportedFact? {
    if name == "_basis" { return .basis }
    guard name.hasSuffix(".items") else { return nil }
    let question = String(name.dropLast(6))
    return questions[question].flatMap { $0.itemQuestions.isEmpty ? nil : .items($0.id) }
  }

  /// Columns that people expect, and why there is no place for them.
  private static let unkept = ["_weight": "weights are not kept yet"]

  /// The name with what may have been meant.
  func explain(_ name: String) -> String {
    if let question = questions[name], !question.itemQuestions.isEmpty {
      return "'\(name)' (a list of items does not fit one table)"
    }
    if let reason = Self.unkept[name] { return "'\(name)' (\(reason))" }
    let scopes = survey.consent.scopes.map { "consent.\($0.id)" }
    let known = questions.keys.sorted() + kind.fields.keys.sorted() + scopes
    return "'\(name)'" + (didYouMean(name, known).map { " (\($0))" } ?? "")
  }

  /// Why a value cannot stand in a column; nil when it can, as far as one can tell without a row.
  func refusal(of value: String, in column: TableColumn) -> String? {
    guard case .question(let id) = column, let question = questions[id],
      !question.choices.isEmpty, !value.trimmed.isEmpty
    else { return nil }
    do throws(AnswerRefusal) {
      _ = try question.kind.read(.string(value), .table)
      return nil
    } catch {
      let hint = didYouMean(value, question.choices.map(\.id)).map { "; \($0)" } ?? ""
      return error.code == .notAChoice ? error.message + hint : nil
    }
  }
}
