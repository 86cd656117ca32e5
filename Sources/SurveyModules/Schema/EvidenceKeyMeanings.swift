// The keys of themes, figures, translations and tests, in plain words.

internal import JSON
internal import Surveys

extension DescribedKeys {
  static let quotes = DescribedKeys(
    name: "quotes", keys: .quotes,
    meanings: [
      "second_look": .init(
        .words(["person", "partner", "none"]),
        "Who sees a quote again before it is shown: the person, a partner, or nobody.")
    ])

  static let theme = DescribedKeys(
    name: "theme", keys: .theme,
    meanings: [
      "id": .required(.id, "The theme's id: small letters, digits and _."),
      "name": .required(.text, "What people call the theme."),
      "means": .required(.text, "What it is about, in one line."),
      "include": .init(.text, "What belongs to it."),
      "exclude": .init(.text, "What does not, and where it belongs instead."),
      "parent": .init(.id, "The wider theme that this one is part of."),
      "links": .init(
        .many(.part("link"), 1...1_000), "Themes that this one makes more or less likely."),
    ])

  static let link = DescribedKeys(
    name: "link", keys: .link,
    meanings: [
      "makes": .required(.text, "The other theme."),
      "likely": .init(.words(["more", "less"]), "Whether that one becomes more or less likely."),
    ])

  static let indicator = DescribedKeys(
    name: "indicator", keys: .indicator,
    meanings: [
      "id": .required(.id, "The figure's id: small letters, digits and _."),
      "label": .required(.text, "What the figure is called in tables."),
      "show": .required(.words(IndicatorKind.self), "What kind of figure it is."),
      "count": .init(.rule, "Who is counted, as a rule."),
      "out_of": .init(.rule, "Out of whom, as a rule, such as answered(QUESTION)."),
      "of": .init(.rule, "The number that the mean, median or score is of."),
      "sum_of": .init(.rule, "What is added up."),
      "per": .init(.rule, "What the sum is divided by."),
      "each": .init(.id, "Counts the items of this list instead of people."),
      "better": .init(.words(Polarity.self), "Whether a higher or a lower figure is better."),
      "by": .init(
        .list(.either([.breakdown, .list(.breakdown)])),
        "Roles, or questions of this survey, that the figure is broken down by; two or three in brackets are a table over all of them at once."
      ),
      "same_as": .init(.text, "A published figure that this one is the same as."),
      "before": .init(
        .id,
        "The indicator that counted the same people before: of the survey under 'follows', or, with one_per, this one itself."
      ),
    ],
    conditions: IndicatorKind.allCases.map(figure) + [
      [
        "if": ["required": ["each"]],
        "then": ["properties": ["show": ["enum": ["percent", "count"]]]],
      ]
    ])

  /// What a kind of figure needs, and which rules have no place there.
  private static func figure(_ kind: IndicatorKind) -> JSONValue {
    let others = IndicatorFigure.rules.filter { key in
      !kind.needed.contains(key) && (key != "out_of" || kind == .count)
    }
    let none = others.map { key -> (String, JSONValue) in (key, false) }
    let isKind: JSONValue = [
      "required": ["show"], "properties": ["show": ["const": .string(kind.rawValue)]],
    ]
    let then: JSONValue = [
      "required": .array(kind.needed.map { .string($0) }), "properties": .object(JSONObject(none)),
    ]
    return ["if": isKind, "then": then]
  }

  static let wave = DescribedKeys(
    name: "wave", keys: .wave,
    meanings: [
      "id": .required(.id, "The wave's id: small letters, digits and _."),
      "label": .required(.text, "What people read, such as Spring 2026."),
      "from": .required(.day, "Its first day, such as 2026-03-01."),
      "to": .required(.day, "Its last day."),
    ])

  static let margin = DescribedKeys(
    name: "margin", keys: .margin,
    meanings: [
      "by": .required(.id, "The role or question whose groups these are."),
      "source": .required(.text, "Where the numbers were published, with table and date."),
      "people": .required(.named(.number), "The people of each group, by the choice's id."),
    ])

  static let benchmark = DescribedKeys(
    name: "benchmark", keys: .benchmark,
    meanings: [
      "indicator": .required(.id, "The figure of this survey that it stands beside."),
      "area": .required(.text, "The code of the area, such as E92000001 for England."),
      "area_name": .init(.text, "Its name, where Hark does not know the code."),
      "period": .required(.text, "When, such as 2020-21; or: not stated."),
      "population": .required(.text, "Who was asked."),
      "question": .required(.text, "The question word for word."),
      "choices": .required(.texts, "Its choices word for word."),
      "value": .required(.number, "The figure."),
      "source": .required(.text, "Where it was published, with table and date."),
    ])

  static let priority = DescribedKeys(
    name: "priority", keys: .priority,
    meanings: [
      "id": .required(.pattern("^[a-z][a-z0-9_-]*$"), "The priority's id."),
      "framework": .required(.text, "The plan or strategy that it belongs to; or: local."),
      "title": .required(.text, "The priority in words."),
      "evidence": .required(
        .list(.pattern("^\\s*(indicator|theme)\\s+[a-z][a-z0-9_]*\\s*$")),
        "What speaks to it: indicator ID or theme ID."),
    ])

