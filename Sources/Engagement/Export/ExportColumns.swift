// Every version's questions in one table: the newest version's in its own order, then those that
// only older ones had. A column, once there, stays.

internal import Storage
internal import SurveyModules
internal import Surveys

/// A column of an export that holds answers.
struct ExportColumn: Sendable, Hashable {
  /// The question.
  let question: String
  /// The choice of a column that says 1 or 0; nil where the column holds the answer.
  let choice: String?
  /// Whether it holds the number of a repeat's items.
  let isCount: Bool

  /// The columns of a point.
  static let latitude = "latitude"
  static let longitude = "longitude"

  /// The column's name, as imports know it.
  var name: String {
    if let choice { return "\(question).\(choice)" }
    return isCount ? "\(question).items" : question
  }
}

/// The columns that the versions of a survey share.
struct ExportColumns: Sendable {
  /// The survey's versions, newest first.
  let versions: [Survey]
  /// What renamed questions are called today.
  let names: QuestionNames
  /// What leaves in no form.
  let left: ExportedParts
  /// Consent scopes, in asking order.
  let scopes: [String]
  /// The columns of a table.
  let columns: [ExportColumn]
  /// Questions whose answers the coded form does not hold, by every id they were stored under.
  let words: [String]
  /// Where each of them stands in the answers of a table's row: names with points between them.
  let wordPaths: [String]

  init(_ versions: [Survey], sets: ExportedSets, isTable: Bool, _ request: ExportRequest) {
    self.versions = versions
    let names = QuestionNames(versions.reversed())
    self.names = names
    let left = ExportedParts(request, versions, names)
    self.left = left
    scopes = Self.union(versions.map { $0.consent.scopes.map(\.id) })
    let questions = Self.union(
      versions.map { survey in
        survey.questions.filter { $0.kind.shape != .nothing }
          .map { names.newest($0.id, of: survey.version) }
      }
    ).filter { !left.questions.contains($0) }
    // Looked up by their ids: a survey of hundreds of questions waits for its first byte otherwise.
    let known = versions.map { survey in
      Dictionary(
        survey.questions.map { (names.newest($0.id, of: survey.version), $0) }
      ) { first, _ in first }
    }
    var columns: [ExportColumn] = []
    var words: [String] = []
    for id in questions {
      let forms = known.compactMap { $0[id] }
      let isRepeat = forms.contains { !$0.itemQuestions.isEmpty }
      if forms.contains(where: { $0.kind.shape == .length || $0.isListedSet })
        || isRepeat && !isTable
      {
        words += Self.union([forms.map(\.id)])
      }
      if isTable, forms.contains(where: { $0.kind is PointQuestion }) {
        for part in [ExportColumn.latitude, ExportColumn.longitude] {
          columns.append(ExportColumn(question: id, choice: part, isCount: false))
        }
      } else if sets == .columns, forms.contains(where: { $0.kind is ChooseMany }) {
        for choice in Self.union(forms.map { $0.choices.map(\.id) }) {
          columns.append(ExportColumn(question: id, choice: choice, isCount: false))
        }
      } else {
        columns.append(ExportColumn(question: id, choice: nil, isCount: isRepeat))
      }
    }
    (self.columns, self.words) = (columns, words)
    let attachments = Set(
      versions.flatMap(\.questions).filter { $0.kind is Photo || $0.kind is Voice }.map(\.id))
    wordPaths = words.map { isTable && attachments.contains($0) ? "\($0).attachment" : $0 }
  }

  /// Of lists of which not everything leaves, what does not, by their place among the words.
  var partly: [Int: Set<String>] {
    Dictionary(
      words.enumerated().flatMap { place, word in
        versions.compactMap { left.items[names.newest(word, of: $0.version)] }
          .prefix(1).map { (place, $0) }
      }
    ) { first, _ in first }
  }

  /// The question of that newest id as each version has it.
  static func forms(
    _ id: String, _ versions: [Survey], _ names: QuestionNames
  ) -> [Question] {
    versions.compactMap { survey in
      survey.questions.first { names.newest($0.id, of: survey.version) == id }
    }
  }

  /// The entries of every list, those of earlier lists first.
  static func union(_ lists: [[String]]) -> [String] {
    var seen: Set<String> = []
    return lists.joined().filter { seen.insert($0).inserted }
  }
}

extension Question {
  /// Whether it takes several entries of a list, whose number alone the coded form holds.
  var isListedSet: Bool { kind is ChooseMany && list != nil }
}
