// The keys of each part of a module. Others are refused, because a key that is ignored would promise
// what does not happen.

internal import Surveys

/// The keys that a mapping may have.
struct KnownKeys: Sendable {
  /// As messages call the mapping: `a question`.
  let what: String
  let names: [String]

  static let module = KnownKeys(
    what: "a survey",
    names: [
      "hark", "module", "version", "title", "about_this_survey", "programme", "languages", "unit",
      "population", "sample", "collected_by", "consent", "disclosure", "questions", "codebook",
      "indicators", "margins", "benchmarks", "priorities", "translations", "tests", "quotes",
      "one_per", "follows", "about", "same_meaning", "waves",
    ])

  static let block = KnownKeys(
    what: "a block",
    names: [
      "hark", "block", "title", "opening", "safeguarding", "scopes", "questions", "codebook",
      "indicators", "benchmarks", "translations",
    ])

  static let consent = KnownKeys(
    what: "consent", names: ["wording", "scopes", "keep_months", "not_needed", "basis"])
  static let scope = KnownKeys(what: "a consent scope", names: ["ask", "easy", "hint"])
  static let disclosure = KnownKeys(
    what: "disclosure", names: ["hide_below", "finest_place"])
  static let quotes = KnownKeys(what: "quotes", names: ["second_look"])
  static let link = KnownKeys(what: "a link to another theme", names: ["makes", "likely"])
  static let use = KnownKeys(what: "the use of a block", names: ["use", "show_if", "only"])
  static let choice = KnownKeys(
    what: "a choice", names: ["text", "exclusive", "show_if", "retired"])
  static let theme = KnownKeys(
    what: "a theme", names: ["id", "name", "means", "include", "exclude", "parent", "links"])
  static let indicator = KnownKeys(
    what: "an indicator",
    names: [
      "id", "label", "show", "count", "out_of", "of", "sum_of", "per", "each", "better", "by",
      "same_as", "before",
    ])
  static let wave = KnownKeys(what: "a wave", names: ["id", "label", "from", "to"])
  static let margin = KnownKeys(what: "a margin", names: ["by", "source", "people"])
  static let benchmark = KnownKeys(
    what: "a benchmark",
    names: [
      "indicator", "area", "area_name", "period", "population", "question", "choices", "value",
      "source",
    ])
  static let priority = KnownKeys(
    what: "a priority", names: ["id", "framework", "title", "evidence"])
  static let translation = KnownKeys(
    what: "a translation",
    names: [
      "title", "about_this_survey", "opening", "safeguarding", "scopes", "words", "questions",
    ])
  static let scopeTexts = KnownKeys(what: "a scope's translation", names: ["ask", "hint"])
  static let words = KnownKeys(
    what: "the words that questions share",
    names: ["prefer_not", "other", "say_what", "say_more"] + FormWord.allCases.map(\.rawValue))
  static let blockTranslation = KnownKeys(
    what: "a block's translation",
    names: ["opening", "safeguarding", "scopes", "words", "questions"])
  static let questionTexts = KnownKeys(
    what: "a question's translation",
    names: ["ask", "hint", "check_message", "end_text", "unit_label", "choices", "rows", "labels"])
  static let tests = KnownKeys(what: "tests", names: ["lists", "people", "totals"])
  static let person = KnownKeys(
    what: "a person of the tests",
    names: [
      "name", "consent", "answered_on", "answers", "every_choice", "asked", "not_asked", "refused",
      "values",
    ])
  static let total = KnownKeys(
    what: "a total",
    names: [
      "count", "out_of", "percent", "value", "mean", "median", "score", "total", "ratio", "people",
      "by",
    ])

  static let groupTotal = KnownKeys(
    what: "the total of a group", names: total.names.filter { $0 != "by" })

  private static let ofEveryQuestion = [
    "id", "ask", "type", "easy", "hint", "required", "show_if", "check", "check_message",
    "missing", "personal", "sensitive", "role", "code_with", "rights", "source", "slot",
    "concern_if", "end_if", "end_text", "retired", "was",
  ]

  /// The keys of a question of a kind; of every kind where it is not known.
  static func question(_ kind: (any QuestionKind.Type)?) -> KnownKeys {
    let kinds = kind.map { [$0] } ?? QuestionKinds.all
    let own = kinds.flatMap { $0.keys.map(\.name) }
    return KnownKeys(
      what: kind.map { "a question of type \($0.name)" } ?? "a question",
      names: ofEveryQuestion + own)
  }
}
