// The keys of questions in plain words. A kind of question says itself which keys it takes and in which
// form; one that is new here appears in the schema without words.

internal import JSON
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
        kind.map { form(key, $0) } ?? .anything, words,
        required: kind != nil && key.required && !(takesList && key.name == "choices"))
    }
    return DescribedKeys(
      name: kind.map { "question_\($0.name)" } ?? "question_any", keys: .question(kind),
      meanings: meanings, oneOf: takesList ? ["choices", "list"] : [],
      oneOrMore: kind == nil || kind == Calculate.self ? [] : ["ask", "slot"],
      idle: kind.map(idleKeys) ?? [], conditions: kind.map(conditions) ?? [])
  }

  /// Keys that have no meaning for a kind.
  private static func idleKeys(_ kind: any QuestionKind.Type) -> Set<String> {
    let name = kind.name
    var keys: Set<String> = []
    if ["note", "group", "repeat", "calculate"].contains(name), name != "repeat" {
      keys.formUnion(["required", "check", "missing", "end_if"])
    }
    if ["note", "group"].contains(name) { keys.insert("concern_if") }
    if name == "grid" { keys.insert("check") }
    if !["yes_no", "choose_one", "choose_many", "rank", "grid"].contains(name) {
      keys.insert("missing")
    }
    if !["yes_no", "choose_one", "place", "whole_number", "number"].contains(name) {
      keys.insert("role")
    }
    if !["text", "long_text", "choose_one", "choose_many", "grid"].contains(name) {
      keys.insert("code_with")
    }
    return keys
  }

  /// What keys of a kind ask of each other.
  private static func conditions(_ kind: any QuestionKind.Type) -> [JSONValue] {
    func needs(_ key: String, _ other: String) -> JSONValue {
      ["if": ["required": [.string(key)]], "then": ["required": [.string(other)]]]
    }
    func chosen(_ key: String, _ words: [JSONValue], _ then: JSONValue) -> JSONValue {
      let oneOf: JSONValue = ["enum": .array(words)]
      let isChosen: JSONValue = [
        "required": [.string(key)], "properties": .object(JSONObject([(key, oneOf)])),
      ]
      return ["if": isChosen, "then": then]
    }
    let yes: [JSONValue] = ["yes", true, "true"]
    var conditions = [
      needs("check_message", "check"), needs("end_text", "end_if"),
      chosen(
        "rights", ["licensed"],
        ["required": ["slot"], "properties": ["slot": ["enum": .array(yes)]]]),
      chosen(
        "slot", yes, ["required": ["rights"], "properties": ["rights": ["const": "licensed"]]]),
      chosen("rights", ["ogl"], ["required": ["source"]]),
    ]
    switch kind.name {
    case "choose_one", "choose_many":
      conditions += [
        needs("code_with", "other"),
        ["if": ["required": ["list"]], "then": ["properties": ["other": false]]],
      ]
    case "grid": conditions.append(needs("code_with", "note_per_row"))
    case "whole_number", "number": conditions.append(needs("role", "bands"))
    default: break
    }
    if ["yes_no", "choose_one", "whole_number", "number"].contains(kind.name) {
      conditions.append(["properties": ["role": ["not": ["const": "place"]]]])
    }
    return conditions
  }

  /// Whole numbers that have ends.
  private static let ranges: [String: ClosedRange<Int>] = [
    "text.at_most": 1...200_000, "long_text.at_most": 1...200_000, "repeat.up_to": 1...1_000,
    "point.precision": 0...4, "choose_many.at_least": 0...1_000, "choose_many.at_most": 1...1_000,
    "rank.top": 1...1_000,
  ]

  /// The form by its name, so that a new one is taken as anything until it is described here.
  private static func form(_ key: KindKey, _ kind: any QuestionKind.Type) -> KeyForm {
    switch String(describing: key.form) {
    case "wholeNumber": ranges["\(kind.name).\(key.name)"].map { .whole($0) } ?? .wholeNumber
    case "number": .number
    case "flag": .flag
    case "text": .text
    case "listID": .id
    case "choices":
      .part(["choose_many", "rank"].contains(kind.name) ? "choices" : "choicesForOne")
    case "labels": .keyed("^\\s*-?[0-9]{1,15}\\s*$", .text)
    case "bands": .many(.either([.wholeNumber, .pattern(band)]), 1...ChoiceReader.most)
    case "words": .texts
    case "questions": .part(kind.name == "repeat" ? "itemQuestions" : "questions")
    case "rule": .rule
    case "day": .day
    case "month": .month
    case "time": .time
    case "rows": .part("rows")
    default: .anything
    }
  }

  /// `0-17`, `85+`.
  private static let band = "^\\s*[0-9]+\\s*(-\\s*[0-9]+|[+])\\s*$"

  private static let ofEveryQuestion: [String: KeyMeaning] = [
    "id": .required(
      .ownID, "Small letters, digits and _; one of its kind in the survey, never used again."),
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
    "was": .init(.id, "The id that it had before."),
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
