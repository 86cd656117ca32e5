// Answers by column: a state and a value for each person and question, read from coded forms.

public import Surveys

/// The counted responses of one survey series, a column a question.
public struct AnswerColumns: Sendable {
  /// The survey whose questions the columns follow.
  public let survey: Survey
  /// How many responses there are.
  public private(set) var count = 0
  private var columns: [AnswerColumn]
  /// For each scope of consent 1 where it was given.
  private var scopes: [CodeCells]
  /// For each response the version that it answers, as a position among `versions`.
  private var answers = CodeCells()
  private var answered: [Int]
  private let readings: [String: VersionReading]
  let versions: [Survey]
  /// Where the answers lie in a coded form of the newest version.
  private var cells: CodedCells
  /// What questions of older versions are called by now.
  let names: QuestionNames
  private let positions: [String: UInt32]
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
    cells = CodedCells(survey)
    positions = Dictionary(self.versions.enumerated().map { ($1.version, UInt32($0)) }) {
      first, _ in first
    }
    answered = self.versions.map { _ in 0 }
    scopes = survey.consent.scopes.map { _ in CodeCells() }
    columns = survey.questions.enumerated().map { index, question in
      AnswerColumn(
        question.kind.shape, choices: question.choices.count + (dropped[index]?.count ?? 0))
    }
  }

  /// Adds a response by its coded form; false when that is not one of the version's, nil being the
  /// newest.
  public mutating func append(_ coded: [UInt8], of version: String? = nil) -> Bool {
    coded.withUnsafeBytes { append($0, of: version) }
  }

  /// The same of bytes that somebody else keeps.
  public mutating func append(
    _ coded: UnsafeRawBufferPointer, of version: String? = nil
  ) -> Bool {
    if version == nil || version == survey.version { return appendNewest(coded) }
    let version = version ?? survey.version
    guard let position = positions[version], let row = readings[version]?.row(Array(coded)) else {
      return false
    }
    for (index, cell) in row.cells.enumerated() { columns[index].append(cell) }
    for (index, isGiven) in row.scopes.enumerated() { scopes[index].append(isGiven ? 1 : 0) }
    close(position)
    return true
  }

  /// A response to the newest version is read in place, without a value being made of each answer.
  private mutating func appendNewest(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard cells.read(bytes) else { return false }
    for place in columns.indices {
      guard columns[place].append(at: cells.places[place], in: bytes) else {
        for filled in 0..<place { columns[filled].remove(count) }
        return false
      }
    }
    for scope in scopes.indices {
      scopes[scope].append(CodedCells.isGiven(scope: scope, in: bytes) ? 1 : 0)
    }
    // The newest version is the last of all.
    close(UInt32(versions.count - 1))
    return true
  }

  private mutating func close(_ version: UInt32) {
    answers.append(version)
    answered[Int(version)] += 1
    count += 1
  }

  /// Adds the responses of another part of the same series.
  public mutating func append(contentsOf other: AnswerColumns) {
    for place in columns.indices { columns[place].append(contentsOf: other.columns[place]) }
    for place in scopes.indices { scopes[place].append(contentsOf: other.scopes[place]) }
    answers.append(contentsOf: other.answers)
    for place in answered.indices { answered[place] += other.answered[place] }
    for (list, values) in other.items {
      for (index, items) in values { self.items[list, default: [:]][count + index] = items }
    }
    count += other.count
  }

  /// Takes a response out; the last one comes to its place.
  public mutating func remove(at index: Int) {
    answered[answers[index]] -= 1
    answers.remove(index)
    for place in columns.indices { columns[place].remove(index) }
    for place in scopes.indices { scopes[place].remove(index) }
    count -= 1
    for list in items.keys {
      let last = items[list]?.removeValue(forKey: count)
      if index < count { items[list]?[index] = last }
    }
  }

  /// How many bytes the answers take.
  public var byteCount: Int {
    columns.reduce(0) { $0 + $1.byteCount } + scopes.reduce(0) { $0 + $1.byteCount }
      + answers.byteCount
  }

  /// The versions that were answered, oldest first.
  var answeredVersions: [Survey] { zip(versions, answered).filter { $1 > 0 }.map(\.0) }

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
      case .consent(let scope): .choice(columns.scopes[scope][index] == 1 ? 0 : 1)
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

  /// The version that a response answers, as a position among `versions`.
  func version(_ index: Int) -> Int { answers[index] }

  /// The versions that were answered, by position, whose question did not have the choice.
  func versions(without option: ChoiceOption) -> Set<Int> {
    let question = survey.questions[option.question].id
    return Set(
      versions.indices.filter { place in
        let version = versions[place]
        guard answered[place] > 0, version.version != survey.version else { return false }
        return !version.questions.contains { old in
          names.newest(old.id, of: version.version) == question
            && old.choices.contains { $0.id == option.choice.id }
        }
      })
  }

  /// The value of one question of one response.
  func value(_ question: Int, _ index: Int) -> RuleValue { columns[question].value(index) }

  /// The codes of what a rule reads; nil where that has no codes of its own.
  func codes(_ reference: AnswerReference) -> CodeCells? {
    switch reference {
    case .question(let question): columns[question].isCoded ? columns[question].codes : nil
    case .consent(let scope): scopes[scope]
    case .item: nil
    }
  }

  /// The value that a code of such a list stands for.
  func value(_ reference: AnswerReference, ofCode code: Int) -> RuleValue {
    switch reference {
    case .question(let question): columns[question].value(ofCode: code)
    case .consent: .choice(code == 1 ? 0 : 1)
    case .item: .unanswered
    }
  }
}
