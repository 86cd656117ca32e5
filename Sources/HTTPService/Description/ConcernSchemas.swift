// What safeguarding concerns look like on the wire.

internal import JSON
internal import Storage

/// Schemas of concerns, by name.
enum ConcernSchemas {
  static let all: JSONObject = [
    "NewConcern": newConcern, "ConcernSummary": Schema.object(keys),
    "ConcernPage": Schema.object(["concerns": Schema.list(Schema.named("ConcernSummary"))]),
    "Concern": Schema.object(keys.with(["history": Schema.list(event)])),
    "AcknowledgedConcern": Schema.object([
      "urgency?": Schema.orNull(urgency), "note?": note, "keep_hold?": keepHold,
    ]),
    "ConcernLook": Schema.object([
      "reason": Schema.text("Why it has to be read; kept with the concern.", most: 2_000)
    ]),
    "ConcernRecord": Schema.object([
      "concern": RecordSchemas.uuid,
      "record": ["type": "object", "description": "The record with its answers and note."],
      "asked_and_answered": Schema.list(
        Schema.object([
          "question": Schema.text(), "answer": Schema.anything,
          "in_words": Schema.text("The answer by its label."),
        ])),
    ]),
    "ConcernNote": Schema.object(["note": Schema.text(most: 20_000)]),
    "ClosedConcern": Schema.object([
      "outcome": outcome, "note": Schema.text(most: 20_000), "keep_hold?": keepHold,
    ]),
  ]

  private static let urgency = Schema.oneOf(ConcernUrgency.allCases.map(\.rawValue))
  private static let outcome = Schema.oneOf(ConcernOutcome.allCases.map(\.rawValue))
  private static let note = Schema.orNull(Schema.text("For leads alone.", most: 20_000))
  private static let keepHold = Schema.orNull(Schema.flag)

  private static let newConcern = Schema.object([
    "id?": Schema.orNull(
      Schema.text("Made by the client; sent again it changes nothing.", format: "uuid")),
    "record?": Schema.orNull(
      Schema.text("The response or conversation that it is about.", format: "uuid")),
    "urgency?": Schema.orNull(urgency), "note?": note,
  ])

  private static let keys: JSONObject = [
    "id": RecordSchemas.uuid, "raised_at": RecordSchemas.time, "raised_by": RecordSchemas.uuid,
    "raised_how": Schema.oneOf(["answer", "phrase", "hand"]),
    "record": Schema.orNull(RecordSchemas.uuid), "survey": Schema.orNull(RecordSchemas.surveyId),
    "version": Schema.orNull(Schema.text()), "questions": Schema.list(Schema.text()),
    "urgency": urgency, "status": Schema.oneOf(ConcernStatus.allCases.map(\.rawValue)),
    "holds_record": Schema.flag, "alerts": Schema.whole(0), "acknowledged_at?": RecordSchemas.time,
    "closed_at?": RecordSchemas.time, "outcome?": outcome,
  ]

  private static let event = Schema.object([
    "at": RecordSchemas.time, "what": Schema.text(), "who": Schema.text(), "note?": Schema.text(),
    "alert?": RecordSchemas.uuid, "level?": Schema.whole(1), "mail?": Schema.flag,
    "webhook?": Schema.flag, "outcome?": outcome, "read_record?": Schema.flag,
  ])

  /// What is told beside a survey.
  static let advice = Schema.object([
    "steps?": Schema.list(Schema.text()), "contact?": Schema.text(),
    "help_lines": Schema.list(
      Schema.object([
        "name": Schema.text(), "number": Schema.text(), "hint?": Schema.text(),
        "checked_on": RecordSchemas.day,
      ])),
    "opens_until?": Schema.text(
      "The last day on which a form may show these numbers.", format: "date"),
  ])

  /// A record that a concern is about, as an example.
  static let recordExample: JSONObject = [
    "concern": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35",
    "record": [
      "id": "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11", "survey": "worcs-feeling-safe",
      "answers": ["safe": "no"],
    ],
    "asked_and_answered": [
      ["question": "Do you feel safe at home?", "answer": "no", "in_words": "No"]
    ],
  ]

  /// A concern as an example.
  static let example: JSONObject = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "raised_at": "2026-11-20T10:00:00.000Z",
    "raised_by": "5b7c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "raised_how": "answer",
    "record": "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11", "survey": "worcs-feeling-safe",
    "version": "1.0.0", "questions": ["safe"], "urgency": "not_assessed", "status": "open",
    "holds_record": true, "alerts": 1,
  ]
}
