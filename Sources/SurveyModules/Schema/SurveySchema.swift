// A JSON Schema (2020-12) of each file that a coordinator writes, for completion and inline errors in
// an editor. What only the whole survey shows, such as a rule's words, `hark survey check` tells.

public import JSON
internal import Surveys

/// The schema of the files of a survey.
public enum SurveySchema {
  /// A file that is written.
  public enum File: String, Sendable, CaseIterable {
    case survey, block, translation, tests

    fileprivate var title: String {
      switch self {
      case .survey: "A Hark survey"
      case .block: "A block of questions that Hark surveys share"
      case .translation: "The texts of a Hark survey in another language"
      case .tests: "The tests of a Hark survey"
      }
    }
  }

  /// The schema of one kind of file.
  public static func document(_ file: File) -> JSONValue {
    var root: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(file.title),
      "description":
        "Made by `hark survey schema`. Every key is explained in docs/survey-format.md.",
    ]
    let keys = DescribedKeys.parts.first { $0.name == file.rawValue } ?? .survey
    for entry in object(keys).entries { root[entry.key] = entry.value }
    root["$defs"] = .object(definitions)
    return .object(root)
  }

  /// The parts that the files share.
  private static var definitions: JSONObject {
    var parts: JSONObject = [:]
    for part in DescribedKeys.parts { parts[part.name] = .object(object(part)) }
    for kind in [nil] + QuestionKinds.all.map(Optional.some) {
      let keys = DescribedKeys.question(kind)
      parts[keys.name] = .object(object(keys))
    }
    parts["question"] = question
    parts["questions"] = [
      "type": "array", "minItems": 1, "maxItems": .number(Double(QuestionReader.most)),
      "items": [
        "if": ["type": "object", "required": ["use"]], "then": reference("use"),
        "else": reference("question"),
      ],
    ]
    parts["itemQuestions"] = [
      "type": "array", "minItems": 1,
      "items": [
        "allOf": [
          reference("question"),
          [
            "properties": [
              "end_if": false, "role": false, "type": ["not": ["const": "repeat"]],
            ]
          ],
        ]
      ],
    ]
    parts["choices"] = choices(severalAllowed: true)
    parts["choicesForOne"] = choices(severalAllowed: false)
    parts["rows"] = rows
    return parts
  }

  /// A question is judged by the keys of its kind; while it has none, by those of all.
  private static var question: JSONValue {
    let kinds: [JSONValue] = QuestionKinds.all.map { kind in
      [
        "if": [
          "type": "object", "required": ["type"],
          "properties": ["type": ["const": .string(kind.name)]],
        ],
        "then": reference("question_\(kind.name)"),
      ]
    }
    let names = JSONValue.array(QuestionKinds.all.map { .string($0.name) })
    let unknown: JSONValue = [
      "if": [
        "not": [
          "type": "object", "required": ["type"], "properties": ["type": ["enum": names]],
        ]
      ],
      "then": reference("question_any"),
    ]
    return ["type": "object", "allOf": .array(kinds + [unknown])]
  }

  private static func choices(severalAllowed: Bool) -> JSONValue {
    let long: JSONValue =
      severalAllowed
      ? reference("choice")
      : ["allOf": [reference("choice"), ["properties": ["exclusive": false]]]]
    // A slot's choices have no text until whoever holds the licence fills it in.
    let text: JSONValue = ["anyOf": [.object(schema(.text)), long, ["type": "null"]]]
    return [
      "type": "array", "minItems": 1, "maxItems": .number(Double(ChoiceReader.most)),
      "items": [
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
        "description": "A code, an id, a colon, and what people see: - 1 very_safe: Very safe",
        "patternProperties": [
          choicePattern: text
        ],
      ],
    ]
  }

  private static var rows: JSONValue {
    [
      "type": "array", "minItems": 1, "maxItems": .number(Double(Grid.mostRows)),
      "items": [
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
        "description": "An id, a colon, and what people see: - buses: Buses and trains",
        "patternProperties": [
          KeyForm.idPattern: ["anyOf": [.object(schema(.text)), ["type": "null"]]]
        ],
      ],
    ]
  }

  /// A code and an id that is no word of the rule language.
  private static var choicePattern: String {
    let reserved = ChoiceReader.reserved.sorted().joined(separator: "|")
    return "^\\s*-?[0-9]{1,9}\\s+(?!(\(reserved))\\s*$)[a-z][a-z0-9_]*\\s*$"
  }

  private static func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/$defs/\(name)")]
  }

  /// A mapping with its keys.
  private static func object(_ keys: DescribedKeys) -> JSONObject {
    var properties: JSONObject = [:]
    for (name, meaning) in keys.all {
      var value = schema(meaning.form)
      if !meaning.means.isEmpty { value["description"] = .string(meaning.means) }
      value["title"] = .string(String(name.map { $0 == "_" ? " " : $0 }))
      properties[name] = .object(value)
    }
    var object: JSONObject = [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
    ]
    let required = keys.all.filter(\.meaning.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { object["required"] = .array(required) }
    if !keys.oneOf.isEmpty {
      object["oneOf"] = .array(keys.oneOf.map { ["required": [.string($0)]] })
    }
    if !keys.oneOrMore.isEmpty {
      object["anyOf"] = .array(keys.oneOrMore.map { ["required": [.string($0)]] })
    }
    if !keys.conditions.isEmpty { object["allOf"] = .array(keys.conditions) }
    return object
  }

  /// Editors read `12` as a number and `true` as a flag, Hark reads both as text: all are taken.
  private static func schema(_ form: KeyForm) -> JSONObject {
    switch form {
    case .text: ["type": ["string", "number", "boolean"], "pattern": "\\S"]
    case .rule:
      [
        "type": ["string", "number", "boolean"], "pattern": "\\S",
        "maxLength": .number(Double(RuleParser.maximumLength)),
      ]
    case .flag: ["enum": ["yes", "no", true, false, "true", "false"]]
    case .wholeNumber: number("^\\s*-?[0-9]{1,15}\\s*$", "integer")
    case .number: number("^\\s*-?[0-9]+([.][0-9]+)?\\s*$", "number")
    case .whole(let range):
      [
        "anyOf": [
          [
            "type": "integer", "minimum": .number(Double(range.lowerBound)),
            "maximum": .number(Double(range.upperBound)),
          ], ["type": "string", "pattern": "^\\s*-?[0-9]{1,15}\\s*$"],
        ]
      ]
    case .day: ["type": "string", "pattern": .string("^\\s*\(Self.dayPattern)\\s*$")]
    case .month: ["type": "string", "pattern": "^\\s*[0-9]{4}-(0[1-9]|1[0-2])\\s*$"]
    case .time: ["type": "string", "pattern": "^\\s*([01]?[0-9]|2[0-3]):[0-5][0-9]\\s*$"]
    case .pattern(let pattern): ["type": "string", "pattern": .string(pattern)]
    case .words(let words):
      [
        "enum": .array(
          words.map { .string($0) } + words.compactMap { Double($0) }.map { .number($0) })
      ]
    case .list(let item): ["type": "array", "items": .object(schema(item))]
    case .many(let item, let range):
      [
        "type": "array", "items": .object(schema(item)),
        "minItems": .number(Double(range.lowerBound)),
        "maxItems": .number(Double(range.upperBound)),
      ]
    case .keyed(let pattern, let value):
      [
        "type": "object", "minProperties": 1, "propertyNames": ["pattern": .string(pattern)],
        "additionalProperties": .object(schema(value)),
      ]
    case .named(let value): ["type": "object", "additionalProperties": .object(schema(value))]
    case .part(let name): ["$ref": .string("#/$defs/\(name)")]
    case .either(let forms): ["anyOf": .array(forms.map { .object(schema($0)) })]
    case .anything: [:]
    }
  }

  /// A day that the calendar has: 30 in four months, and 29 February in leap years.
  private static let dayPattern =
    "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    + "|02-(0[1-9]|1[0-9]|2[0-8]))"
    + "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"

  private static func number(_ pattern: String, _ type: JSONValue) -> JSONObject {
    ["anyOf": [["type": type], ["type": "string", "pattern": .string(pattern)]]]
  }
}
