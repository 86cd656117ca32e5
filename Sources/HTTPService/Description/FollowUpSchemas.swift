// What promises to people look like on the wire.

internal import Engagement
internal import JSON

/// Schemas of follow-ups, by name.
enum FollowUpSchemas {
  static let all: JSONObject = [
    "FollowUps": Schema.object([
      "follow_ups": Schema.list(
        Schema.object(
          ([
            "conversation": RecordSchemas.uuid, "survey": RecordSchemas.surveyId,
            "held_on": RecordSchemas.day, "place_held": Schema.orNull(Schema.text()),
            "overdue": Schema.flag,
          ] as JSONObject).with(read)))
    ]),
    "FollowUpDone": Schema.object(["done_on?": Schema.orNull(RecordSchemas.day)]),
    "KeptFollowUp": Schema.object([
      "conversation": RecordSchemas.uuid, "follow_up_done": Schema.orNull(RecordSchemas.day),
    ]),
  ]

  /// Which promises are asked for.
  enum State: String, CaseIterable { case open, all }

  static let state = QueryDescription(
    "state", "What is not done yet, or everything; open when left out.",
    schema: Schema.oneOf(State.allCases.map(\.rawValue)), example: "open")

  private static let read: JSONObject = [
    "follow_up": Schema.text(), "follow_up_by": Schema.orNull(Schema.text()),
    "follow_up_due": Schema.orNull(RecordSchemas.day),
    "follow_up_done": Schema.orNull(RecordSchemas.day),
  ]

  /// As a conversation takes it, and as an edit changes it.
  static let written: JSONObject = [
    "follow_up?": Schema.orNull(Schema.text("What was promised to the person.", most: 2_000)),
    "follow_up_by?": Schema.orNull(Schema.text("Who sees to it: a role.", most: 200)),
    "follow_up_due?": Schema.orNull(Schema.text("By which day.", format: "date")),
    "follow_up_done?": Schema.orNull(Schema.text("On which day it was done.", format: "date")),
  ]

  static let listExample: JSONValue = [
    "follow_ups": [
      [
        "conversation": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "open-conversation",
        "held_on": "2026-11-20", "place_held": nil, "overdue": false,
        "follow_up": "To ring about the ramp.", "follow_up_by": "the housing team",
        "follow_up_due": "2026-12-01", "follow_up_done": nil,
      ]
    ]
  ]
  static let doneExample: JSONValue = [
    "conversation": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "follow_up_done": "2026-12-01",
  ]
}
