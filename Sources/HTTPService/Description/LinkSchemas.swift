// What public links look like on the wire, for those who keep them.

internal import JSON

/// Schemas of public links, by name.
enum LinkSchemas {
  static let all: JSONObject = [
    "NewLink": newLink, "MadeLink": Schema.object(madeKeys), "Link": Schema.object(keys),
    "LinkPage": Schema.object(["links": Schema.list(Schema.named("Link"))]),
  ]

  private static let most = Schema.orNull(
    Schema.whole(1, 1_000_000_000, "How many responses it takes at most."))
  private static let place = Schema.orNull(
    Schema.text("The code of the place that its responses are from, if they do not say.", most: 64))

  private static let newLink = Schema.object([
    "until?": Schema.orNull(
      Schema.text("The last day on which it takes responses.", format: "date")),
    "most?": most, "place?": place,
  ])

  private static let madeKeys: JSONObject = [
    "id": RecordSchemas.uuid, "survey": RecordSchemas.surveyId, "place": place, "most": most,
    "until": Schema.orNull(RecordSchemas.day),
    "token": Schema.text("The end of its address: /api/v1/links/ and this.", most: 200),
  ]

  private static let keys: JSONObject = [
    "id": RecordSchemas.uuid, "survey": RecordSchemas.surveyId, "place": place, "most": most,
    "until": Schema.orNull(RecordSchemas.time), "taken": Schema.whole(0), "open": Schema.flag,
    "made_at": RecordSchemas.time, "closed_at": Schema.orNull(RecordSchemas.time),
  ]

  /// A link as an example.
  static let example: JSONObject = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "worcs-feeling-safe", "place": nil,
    "until": "2027-01-01T00:00:00.000Z", "most": 500, "taken": 12, "open": true,
    "made_at": "2026-11-20T10:00:00.000Z", "closed_at": nil,
  ]

  /// A link that was made just now as an example.
  static let madeExample: JSONValue = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "worcs-feeling-safe", "place": nil,
    "until": "2099-12-31", "most": 500, "token": "example.made-up-and-opens-nothing",
  ]
}
