// What receipts and withdrawals look like on the wire.

internal import JSON

/// Schemas of receipts, by name.
enum ReceiptSchemas {
  static let all: JSONObject = [
    "ReceiptCode": Schema.object(keys), "ScopeChange": Schema.object(keys.with(["scopes": scopes])),
    "Held": Schema.object(heading.with(["records": records])),
    "Bundle": Schema.object(heading.with(["records": records, "made_at": RecordSchemas.time])),
    "Withdrawal": Schema.object(
      heading.with([
        "erased": Schema.whole(0), "held": Schema.whole(0), "withdrawn_at": RecordSchemas.time,
      ])),
    "ScopesChanged": Schema.object(
      heading.with([
        "records?": records, "erased?": Schema.whole(0), "held?": Schema.whole(0),
        "withdrawn_at?": RecordSchemas.time,
      ])),
    "ErasedPage": Schema.object(["withdrawals": Schema.list(Schema.object(erased))]),
  ]

  private static let keys: JSONObject = [
    "partnership": Schema.text("The partnership's short name.", most: 63),
    "receipt_hash": Schema.text(
      "Worked out from the six words by the client alone: PBKDF2-SHA256, 600,000 rounds, salt"
        + " `hark` and the short name, 32 bytes.", pattern: "^[0-9a-fA-F]{64}$"),
  ]
  private static let scopes = Schema.map(Schema.flag, "What is not named stays as it is.")
  private static let records = Schema.list(
    [
      "type": "object",
      "description": .string(
        "A record with its survey, scopes and answers by their ids; `readable` has the same in the words that"
          + " the person was asked in."),
      "properties": ["readable": .object(readable)],
    ])
  private static let words: JSONObject = ["type": "string"]
  private static let readable: JSONObject = [
    "type": "object",
    "description": .string(
      "The record in words: `title`, `about`, `answers`, `note`, `promise`, `consent` and `used_for`, in the language of"
        + " the record where the survey has it; `language.notice` says where it has not."),
    "properties": [
      "answers": [
        "type": "array",
        "items": [
          "type": "object",
          "properties": [
            "question": .object(words), "above": .object(words), "asked": .object(words),
            "language": .object(words), "in_words": .object(words), "own_words": .object(words),
            "said": ["type": "array", "items": .object(words)],
            "stored": ["description": "The answer as it is stored, by its ids."],
            "items": ["type": "array", "items": ["type": "object"]],
          ],
        ],
      ]
    ],
  ]
  private static let heading: JSONObject = [
    "partnership": Schema.text(), "gone_at": Schema.orNull(RecordSchemas.time),
    "counted_in": Schema.list(
      Schema.object([
        "release": RecordSchemas.uuid, "survey": RecordSchemas.surveyId,
        "title": Schema.text("What people call the survey."), "cut_off": RecordSchemas.time,
        "says": Schema.text("The same in a sentence."),
        "as_before": [
          "type": "boolean",
          "description": .string(
            "Made after it was taken back, and counts it as the release before did: too few people"
              + " have left or joined since."),
        ],
      ]), "Figures that counted it, which stay as they are."),
  ]
  private static let erased: JSONObject = [
    "kind": Schema.oneOf(["response", "conversation"]), "survey": RecordSchemas.surveyId,
    "reason": Schema.oneOf(["withdrawn", "erased", "retention"]), "at": RecordSchemas.time,
    "kept_by_hold": [
      "type": "boolean",
      "description": "Taken back and not erased yet: a legal hold keeps it, shown to nobody.",
    ],
    "counted_in": Schema.list(
      RecordSchemas.uuid, "Releases that counted it, later ones that count it as before too."),
  ]

  /// A code as an example; nothing is held under it.
  static let codeExample: JSONObject = [
    "partnership": "plymouth",
    "receipt_hash": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
  ]
  /// What is held as an example.
  static let heldExample: JSONObject = [
    "partnership": "plymouth", "gone_at": nil, "counted_in": [], "records": [],
  ]
  /// A withdrawal as an example.
  static let withdrawnExample: JSONObject = [
    "partnership": "plymouth", "gone_at": nil, "counted_in": [], "erased": 1,
    "held": 0,
    "withdrawn_at": "2026-11-20T10:00:00.000Z",
  ]
}
