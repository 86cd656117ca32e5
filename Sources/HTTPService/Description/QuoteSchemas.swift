// What the check of quotes takes and answers on the wire.

internal import Engagement
internal import JSON

/// Schemas of the check of quotes, by name.
enum QuoteSchemas {
  static let all: JSONObject = [
    "QuotesToCheck": Schema.object([
      // A body has at most 1 MiB, which is mostly less than so many texts: no number of items is promised.
      "texts": Schema.list(
        Schema.text(most: Engagement.checkedTexts.longest),
        "The words as they are to be shown, \(Engagement.checkedTexts.count) at most."),
      "accept?": Schema.orNull(
        limited(
          Schema.text(least: 1, most: Engagement.acceptedWords.longest),
          most: Engagement.acceptedWords.count, "Words that were looked at and may stay.")),
    ]),
    "QuoteMarks": Schema.object([
      "marks": Schema.list(
        Schema.object([
          "text": Schema.whole(0, nil, "Which of the texts, from 0."),
          "kind": Schema.oneOf(Engagement.markKinds), "words": Schema.text(),
          "says": Schema.text("What it could be."),
          "from": Schema.whole(0, nil, "Where it begins, in Unicode scalars."),
          "to": Schema.whole(0, nil, "Where it has ended."),
        ]))
    ]),
  ]

  private static func limited(_ items: JSONValue, most: Int, _ about: String) -> JSONValue {
    var schema = Schema.list(items, about).object ?? [:]
    schema["maxItems"] = .number(Double(most))
    return .object(schema)
  }

  static let example: JSONValue = [
    "texts": ["My neighbour Ann brings me soup."], "accept": [],
  ]
  static let marksExample: JSONValue = [
    "marks": [
      [
        "text": 0, "kind": "name", "words": "Ann", "says": "could be a name", "from": 13, "to": 16,
      ]
    ]
  ]
}
