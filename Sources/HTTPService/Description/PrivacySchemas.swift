// What privacy notices and complaints look like on the wire.

internal import Engagement
internal import JSON
internal import Storage

/// Schemas of notices and complaints, by name.
enum PrivacySchemas {
  static let all: JSONObject = [
    "PrivacyNotice": Schema.object([
      "partnership": Schema.text(), "name": Schema.text(), "revision": Schema.whole(1),
      "since": RecordSchemas.time,
      "data_protection": Schema.orNull(
        Schema.object([
          "name": Schema.text("Who answers for data protection: a name or a post."),
          "email": Schema.text("Their address for mail."),
        ])),
      "parts": Schema.list(
        Schema.object(["id": Schema.text(), "title": Schema.text(), "text": Schema.text()])),
    ]),
    "NewPrivacyNotice": Schema.object(
      JSONObject(PrivacyNotice.parts.map { ($0.id, Schema.text("\($0.title): \($0.hint).")) })),
    "NewComplaint": Schema.object([
      "partnership": Schema.text("The partnership's short name.", most: 63),
      "id?": RecordSchemas.uuid, "text": Schema.text(most: 20_000),
      "contact?": Schema.text("How to reach whoever made it.", most: 500),
    ]),
    "Complaint": Schema.object(
      heading.with([
        "text": Schema.text(), "contact": Schema.orNull(Schema.text()),
        "answer": Schema.orNull(Schema.text()),
      ])),
    "AcknowledgedComplaint": Schema.object([:]),
    "ComplaintAnswer": Schema.object(["answer": Schema.text(most: 20_000)]),
    "ClosedComplaint": Schema.object(["outcome": outcome]),
    "ComplaintPage": Schema.object(["complaints": Schema.list(Schema.object(heading))]),
  ]

  /// Where a form's notice stands; null while the partnership has none.
  static let pointer = Schema.orNull(
    Schema.object(["href": Schema.text(), "revision": Schema.whole(1)]))

  private static let outcome = Schema.oneOf(ComplaintOutcome.allCases.map(\.rawValue))
  private static let heading: JSONObject = [
    "id": RecordSchemas.uuid, "status": Schema.oneOf(ComplaintStatus.allCases.map(\.rawValue)),
    "received_at": RecordSchemas.time, "answer_due": RecordSchemas.time, "overdue": Schema.flag,
    "due_soon": Schema.flag,
    "acknowledged_at": Schema.orNull(RecordSchemas.time),
    "answered_at": Schema.orNull(RecordSchemas.time), "outcome": Schema.orNull(outcome),
    "closed_at": Schema.orNull(RecordSchemas.time),
  ]

  /// A notice's parts as an example.
  static let parts = JSONObject(
    PrivacyNotice.parts.map { ($0.id, .string($0.words ?? "Example District (made up).")) })
  /// A notice as an example.
  static let notice: JSONObject = [
    "partnership": "plymouth", "name": "Plymouth", "revision": 1,
    "since": "2026-11-20T10:00:00.000Z",
    "data_protection": [
      "name": "Data protection officer", "email": "dpo@council.example",
    ],
    "parts": [
      ["id": "rights", "title": "Your rights", "text": "You can ask to see what we hold."]
    ],
  ]
  /// A complaint as an example.
  static let complaint: JSONObject = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "status": "open",
    "received_at": "2026-11-20T10:00:00.000Z", "answer_due": "2026-12-20T10:00:00.000Z",
    "overdue": false, "due_soon": false, "acknowledged_at": nil, "answered_at": nil, "outcome": nil,
    "closed_at": nil, "text": "I was never told.", "contact": nil, "answer": nil,
  ]
}
