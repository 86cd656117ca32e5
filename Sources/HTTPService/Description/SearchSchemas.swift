// What a search answers on the wire.

internal import JSON
internal import Practice

/// Schemas of search results, by name.
enum SearchSchemas {
  static let all: JSONObject = [
    "SearchResults": Schema.object([
      "questions": Schema.list(Schema.object(text)), "themes": Schema.list(Schema.object(text)),
      "findings": Schema.list(
        Schema.object(
          text.with([
            "release": Schema.orNull(RecordSchemas.uuid),
            "cut_off": Schema.orNull(RecordSchemas.time),
          ]), "An indicator, with the latest release that shows it.")),
      "work": Schema.list(
        Schema.object([
          "kind": Schema.oneOf(PracticeKind.allCases.map(\.rawValue)), "id": RecordSchemas.uuid,
          "title": Schema.text(), "survey": Schema.orNull(RecordSchemas.surveyId),
        ])),
      "conversations": Schema.list(
        Schema.object([
          "id": RecordSchemas.uuid, "survey": RecordSchemas.surveyId,
          "held_on": RecordSchemas.day, "place_held": Schema.orNull(Schema.text()),
        ])),
      "partial": Schema.flag, "newest_only": Schema.flag,
    ])
  ]

  private static let text: JSONObject = [
    "survey": RecordSchemas.surveyId, "survey_title": Schema.text(), "id": Schema.text(),
    "text": Schema.text(), "language": Schema.text(),
  ]
}
