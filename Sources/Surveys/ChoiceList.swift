// Lists that a partnership keeps for its surveys: its funded groups, its partner organisations. Where a
// question has `list:`, their entries are its choices, filled in whenever a published survey is used.

/// An entry of a list.
public struct ListEntry: Sendable, Hashable {
  /// What answers say, `[a-z][a-z0-9_]*`; it never changes.
  public let id: String
  /// What people read.
  public let label: String
  /// The label in other languages, by their codes.
  public let translations: [String: String]
  /// The number that stands for it in tables.
  public let number: Int
  /// The last day on which it was offered; nil: it is offered.
  public let retiredOn: CalendarDay?

  /// An entry of a list.
  public init(
    id: String, label: String, translations: [String: String] = [:], number: Int,
    retiredOn: CalendarDay? = nil
  ) {
    (self.id, self.label, self.translations) = (id, label, translations)
    (self.number, self.retiredOn) = (number, retiredOn)
  }

  /// The entry as a choice of a question.
  var choice: Choice {
    Choice(
      code: number, id: id, text: label, retired: retiredOn != nil, lastDay: retiredOn)
  }
}

/// A list with its entries, those that are no longer offered among them.
public struct ChoiceList: Sendable, Hashable {
  /// The most entries of a list: as many as a question has choices.
  public static let mostEntries = ChoiceSet.mostChoices
  /// What surveys call it.
  public let id: String
  /// What people call it.
  public let title: String
  /// Its entries, in the order in which they are offered.
  public let entries: [ListEntry]

  /// A list with its entries.
  public init(id: String, title: String, entries: [ListEntry]) {
    (self.id, self.title, self.entries) = (id, title, entries)
  }
}

/// A kind of question whose choices may be a list's.
protocol ListedKind: QuestionKind {
  /// The list, kept per partnership, whose entries are the choices.
  var list: String? { get }
  /// The same question with these choices.
  func filled(_ choices: [Choice]) -> Self
}

extension Question {
  /// The list whose entries are its choices; nil for most.
  public var list: String? { (kind as? any ListedKind)?.list }
}

extension [Question] {
  /// The lists that they rest on, each once.
  var lists: [String] {
    var seen: Set<String> = []
    return flatMap { [$0] + $0.itemQuestions }.compactMap(\.list)
      .filter { seen.insert($0).inserted }
  }
}

extension Survey {
  /// The survey with the entries of lists as choices. A list that is not there has no entry, so that
  /// every answer is refused until the partnership keeps it.
  public func filled(from lists: [ChoiceList]) -> Survey {
    let known = Dictionary(lists.map { ($0.id, $0.entries) }) { first, _ in first }
    let missing = self.lists.filter { known[$0] == nil }.map { ($0, [ListEntry]()) }
    return filled(known.merging(missing) { own, _ in own })
  }

  /// The survey with the entries of these lists; of any other list every id of the right form is taken.
  public func filled(fromSamples lists: [ChoiceList]) -> Survey {
    filled(Dictionary(lists.map { ($0.id, $0.entries) }) { first, _ in first })
  }

  private func filled(_ known: [String: [ListEntry]]) -> Survey {
    guard lists.contains(where: { known[$0] != nil }) else { return self }
    var translations = translations
    for language in languages.dropFirst() {
      let texts = translations[language.code] ?? Translation()
      translations[language.code] = texts.adding(known, to: questions, in: language.code)
    }
    return with(questions: questions.map { $0.filled(from: known) }, translations: translations)
  }
}

extension Question {
  fileprivate func filled(from lists: [String: [ListEntry]]) -> Question {
    switch kind {
    case let kind as any ListedKind:
      guard let entries = kind.list.flatMap({ lists[$0] }) else { return self }
      return with(kind: kind.filled(entries.map(\.choice)))
    case let kind as Repeat where itemQuestions.contains(where: { $0.list != nil }):
      return with(kind: kind.with(itemQuestions.map { $0.filled(from: lists) }))
    default: return self
    }
  }
}

extension Translation {
  /// With the labels of entries, as if the survey's own file had them.
  fileprivate func adding(
    _ lists: [String: [ListEntry]], to questions: [Question], in language: String
  ) -> Translation {
    var texts = self
    for question in questions.flatMap({ [$0] + $0.itemQuestions }) {
      for entry in question.list.flatMap({ lists[$0] }) ?? [] {
        guard let label = entry.translations[language] else { continue }
        texts.questions[question.id, default: .init()].choices[entry.id] = label
      }
    }
    return texts
  }
}
