// How the records of one version fill the columns: worked out once, so that a record costs a look at
// its coded form and a copy of bytes for each cell.

internal import CSV
internal import JSON
internal import Surveys

/// Where a cell's bytes come from.
enum CellSource: Sendable {
  /// This version has no such question.
  case absent
  /// The text of the choice, from a first place in the texts on, among so many.
  case choice(question: Int, texts: Int, count: Int)
  /// 1 or 0: whether the choice at a position is chosen.
  case member(question: Int, position: Int)
  /// The texts of the choices chosen.
  case set(question: Int, texts: Int, count: Int)
  case number(question: Int)
  case day(question: Int)
  case month(question: Int)
  case time(question: Int)
  /// The texts of the choices in a person's own order.
  case ranks(question: Int, texts: Int, count: Int, top: Int)
  /// One of a point's two numbers.
  case degrees(question: Int, isLongitude: Bool)
  /// Both, as an object.
  case point(question: Int)
  case code(question: Int)
  case count(question: Int)
  /// The answer among those that came in words.
  case words(question: Int, place: Int)
  /// The entry of a list, by its id.
  case entry(question: Int, ListedTexts)
  /// Entries of a list, by their ids among the answers that came in words.
  case entries(question: Int, place: Int, ListedTexts)
  /// 1 or 0: whether such an answer names this entry.
  case entryMember(question: Int, place: Int, id: String)

  /// The question's position in its version.
  var question: Int? {
    switch self {
    case .absent: nil
    case .choice(let question, _, _), .set(let question, _, _), .member(let question, _),
      .month(let question), .time(let question), .ranks(let question, _, _, _),
      .degrees(let question, _), .point(let question),
      .words(let question, _), .entry(let question, _), .entries(let question, _, _),
      .entryMember(let question, _, _), .number(let question), .day(let question),
      .code(let question),
      .count(let question):
      question
    }
  }
}

/// What one version's records look like.
struct ExportLayout: Sendable {
  let version: [UInt8]
  /// A source for each column.
  let sources: [CellSource]
  /// The texts of all choices, one after another, and where each begins.
  private(set) var texts: [UInt8] = []
  private(set) var starts: [Int] = [0]
  /// For each scope of the export its position in this version.
  let scopes: [Int?]
  /// Positions of the questions that may be asked with the scope analyse_sensitive alone.
  let sensitive: [Int]
  /// Positions and names of the questions of the export that people answer.
  let answerable: [(question: Int, name: [UInt8])]
  var cells: CodedCells

  /// `columns` are those to fill; `isTable` says whether texts are written as a table's cells or as
  /// JSON.
  init(
    _ survey: Survey, _ export: ExportColumns, columns: [ExportColumn], values: ExportedValues,
    isTable: Bool
  ) {
    version = Array(survey.version.utf8)
    let positions = Dictionary(
      zip(
        survey.questions.map { export.names.newest($0.id, of: survey.version) },
        survey.questions.indices)
    ) { first, _ in first }
    var writer = ChoiceTexts(values: values, isTable: isTable)
    var sources: [CellSource] = []
    for column in columns {
      guard let position = positions[column.question] else {
        sources.append(.absent)
        continue
      }
      sources.append(
        Self.source(column, position, survey.questions[position], export.words, &writer))
    }
    self.sources = sources
    (texts, starts) = (writer.bytes, writer.starts)
    let asked = survey.consent.scopes.map(\.id)
    scopes = export.scopes.map { asked.firstIndex(of: $0) }
    sensitive = survey.questions.indices.filter { survey.questions[$0].sensitive }
    let shown = Set(columns.map(\.question))
    answerable = survey.questions.indices.filter {
      survey.questions[$0].kind.isAnswerable
        && shown.contains(export.names.newest(survey.questions[$0].id, of: survey.version))
    }.map {
      ($0, Array(export.names.newest(survey.questions[$0].id, of: survey.version).utf8))
    }
    cells = CodedCells(survey)
  }

  private static func source(
    _ column: ExportColumn, _ position: Int, _ question: Question, _ words: [String],
    _ texts: inout ChoiceTexts
  ) -> CellSource {
    if let choice = column.choice, question.kind.shape == .point {
      return .degrees(question: position, isLongitude: choice == ExportColumn.longitude)
    }
    if question.isListedSet, let place = words.firstIndex(of: question.id) {
      if let id = column.choice {
        return .entryMember(question: position, place: place, id: id)
      }
      return .entries(question: position, place: place, ListedTexts(question, texts.values))
    }
    if let choice = column.choice {
      guard let place = question.choices.firstIndex(where: { $0.id == choice }) else {
        return .absent
      }
      // Nobody was offered a retired choice, so it is not one that was left out.
      guard !question.choices[place].retired else { return .absent }
      return .member(question: position, position: place)
    }
    if let place = words.firstIndex(of: question.id) {
      return .words(question: position, place: place)
    }
    switch question.kind.shape {
    case .choice(let count):
      return .choice(question: position, texts: texts.append(question.choices), count: count)
    case .choices(let count):
      return .set(
        question: position, texts: texts.append(question.choices, amongOthers: true), count: count)
    case .number: return .number(question: position)
    case .ranks(let count, let top):
      return .ranks(
        question: position, texts: texts.append(question.choices, amongOthers: true), count: count,
        top: top)
    case .point: return .point(question: position)
    case .month: return .month(question: position)
    case .time: return .time(question: position)
    case .day: return .day(question: position)
    case .place where question.list != nil && texts.values != .ids:
      return .entry(question: position, ListedTexts(question, texts.values))
    case .place: return .code(question: position)
    case .items: return .count(question: position)
    case .nothing, .length: return .absent
    }
  }
}

/// Gathers the texts of choices as they are written.
private struct ChoiceTexts {
  let values: ExportedValues
  let isTable: Bool
  private(set) var bytes: [UInt8] = []
  private(set) var starts = [0]

  init(values: ExportedValues, isTable: Bool) { (self.values, self.isTable) = (values, isTable) }

  /// Adds the texts of a question's choices and says the first one's place. A cell that holds several
  /// is quoted when it is put together.
  mutating func append(_ choices: [Choice], amongOthers: Bool = false) -> Int {
    let first = starts.count - 1
    for choice in choices {
      let text =
        switch values {
        case .ids: choice.id
        case .codes: String(choice.code)
        case .labels: choice.text
        }
      if !isTable {
        bytes += values == .codes ? Array(text.utf8) : JSONValue.string(text).encoded()
      } else if amongOthers || values == .codes {
        bytes += Array(text.utf8)
      } else {
        CSVWriter.append(text: text.utf8, to: &bytes)
      }
      starts.append(bytes.count)
    }
    return first
  }
}
