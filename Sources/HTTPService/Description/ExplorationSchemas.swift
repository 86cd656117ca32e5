// What looking around with noise looks like on the wire.

internal import JSON

/// Schemas of exploring, by name.
enum ExplorationSchemas {
  static let all: JSONObject = [
    "NoiseSettings": Schema.object([
      "most": Schema.whole(2, 3), "variance": Schema.number, "hide_below": Schema.whole(10, 100),
      "made_at": RecordSchemas.time,
    ]),
    "NewNoiseTable": Schema.object([
      "most?": Schema.whole(2, 3, "The largest change of a number, in people."),
      "variance?": Schema.number, "hide_below?": Schema.whole(10, 100),
      "replace?": Schema.flag,
    ]),
    "NewExploration": Schema.object([
      "survey": RecordSchemas.surveyId, "indicator": Schema.text(),
      "by": Schema.list(Schema.text(), least: 1),
    ]),
    "Exploration": Schema.object([
      "survey": RecordSchemas.surveyId, "versions": Schema.list(Schema.text()),
      "partnership": Schema.text(), "release": RecordSchemas.uuid, "cut_off": RecordSchemas.time,
      "method": Schema.object([
        "id": Schema.text(), "most": Schema.whole(2, 3), "variance": Schema.number,
        "hide_below": Schema.whole(10),
      ]),
      "indicator": Schema.text(), "label": Schema.text(), "by": Schema.list(Schema.text()),
      "rows": Schema.list(
        Schema.object([
          "group": Schema.map(
            Schema.object(["id": Schema.text(), "label": Schema.text()]), "By what the table is by."
          ),
          "base": Schema.orNull(Schema.whole(0)), "count": Schema.orNull(Schema.whole(0)),
          "value": Schema.orNull(Schema.number),
          "flags": Schema.list(Schema.oneOf(["perturbed", "suppressed"])),
        ])), "tables_left": Schema.whole(0), "notes": Schema.list(Schema.text()),
    ]),
  ]

  /// What a table of noise was made by.
  static let settingsExample: JSONValue = [
    "most": 3, "variance": 2.0390625, "hide_below": 10, "made_at": "2026-11-22T10:00:00Z",
  ]

  /// A table as an example.
  static let example: JSONValue = [
    "survey": "worcs-feeling-safe", "versions": ["1.0.0"], "partnership": "sample",
    "release": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "cut_off": "2026-11-21T10:00:00Z",
    "method": ["id": "cell-key-1", "most": 3, "variance": 2.0390625, "hide_below": 10],
    "indicator": "services_help_safe", "label": "People who say services help them feel safe",
    "by": ["carer"],
    "rows": [
      [
        "group": ["carer": ["id": "yes", "label": "Yes"]], "base": 121, "count": 83, "value": 69,
        "flags": ["perturbed"],
      ]
    ], "tables_left": 29,
    "notes": ["each number was changed at random, by 3 people at most, so rows do not add up"],
  ]
}
