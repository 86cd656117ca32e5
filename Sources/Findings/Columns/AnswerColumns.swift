// Answers by column: a state and a value for each person and question, read from coded forms.

public import Surveys

/// The counted responses of one survey series, a column a question.
public struct AnswerColumns: Sendable {
  /// The survey whose questions the columns follow.
  public let survey: Survey
  /// How many responses there are.
  public private(set) var count = 0
  private var columns: [AnswerColumn]
  private var scopes: [[Bool]] = []
  private let readings: [String: VersionReading]
  private let versions: [Survey]
  /// What questions of older versions are called by now.
  let names: QuestionNames
  private var answered: Set<String> = []
  /// Of lists whose items are counted: by response the values of each item.
  private var items: [Int: [Int: [[RuleValue]]]] = [:]
  /// Choices that older versions had and the survey has no more, by question.
  private let dropped: [Int: [Choice]]

  /// No responses yet.
  public init(_ survey: Survey) { self.init(survey, versions: [], QuestionNames([])) }

  /// No responses yet, of the newest version of a series and those before it, oldest first.
  public init(_ survey: Survey, versions: [Survey], _ names: QuestionNames) {
    self.survey = survey
    var dropped: [Int: [Choice]] = [:]
    var readings: [String: VersionReading] = [:]
    for version in versions where version.version != survey.version {
      readings[version.version] = VersionReading(version, as: survey, names, dropped: &dropped)
    }
    readings[survey.version] = VersionReading(survey)
    (self.readings, self.dropped) = (readings, dropped)
    self.versions = versions.filter { $0.version != survey.version } + [survey]
    self.names = names
    columns = survey.questions.map { AnswerColumn($0.kind.shape) }
  }

  /// Adds a response by its coded form; false when that is not one of the version's, nil being the
  /// newest.
  public mutating func append(_ coded: [UInt8], of version: String? = nil) -> Bool {
    guard let row = readings[version ?? survey.version]?.row(coded) else { return false }
    for (index, cell) in row.cells.enumerated() {
      switch cell {
      case .notAsked: columns[index].append(0, .unanswered)
      case .unanswered: columns[index].append(1, .unanswered)
      case .value(let value): columns[index].append(2, value)
      }
    }
    scopes.append(row.scopes)
    answered.insert(version ?? survey.version)
    count += 1
    return true
  }

  /// The versions that were answered, oldest first.
  var answeredVersions: [Survey] { versions.filter { answered.contains($0.version) } }

  /// Sets the items of a list in one response, as `Question.itemValues` reads them.
  public mutating func set(_ values: [[RuleValue]], ofList list: Int, at index: Int) {
    items[list, default: [:]][index] = values
  }

  /// The items of a list in one response, as rules read them.
  func itemRows(_ list: Int, _ index: Int) -> [ItemRow] {
    (items[list]?[index] ?? []).map { ItemRow(row: row(index), list: list, values: $0) }
  }

  /// One item of a response as rules read it.
  struct ItemRow: AnswerReader {
    let row: Row
    let list: Int
    let values: [RuleValue]
    /// Counting has no day of its own.
    var today: CalendarDay? { nil }

    func value(_ reference: AnswerReference) -> RuleValue {
      guard case .item(list, let question) = reference else { return row.value(reference) }
      return values[question]
    }

    func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
  }

  /// One response as rules read it.
  public struct Row: AnswerReader {
    let columns: AnswerColumns
    let index: Int
    /// Counting has no day of its own.
    public var today: CalendarDay? { nil }

    /// The value as rules see it.
    public func value(_ reference: AnswerReference) -> RuleValue {
      switch reference {
      case .question(let question): columns.columns[question].value(index)
      case .consent(let scope): .choice(columns.scopes[index][scope] ? 0 : 1)
      case .item: .unanswered
      }
    }

    /// Items are not counted; rules that read them are refused when the module loads.
    public func itemValues(ofRepeat index: Int, question: Int) -> [RuleValue] { [] }
  }

  /// The response at a position.
  public func row(_ index: Int) -> Row { Row(columns: self, index: index) }

  /// Codes of the places that were named, each once.
  public var placeCodes: [String] { Set(columns.flatMap(\.placeCodes)).sorted() }

  /// The choices of a question, those that only older versions had at the end.
  func choices(_ question: Int) -> [Choice] {
    survey.questions[question].choices + (dropped[question] ?? [])
  }

  /// The value of one question of one response.
  func value(_ question: Int, _ index: Int) -> RuleValue { columns[question].value(index) }
}
