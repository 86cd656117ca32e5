// The texts of a survey that a new question is held against, with what says where they come from.

internal import Surveys
internal import Synchronization

/// What was asked, counted or coded, in one language.
struct AskedText: Sendable, Hashable {
  enum Kind: String { case question, theme, indicator }

  let kind: Kind
  /// The id of the question, theme or indicator.
  let id: String
  let text: String
  /// As the survey names it; its first part is the language of the words.
  let language: String
  /// Texts with the same are one thing: a grid and its rows, a question in several languages.
  var whole: String
  /// Why it is a standard question: the block that it stands in, the role that it plays, or that it asks who
  /// somebody is. Questions that share one are the same by design.
  var standards: Set<String> = []
  /// The indicators that count its answers.
  var indicators: [String] = []

  /// Every text of a survey that says what it asks, counts and codes.
  static func all(_ survey: Survey) -> [AskedText] {
    let first = survey.languages.first?.code ?? "en"
    var counting: [Int: [String]] = [:]
    for indicator in survey.indicators {
      for index in Set(indicator.counted.flatMap(\.reads).compactMap(\.question)) {
        counting[index, default: []].append(indicator.id)
      }
    }
    let questions = survey.languages.compactMap { SurveyTexts(survey, language: $0.code) }
      .flatMap { texts in
        survey.questions.enumerated().flatMap { index, question -> [AskedText] in
          let items = question.itemQuestions
          return
            (asked(question, among: survey.questions, in: texts)
            + items.flatMap { asked($0, among: items, in: texts) })
            .map { text in
              var text = text
              text.indicators = counting[index] ?? []
              return text
            }
        }
      }
    let themes = survey.codebooks.flatMap(\.themes).map {
      AskedText(
        kind: .theme, id: $0.id, text: "\($0.name). \($0.means)", language: first, whole: $0.id)
    }
    let indicators = survey.indicators.map {
      AskedText(kind: .indicator, id: $0.id, text: $0.label, language: first, whole: $0.id)
    }
    return questions + themes + indicators
  }

  /// A question in a language that it is translated to; a row of a grid with what the grid asks.
  private static func asked(
    _ question: Question, among all: [Question], in texts: SurveyTexts
  ) -> [AskedText] {
    let own = texts.ask(question)
    guard question.isAsked, !question.isNeverAsked, !own.isEmpty, texts.isTranslated(question)
    else { return [] }
    var text = AskedText(
      kind: .question, id: question.id, text: own, language: texts.language.code,
      whole: question.id)
    if case .row(let name, _) = question.part, let grid = all.first(where: { $0.id == name }) {
      text = AskedText(
        kind: .question, id: question.id, text: "\(texts.ask(grid)) \(own)",
        language: texts.language.code, whole: name)
    }
    text.standards = question.standards
    return [text]
  }
}

extension Question {
  /// Why it is a standard question, which surveys share by design; empty where it is not.
  fileprivate var standards: Set<String> {
    var found: Set<String> = []
    if let name = block?.split(separator: "@").first { found.insert("block \(name) \(id)") }
    if let role { found.insert("role \(role.rawValue)") }
    if personal == .identifies { found.insert("identifies") }
    return found
  }
}

/// What a published version asks.
struct VersionTexts: Sendable {
  let title: String
  let texts: [AskedText]
}

/// The texts of published versions by the hash of their bytes, which never change: at most 2,000 versions.
final class AskedTexts: Sendable {
  private static let limit = 2_000
  private let kept = Mutex<[[UInt8]: VersionTexts]>([:])

  /// The texts of a version; `survey` compiles it when they are not known yet.
  func texts(hash: [UInt8], survey: () throws -> Survey) rethrows -> VersionTexts {
    if let known = kept.withLock({ $0[hash] }) { return known }
    let survey = try survey()
    let texts = VersionTexts(title: survey.title, texts: AskedText.all(survey))
    kept.withLock { kept in
      if kept.count >= Self.limit { kept.removeAll() }
      kept[hash] = texts
    }
    return texts
  }
}
