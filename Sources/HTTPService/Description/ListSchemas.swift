// What the lists of a partnership look like on the wire.

internal import JSON

/// Schemas of lists, by name.
enum ListSchemas {
  static let all: JSONObject = [
    "ListSummary": summary,
    "ListPage": Schema.object(["lists": Schema.list(Schema.named("ListSummary"))]),
    "KeptList": kept, "KeptEntries": contents, "NamedEntries": named, "ListChange": change,
  ]

  private static let id = Schema.text(
    "What surveys and answers say.", pattern: "^[a-z][a-z0-9_]{0,63}$")
  private static let label = Schema.text("What people read.", least: 1, most: 200)

  private static let summary = Schema.object([
    "list": id, "title": label, "offered": Schema.whole(0, 1_000),
    "retired": Schema.whole(0, 1_000),
  ])

  private static let kept = Schema.object([
    "title?": Schema.orNull(label),
    "entries": Schema.list(
      Schema.object([
        "id": id, "label": label,
        "translations?": Schema.orNull(
          Schema.map(label, "The label in other languages, by their codes.")),
        "retired?": Schema.orNull(Schema.flag),
      ])),
    "retire_others?": Schema.orNull(Schema.flag),
    "in_order?": Schema.orNull(Schema.flag),
  ])

  /// Labels in other languages stand beside the label, as `label.cy`.
  private static let entry: JSONValue = [
    "type": "object",
    "properties": [
      "id": id, "label": label, "number": Schema.whole(1, 1_000, "What stands for it in tables."),
      "retired_on": Schema.orNull(RecordSchemas.day),
    ],
    "required": ["id", "label", "number", "retired_on"],
    "patternProperties": ["^label[.]": label],
    "additionalProperties": false,
  ]

  private static let contents = Schema.object([
    "list": id, "title": label, "entries": Schema.list(entry),
  ])

  private static let named = Schema.object(["entries": Schema.list(id, least: 1)])

  private static let change = Schema.object([
    "list": id, "added": Schema.whole(0), "changed": Schema.whole(0), "retired": Schema.whole(0),
    "offered": Schema.whole(0),
  ])

  static let summaryExample: JSONValue = [
    "list": "funded_groups", "title": "Funded groups", "offered": 2, "retired": 0,
  ]

  static let keptExample: JSONValue = [
    "title": "Funded groups",
    "entries": [
      ["id": "kettle_club", "label": "The kettle club", "translations": ["cy": "Y clwb"]],
      ["id": "seed_bank", "label": "The seed bank"],
    ],
    "in_order": true,
  ]

  static let example: JSONValue = [
    "list": "funded_groups", "title": "Funded groups",
    "entries": [
      ["id": "kettle_club", "label": "The kettle club", "number": 1, "retired_on": nil]
    ],
  ]

  static let changeExample: JSONValue = [
    "list": "funded_groups", "added": 2, "changed": 0, "retired": 0, "offered": 2,
  ]
}