  static let translation = DescribedKeys(
    name: "translation", keys: .translation,
    meanings: [
      "title": .init(.text, "The survey's title in this language."),
      "about_this_survey": .init(.text, "Where the wording comes from, in this language."),
      "opening": .init(.text, "What is said before anybody agrees to anything, in this language."),
      "safeguarding": .init(.text, "What is said about danger, in this language."),
      "scopes": .init(.named(.part("scopeTexts")), "What people agree to, by the scope."),
      "words": .init(.part("words"), "Words that many questions share, said once."),
      "questions": .init(.named(.part("questionTexts")), "The texts of questions, by their id."),
    ])

  static let scopeTexts = DescribedKeys(
    name: "scopeTexts", keys: .scopeTexts,
    meanings: [
      "ask": .init(.text, "What the person is asked to agree to, in this language."),
      "hint": .init(.text, "For the researcher, in this language."),
    ])

  static let words = DescribedKeys(
    name: "words", keys: .words,
    meanings: FormWord.allCases.reduce(into: [:]) { meanings, word in
      meanings[word.rawValue] = .init(.text, "On forms and in interviews: \(word.english)")
    }.merging([
      "yes": .init(.text, "Yes, where a question has no words of its own for it."),
      "no": .init(.text, "No, likewise."),
      "prefer_not": .init(.text, "Prefer not to say, likewise."),
      "other": .init(.text, "The choice other, likewise."),
      "say_what": .init(.text, "What is asked where somebody chose other."),
      "say_more": .init(
        .text, "What is asked under a row of a grid, with {row} where its text belongs."),
    ]) { _, own in own })

  static let blockTranslation = DescribedKeys(
    name: "blockTranslation", keys: .blockTranslation, meanings: translation.meanings)

  static let questionTexts = DescribedKeys(
    name: "questionTexts", keys: .questionTexts,
    meanings: [
      "ask": .init(.text, "What is asked, in this language."),
      "hint": .init(.text, "For the researcher, in this language."),
      "check_message": .init(.text, "What people read when the check fails, in this language."),
      "end_text": .init(.text, "What people read when the survey ends here, in this language."),
      "unit_label": .init(.text, "What is counted, such as hours, in this language."),
      "choices": .init(.named(.text), "The texts of choices, by their id."),
      "rows": .init(.named(.text), "The texts of rows, by their id."),
      "labels": .init(.named(.text), "The texts at points of a scale, by the point."),
    ])

  static let tests = DescribedKeys(
    name: "tests", keys: .tests,
    meanings: [
      "lists": .init(
        .named(.either([.ids, .named(.text)])),
        "Invented entries in the place of each partnership's own list, by the list's id."),
      "people": .init(
        .many(.part("person"), 1...100_000), "Invented people with what should become of them."),
      "totals": .init(
        .named(.part("total")), "What each figure comes to over all of these people."),
    ])

  static let person = DescribedKeys(
    name: "person", keys: .person,
    meanings: [
      "name": .required(.text, "Who it is, in a few words."),
      "consent": .init(.ids, "What the person agrees to; [] is no to everything."),
      "answered_on": .init(.day, "The day of the answers; 2026-11-20 unless it is given."),
      "answers": .init(.named(.anything), "Question and answer."),
      "every_choice": .init(
        .flag, "yes: answers again with each choice of the questions that the person is asked."),
      "asked": .init(.paths, "These are asked; others may be too."),
      "not_asked": .init(.paths, "These are not asked."),
      "refused": .init(.texts, "Exactly these answers are refused."),
      "values": .init(
        .named(.either([.text, .texts])), "What calculations give; unanswered for nothing."),
    ])

  private static let whole = KeyForm.whole(0...1_000_000_000)
  private static let numberOrNone = KeyForm.either([.number, .words(["unanswered"])])

  static let total = DescribedKeys(
    name: "total", keys: .total,
    meanings: [
      "count": .init(whole, "How many are counted."),
      "out_of": .init(whole, "Out of how many."),
      "percent": .init(numberOrNone, "The percentage; unanswered for none."),
      "value": .init(numberOrNone, "The figure itself; unanswered for none."),
      "mean": .init(numberOrNone, "The mean; unanswered for none."),
      "median": .init(numberOrNone, "The median; unanswered for none."),
      "score": .init(numberOrNone, "The score; unanswered for none."),
      "total": .init(numberOrNone, "The sum; unanswered for none."),
      "ratio": .init(numberOrNone, "The ratio; unanswered for none."),
      "people": .init(whole, "How many people these items are of."),
      "by": .init(
        .named(.named(.part("groupTotal"))), "The same for each group of a breakdown, by its id."),
    ])

  static let groupTotal = DescribedKeys(
    name: "groupTotal", keys: .groupTotal, meanings: total.meanings)
}
