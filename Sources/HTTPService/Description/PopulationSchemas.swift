// What tables of the population, and who was heard beside them, look like on the wire.

internal import JSON

/// Schemas of populations, by name.
enum PopulationSchemas {
  static let all: JSONObject = [
    "Population": Schema.object([
      "groups": Schema.list(
        Schema.object(group.with("survey", Schema.orNull(RecordSchemas.surveyId)))),
      "warnings?": Schema.list(Schema.text("What to look at again.")),
    ]),
    "NewPopulation": Schema.object([
      "survey?": Schema.orNull(RecordSchemas.surveyId),
      "groups": Schema.list(
        Schema.object([
          "by": Schema.text("A role, or the id of a question."),
          "group": Schema.text("A group's id."),
          "people": Schema.number, "source?": Schema.orNull(Schema.text()),
        ]), least: 1),
    ]),
  ]

  private static let group: JSONObject = [
    "by": Schema.text(), "group": Schema.text(), "people": Schema.number,
    "source": Schema.orNull(Schema.text()),
  ]

  /// Who was heard, as releases show it.
  static let heard = Schema.object(
    [
      "by": Schema.text(), "indicator": Schema.text(), "base": Schema.orNull(Schema.whole(0)),
      "source": Schema.orNull(Schema.text()),
      "rows": Schema.list(
        Schema.object([
          "group": Schema.object(["id": Schema.text(), "label": Schema.text()]),
          "population": Schema.orNull(Schema.number),
          "population_percent": Schema.orNull(Schema.number),
          "base": Schema.orNull(Schema.whole(0)), "heard_percent": Schema.orNull(Schema.number),
          "ratio": Schema.orNull(Schema.number), "gap": Schema.orNull(Schema.number),
          "words": Schema.text(),
        ])), "not_heard": Schema.list(Schema.text()), "notes": Schema.list(Schema.text()),
      "not_compared_because": Schema.orNull(Schema.text()), "as_of?": RecordSchemas.time,
    ], "Who was heard beside the population, where its numbers were brought in.")

  /// A table as an example.
  static let newExample: JSONValue = [
    "groups": [
      ["by": "age_band", "group": "age_65_74", "people": 6200, "source": "Census 2021, table 1"]
    ]
  ]

  /// The same as it is read back.
  static let example: JSONValue = [
    "groups": [
      [
        "survey": .null, "by": "age_band", "group": "age_65_74", "people": 6200,
        "source": "Census 2021, table 1",
      ]
    ]
  ]
}
