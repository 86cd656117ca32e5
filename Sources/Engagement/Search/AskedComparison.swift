// Holds new questions against those from before: which is like which, and which are the standard ones.

internal import Foundation
internal import Surveys

/// What is about to be asked, in one language.
struct NewText {
  /// Texts with the same are one question.
  let whole: String
  let id: String
  let text: String
  /// nil for what a plan says: it is compared in every language.
  let language: String?
  var standards: Set<String> = []

  init(_ asked: AskedText) {
    (whole, id, text) = (asked.whole, asked.id, asked.text)
    (language, standards) = (asked.language, asked.standards)
  }

  init(field: String, text: String) {
    (whole, id, self.text, language) = (field, field, text, nil)
  }
}

/// What was asked or written down before.
struct EarlierText {
  let earlier: AskedBefore.Earlier
  /// Texts with the same are one thing.
  let whole: String
  let standards: Set<String>
  /// Whether plans alone are held against it.
  let isForPlans: Bool
}

/// Compares new texts with earlier ones.
struct AskedComparison {
  /// A text in the language that its words are compared in.
  struct Key: Hashable {
    let text: String
    let language: String
  }

  /// How many earlier things are named for one question.
  private static let mostEarlier = 3

  let new: [NewText]
  let earlier: [EarlierText]
  /// The languages that words are compared in: those of the new questions; of a plan, which names none, all.
  private let languages: Set<String>

  init(new: [NewText], earlier: [EarlierText]) {
    (self.new, self.earlier) = (new, earlier)
    let own = new.compactMap(\.language)
    let isPlan = own.count < new.count
    let named = isPlan ? own + earlier.compactMap(\.earlier.language) : own
    languages = Set(named.map(Language.primary)).union(isPlan ? ["en"] : [])
  }

  /// Every text whose words are needed, each once, those of questions first.
  var texts: [Key] {
    var seen: Set<Key> = []
    let all =
      new.map { ($0.text, $0.language) } + earlier.map { ($0.earlier.text, $0.earlier.language) }
    return all.flatMap { keys($0.0, $0.1) }.filter { seen.insert($0).inserted }
  }

  private func keys(_ text: String, _ language: String?) -> [Key] {
    guard let language else { return languages.sorted().map { Key(text: text, language: $0) } }
    let primary = Language.primary(language)
    return languages.contains(primary) ? [Key(text: text, language: primary)] : []
  }

  /// What is like what, by the words of the texts.
  func result(
    _ words: [Key: Set<String>], common: [String: CommonWords], limit: Int
  ) -> AskedBefore {
    let worded = words.map { WordedText(language: $0.key.language, words: $0.value) }
    let likeness = QuestionLikeness(worded, common: common)
    func texts(_ text: String, _ language: String?) -> [WordedText] {
      keys(text, language).compactMap { key in
        words[key].map { WordedText(language: key.language, words: $0) }
      }
    }
    let before = earlier.map { texts($0.earlier.text, $0.earlier.language) }
    var places: [Key: [(place: Int, text: WordedText)]] = [:]
    for (place, all) in before.enumerated() {
      for text in all {
        for word in text.words.subtracting(common[text.language]?.ofEvery ?? []) {
          places[Key(text: word, language: text.language), default: []].append((place, text))
        }
      }
    }
    var matches: [String: (text: NewText, score: Double, found: [String: AskedBefore.Earlier])] =
      [:]
    for text in new {
      for own in texts(text.text, text.language) {
        var tried: Set<Int> = []
        for word in own.words {
          for (place, other) in places[Key(text: word, language: own.language)] ?? []
          where tried.insert(place).inserted {
            let candidate = earlier[place]
            guard candidate.standards.isDisjoint(with: text.standards),
              text.language == nil || !candidate.isForPlans,
              let score = likeness.likeness(own, other)
            else { continue }
            var match = matches[text.whole] ?? (text, score, [:])
            if score > match.score { (match.text, match.score) = (text, score) }
            if match.found[candidate.whole].map({ $0.likeness < score }) ?? true {
              var found = candidate.earlier
              found.likeness = score
              match.found[candidate.whole] = found
            }
            matches[text.whole] = match
          }
        }
      }
    }
    var result = AskedBefore()
    let sorted = matches.values.sorted { ($1.score, $0.text.id) < ($0.score, $1.text.id) }
    result.matches = sorted.prefix(limit).map { match in
      AskedBefore.Match(
        id: match.text.id, text: match.text.text, language: match.text.language,
        earlier: Self.best(match.found))
    }
    result.more = max(0, sorted.count - limit)
    countStandards(&result)
    return result
  }

  /// The few that are most like it; of a survey's questions and what counts them, the questions.
  private static func best(_ found: [String: AskedBefore.Earlier]) -> [AskedBefore.Earlier] {
    let asked = Set(
      found.values.filter { $0.kind == AskedText.Kind.question.rawValue }.map(\.survey))
    let kept = found.filter {
      $0.value.kind != AskedText.Kind.indicator.rawValue || !asked.contains($0.value.survey)
    }
    return kept.sorted { ($1.value.likeness, $0.key) < ($0.value.likeness, $1.key) }
      .prefix(mostEarlier).map(\.value)
  }

  private func countStandards(_ result: inout AskedBefore) {
    var surveys: [String: Set<String>] = [:]
    for text in earlier {
      guard let survey = text.earlier.survey else { continue }
      for standard in text.standards { surveys[standard, default: []].insert(survey) }
    }
    var asked: (questions: Set<String>, surveys: Set<String>) = ([], [])
    for text in new {
      let others = text.standards.compactMap { surveys[$0] }.reduce(into: Set()) {
        $0.formUnion($1)
      }
      guard !others.isEmpty else { continue }
      asked.questions.insert(text.whole)
      asked.surveys.formUnion(others)
    }
    (result.standardQuestions, result.standardSurveys) = (
      asked.questions.count, asked.surveys.count
    )
  }
}
