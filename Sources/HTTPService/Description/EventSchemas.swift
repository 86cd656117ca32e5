// What the tables of events, transcripts and minutes look like on the wire.

internal import Conversations
internal import Engagement
internal import JSON
internal import Surveys

/// Schemas of events and texts, by name.
enum EventSchemas {
  static let all: JSONObject = [
    "EventTables": Schema.object([
      "tables": Schema.list(
        Schema.object([
          "table": Schema.text(), "conversation": RecordSchemas.uuid,
          "survey": RecordSchemas.surveyId, "held_on": RecordSchemas.day,
          "place_held": Schema.orNull(Schema.text()), "people": Schema.whole(1, 500),
          "language": Schema.text(), "basis": Schema.oneOf(Basis.allCases.map(\.rawValue)),
          "recorded_at": RecordSchemas.time,
        ])),
      "tables_in_all": Schema.whole(0), "people_in_all": Schema.whole(0),
    ]),
    "NewTableSeat": Schema.object([
      "event": RecordSchemas.uuid, "table": Schema.text(pattern: "\\S", most: 60),
    ]),
    "TableSeat": Schema.object([
      "conversation": RecordSchemas.uuid, "event": RecordSchemas.uuid, "table": Schema.text(),
    ]),
    "NewTranscript": text.with([
      "speakers?": Schema.orNull(
        Schema.map(
          Schema.text(
            "The part, with a number where there are several.",
            pattern:
              "^(\(Speaker.allCases.map(\.rawValue).joined(separator: "|")))( [1-9][0-9]?)?$"),
          "Whom the text calls otherwise, by what it calls them."))
    ]).schema,
    "NewMinutes": text.schema,
  ]

  private static let text: JSONObject = {
    var keys = RecordSchemas.conversationKeys.with(RecordSchemas.table)
      .with(FollowUpSchemas.written)
    keys["id"] = nil
    keys["id?"] = Schema.orNull(Schema.text("Made of the text when left out.", format: "uuid"))
    keys["text"] = Schema.text(
      "What was said or written.", least: 1,
      most: HarkRequestContext.largestBody)
    return keys
  }()

  static let tablesExample: JSONValue = ["tables": [], "tables_in_all": 0, "people_in_all": 0]
  static let seatExample: JSONValue = [
    "event": "6f0d1b35-5d3e-4f6b-9c41-0f8c2a527a2f", "table": "Table 3",
  ]
  static let seatedExample: JSONValue = [
    "conversation": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35",
    "event": "6f0d1b35-5d3e-4f6b-9c41-0f8c2a527a2f", "table": "Table 3",
  ]
  static let transcriptExample: JSONValue = [
    "held_on": "2026-11-20", "setting": "community_centre", "how": "in_person",
    "consent": ["form": "spoken", "scopes": ["analyse": true, "quote": true]],
    "speakers": ["Speaker 1": "researcher"],
    "text": "Speaker 1: What matters to you?\nPerson: The last bus is too early.",
  ]
  static let minutesExample: JSONValue = [
    "held_on": "2026-11-20", "basis": "published", "citation": "Board of a made-up council, item 4",
    "text": "4. Warm rooms\n\nThe board heard that two rooms had closed.",
  ]
}

extension JSONObject {
  fileprivate var schema: JSONValue { Schema.object(self) }
}
