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
    ]),
    "AskedBefore": Schema.object([
      "alike": Schema.list(
        Schema.object([
          "id": Schema.text("The question, or the plan's field."), "text": Schema.text(),
          "language": Schema.orNull(Schema.text()),
          "earlier": Schema.list(Schema.object(earlier), "The most like first."),
        ]), "What is about to be asked and is like something from before."),
      "more": Schema.whole(0, nil, "How many more questions are like earlier ones."),
      "standard": Schema.object(
        [
          "questions": Schema.whole(0, nil, "Standard ones, such as age, which are not compared."),
          "surveys": Schema.whole(0, nil, "How many other surveys ask them."),
        ]),
    ]),
  ]

  private static let earlier: JSONObject = [
    "kind": Schema.oneOf(
      ["question", "theme", "indicator", "finding"] + PracticeKind.allCases.map(\.rawValue)),
    "survey": Schema.orNull(RecordSchemas.surveyId), "survey_title": Schema.orNull(Schema.text()),
    "version": Schema.orNull(Schema.text()), "id": Schema.text(), "text": Schema.text(),
    "language": Schema.orNull(Schema.text()), "asked_from": RecordSchemas.time,
    "asked_until": Schema.orNull(RecordSchemas.time),
    "answered": Schema.orNull(Schema.whole(0)),
    "release": Schema.orNull(RecordSchemas.uuid), "cut_off": Schema.orNull(RecordSchemas.time),
    "indicator": Schema.orNull(Schema.text()),
  ]

  private static let text: JSONObject = [
    "survey": RecordSchemas.surveyId, "survey_title": Schema.text(), "id": Schema.text(),
    "text": Schema.text(), "language": Schema.text(),
  ]
}
