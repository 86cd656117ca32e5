// The keys of questions in plain words. A kind of question says itself which keys it takes and in which
// form; one that is new here appears in the schema without words.

internal import Surveys

extension DescribedKeys {
  /// A question of a kind; of any kind where it is not known.
  static func question(_ kind: (any QuestionKind.Type)?) -> DescribedKeys {
    var meanings = ofEveryQuestion
    // The choices stand in the file or in a list of the partnership.
    let takesList = kind?.keys.contains { $0.name == "list" } ?? false
    for key in (kind.map { [$0] } ?? QuestionKinds.all).flatMap({ $0.keys }) {
      let words = ofKinds["\(kind?.name ?? "").\(key.name)"] ?? ofKinds[key.name] ?? ""
      meanings[key.name] = KeyMeaning(
        kind == nil ? .anything : form(key), words,
        required: kind != nil && key.required && !(takesList && key.name == "choices"))
    }
    return DescribedKeys(
      name: kind.map { "question_\($0.name)" } ?? "question_any", keys: .question(kind),
      meanings: meanings, oneOf: takesList ? ["choices", "list"] : [],
      oneOrMore: kind == nil || kind == Calculate.self ? [] : ["ask", "slot"])
  }

  /// The form by its name, so that a new one is taken as anything until it is described here.
  private static func form(_ key: KindKey) -> KeyForm {
    switch String(describing: key.form) {
    case "wholeNumber": .wholeNumber
    case "number": .number
    case "flag": .flag
    case "text", "listID": .text
    case "choices": .part("choices")
    case "labels": .named(.text)
    case "bands", "words": .texts
    case "questions": .part("questions")
    case "rule": .rule
    case "day": .day
    case "month": .pattern("^[0-9]{4}-[0-9]{2}$")
    case "time": .pattern("^[0-9]{2}:[0-9]{2}$")
    case "rows": .list(.anything)
    default: .anything
    }
  }

  private static let ofEveryQuestion: [String: KeyMeaning] = [
    "id": .required(
      .id, "Small letters, digits and _; one of its kind in the survey, never used again."),
    "ask": .init(.text, "What is asked, in the words that people read or hear."),
    "type": .required(
      .words(QuestionKinds.all.map { $0.name }), "The kind of question."),
    "easy": .init(.text, "The same question in Easy Read."),
    "hint": .init(.text, "For the researcher, not for the person."),
    "required": .init(.flag, "yes: it must be answered where it is asked."),
    "show_if": .init(.rule, "Asked only where this rule holds, such as: safe = not_safe"),
    "check": .init(.rule, "What the answer must meet, such as: visits >= 0 and visits <= 50"),
    "check_message": .init(.text, "What people read when the check fails."),
    "missing": .init(.ids, "Choices that count as no answer, such as [prefer_not]."),
    "personal": .init(.words(Personal.self), "How closely an answer points at someone."),
    "sensitive": .init(
      .flag, "yes for health, ethnic group, religion, orientation, gender identity, loneliness."),
    "role": .init(.words(Role.self), "The part that the question plays in tables."),
    "code_with": .init(.id, "The codebook that the text is coded with."),
    "rights": .init(
      .words(Rights.self), "Whose wording it is: our own, Open Government Licence, or licensed."),
    "source": .init(.text, "Where the wording was published."),
    "slot": .init(.flag, "yes: a licensed question whose text is not kept here."),
    "concern_if": .init(.rule, "Where it holds, somebody who keeps people safe is told."),
    "end_if": .init(.rule, "Where it holds, nothing more is asked."),
    "end_text": .init(.text, "What people read when the survey ends here."),
    "retired": .init(.flag, "yes: no longer asked; its answers are kept."),
    "was": .init(.anything, "The id that it had before."),
  ]

  private static let ofKinds: [String: String] = [
    "choices": "The choices, a line each: a code, an id, a colon, and what people see.",
    "or_prefer_not": "yes: people may also choose Prefer not to say.",
    "at_least": "The fewest choices of an answer.",
    "at_most": "The longest answer, in characters.",
    "choose_many.at_most": "The most choices of an answer.",
    "from": "The lowest point of the scale.",
    "to": "The highest point of the scale.",
    "labels": "Texts at points of the scale, such as {0: Not at all, 10: Completely}.",
    "min": "The lowest answer.",
    "max": "The highest answer.",
    "unit_label": "What is counted, such as hours.",
    "bands": "Groups for tables, such as [0-17, 18-24, 65+].",
    "kinds": "The kinds of place to choose from, such as [district, ward].",
    "questions": "The questions that stand together.",
    "repeat.questions": "The questions that are asked for each item of the list.",
    "up_to": "The most items of the list.",
    "value": "A rule that gives the number or text.",
    "top": "How many choices are put in order.",
    "rows": "The rows, a line each; each is asked as a question of its own.",
    "note_per_row": "yes: each row has room for a note.",
    "precision": "How finely a place on the map is kept.",
    "list": "A list of choices that each partnership keeps for itself.",
    "other": "yes: people may write an answer of their own.",
  ]
}
