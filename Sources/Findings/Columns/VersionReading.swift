// Reads the coded forms of an older version as the newest version of its series has them: questions
// by their newest ids, choices by theirs.

internal import Surveys

/// How the responses of one version fill the columns of another.
struct VersionReading: Sendable {
  /// Where a question's cell comes from.
  private struct Source {
    let question: Int
    /// For each choice of the version its position now; nil where it counts as no answer.
    let choices: [Int?]
  }

  private let form: CodedForm
  /// nil where the version is the newest itself.
  private let sources: [Source?]?
  private let scopes: [Int?]

  /// The newest version itself.
  init(_ survey: Survey) {
    form = CodedForm(survey)
    (sources, scopes) = (nil, [])
  }

  /// An older version. Choices that the newest has no more are added to `dropped`, by question.
  init(
    _ version: Survey, as newest: Survey, _ names: QuestionNames,
    dropped: inout [Int: [Choice]]
  ) {
    form = CodedForm(version)
    let positions = Dictionary(
      version.questions.enumerated().map { place, question in
        (names.newest(question.id, of: version.version), place)
      }
    ) { first, _ in first }
    var sources: [Source?] = []
    for (place, question) in newest.questions.enumerated() {
      guard let position = positions[question.id] else {
        sources.append(nil)
        continue
      }
      let old = version.questions[position]
      guard Self.isAlike(old.kind.shape, question.kind.shape) else {
        sources.append(nil)
        continue
      }
      sources.append(
        Source(
          question: position,
          choices: old.choices.map {
            Self.position(of: $0, old, question, &dropped[place, default: []])
          }))
    }
    self.sources = sources
    let asked = version.consent.scopes.map(\.id)
    scopes = newest.consent.scopes.map { asked.firstIndex(of: $0.id) }
  }

  private static func position(
    of choice: Choice, _ old: Question, _ new: Question, _ dropped: inout [Choice]
  ) -> Int? {
    if let place = new.choices.firstIndex(where: { $0.id == choice.id }) { return place }
    if old.missing.contains(choice.id) { return nil }
    if !dropped.contains(where: { $0.id == choice.id }) { dropped.append(choice) }
    return dropped.firstIndex { $0.id == choice.id }.map { new.choices.count + $0 }
  }

  /// A published question keeps its type; its number of choices may differ.
  private static func isAlike(_ one: ColumnShape, _ other: ColumnShape) -> Bool {
    switch (one, other) {
    case (.choice, .choice), (.choices, .choices): true
    case (.ranks(_, let top), .ranks(_, let other)): top == other
    default: one == other
    }
  }

  /// One response as the newest version has it; nil when the bytes are not of this version.
  func row(_ coded: [UInt8]) -> CodedForm.Row? {
    guard var row = form.decode(coded) else { return nil }
    guard let sources else { return row }
    let cells = row.cells
    row.cells = sources.map { source in
      guard let source else { return .notAsked }
      return Self.cell(cells[source.question], source.choices)
    }
    let given = row.scopes
    row.scopes = scopes.map { $0.map { given[$0] } ?? false }
    return row
  }

  private static func cell(_ cell: CodedForm.Cell, _ choices: [Int?]) -> CodedForm.Cell {
    switch cell {
    case .value(.choice(let index)):
      guard choices.indices.contains(index), let place = choices[index] else { return .unanswered }
      return .value(.choice(place))
    case .value(.choices(let set)):
      let places = set.indexes.compactMap { choices.indices.contains($0) ? choices[$0] : nil }
      return places.isEmpty && set.count > 0 ? .unanswered : .value(.choices(ChoiceSet(places)))
    case .value(.ranks(let order)):
      return .value(
        .ranks(order.compactMap { choices.indices.contains($0) ? choices[$0] : nil }))
    default: return cell
    }
  }
}
