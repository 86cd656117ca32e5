// What records and problems look like on the wire.

internal import Conversations
internal import JSON
internal import Surveys

/// Schemas of records, by name.
enum RecordSchemas {
  static let all: JSONObject = [
    "Problem": problem, "Response": response, "Conversation": conversation, "Consent": consent,
    "Receipt": receipt, "ConversationSummary": summary, "ConversationPage": page,
    "ConversationRead": Schema.object(
      summaryKeys.with(readKeys).with(table).with(FollowUpSchemas.written).with(attached)),
    "ResponseRead": Schema.object(
      responseSummaryKeys.with(readKeys).with(["conversation?": uuid])), "History": history,
  ]

  static let uuid = Schema.text(format: "uuid")
  static let time = Schema.text(format: "date-time")
  static let day = Schema.text(format: "date")
  static let answers = Schema.map(Schema.anything, "Answers by question, as the survey takes them.")
  static let surveyId = Schema.text(pattern: "^[a-z0-9][a-z0-9_-]*$", most: 100)

  private static let problem = Schema.object(
    [
      "type": Schema.text(format: "uri-reference"), "title": Schema.text(),
      "status": Schema.whole(400, 599), "code": Schema.text(pattern: "^[A-Z][0-9]{3}$"),
      "detail": Schema.text("What is wrong here and what to do."),
      "problems?": Schema.list(
        Schema.object([
          "question": Schema.text(), "code": Schema.text(pattern: "^[A-Z][0-9]{3}$"),
          "message": Schema.text(),
        ]), "Refused answers, by question."),
    ], "RFC 9457. The code never changes its meaning: see docs/problems.md.")

  private static let consent = Schema.object([
    "form": Schema.oneOf(ConsentForm.allCases.map(\.rawValue)),
    "scopes?": Schema.orNull(
      Schema.map(Schema.orNull(Schema.flag), "What is not named is refused.")),
    "given_at?": Schema.orNull(
      Schema.text(
        "When it was given, with its offset; when the record comes in if left out.",
        format: "date-time")),
    "language?": Schema.orNull(Schema.text(most: 35)),
    "wording?": Schema.orNull(
      Schema.text("The wording that was read out; refused if the survey has another.", most: 120)),
    "partners?": Schema.orNull(
      Schema.list(
        Schema.text(pattern: "^[a-z0-9-]{1,63}$", most: 63),
        "Partners that were named, with the scope share_partners; it never grows.")),
    "witness?": Schema.orNull(Schema.text("Who else heard it.", most: 200)),
    "receipt_hash?": Schema.orNull(
      Schema.text("Made from the receipt code by the client alone.", pattern: "^[0-9a-fA-F]{64}$")),
  ])

  private static let response = Schema.object([
    "id": Schema.text(
      "Made by the client: the key by which a second try is known.", format: "uuid"),
    "version?": Schema.orNull(Schema.text("The open one when left out.", most: 40)),
    "answered_on?": Schema.orNull(Schema.text("Today when left out.", format: "date")),
    "place?": Schema.orNull(Schema.text("A code of the directory of places.", most: 64)),
    "mode?": Schema.orNull(Schema.oneOf(Mode.allCases.map(\.rawValue))),
    "language?": Schema.orNull(Schema.text(most: 35)),
    "consent?": Schema.orNull(Schema.named("Consent")), "answers?": Schema.orNull(answers),
    "follows?": follows, "about?": about,
    "conversation?": Schema.orNull(
      Schema.text("The conversation that it belongs to.", format: "uuid")),
  ])

  private static let follows = Schema.orNull(
    Schema.text("The record of the same person that it follows.", format: "uuid"))
  private static let about = Schema.orNull(
    Schema.text("The record of the plan, group or event that it is about.", format: "uuid"))

  private static let conversation = Schema.object(
    conversationKeys.with(table).with(FollowUpSchemas.written))

  /// What a conversation takes besides its table.
  static let conversationKeys: JSONObject = [
    "id": Schema.text(
      "Made by the client: the key by which a second try is known.", format: "uuid"),
    "survey?": Schema.orNull(
      Schema.text("The module; open-conversation when left out.", most: 100)),
    "version?": Schema.orNull(Schema.text(most: 40)),
    "held_on?": Schema.orNull(Schema.text("Today when left out.", format: "date")),
    "place_held?": Schema.orNull(Schema.text(most: 64)),
    "setting?": Schema.orNull(Schema.oneOf(Setting.allCases.map(\.rawValue))),
    "how?": Schema.orNull(Schema.oneOf(Mode.allCases.map(\.rawValue))),
    "people?": Schema.orNull(Schema.whole(1, 500)),
    "language?": Schema.orNull(Schema.text(most: 35)),
    "interpreter?": Schema.orNull(Schema.flag),
    "basis?": Schema.orNull(Schema.oneOf(Basis.allCases.map(\.rawValue))),
    "citation?": Schema.orNull(
      Schema.text("Where it was published, for the basis published.", most: 1_000)),
    "consent?": Schema.orNull(Schema.named("Consent")), "answers?": Schema.orNull(answers),
    "note?": Schema.orNull(Schema.text("What the researcher noticed.", most: 20_000)),
    "follows?": follows, "about?": about,
  ]

  /// At which table of an event a conversation was held.
  static let table: JSONObject = [
    "event?": Schema.orNull(Schema.text("The event that it was part of.", format: "uuid")),
    "table?": Schema.orNull(Schema.text("The table of the event, such as Table 3.", most: 60)),
  ]

  /// The survey responses that belong to a conversation.
  private static let attached: JSONObject = [
    "responses": Schema.list(
      Schema.object([
        "id": uuid, "survey": surveyId, "version": Schema.text(), "answered_on": day,
      ]), "Survey responses that belong to it, as far as the reader may see them.")
  ]

  private static let receipt = Schema.object([
    "id": uuid, "survey": surveyId, "version": Schema.text(), "recorded_at": time,
    "concern_raised?": Schema.flag,
    "scopes_taken_back?": Schema.list(
      Schema.text(), "What the person took back under its receipt code before it came in."),
    "notice?": Schema.text("What that means, for whoever sent it."),
  ])

  private static let summaryKeys: JSONObject = [
    "id": uuid, "survey": surveyId, "version": Schema.text(), "held_on": day,
    "place_held": Schema.orNull(Schema.text()),
    "setting": Schema.oneOf(Setting.allCases.map(\.rawValue)),
    "how": Schema.oneOf(Mode.allCases.map(\.rawValue)), "people": Schema.whole(1, 500),
    "language": Schema.text(), "interpreter": Schema.flag,
    "basis": Schema.oneOf(Basis.allCases.map(\.rawValue)), "recorded_at": time,
    "citation?": Schema.text(),
  ]
  private static let summary = Schema.object(summaryKeys)
  private static let responseSummaryKeys: JSONObject = [
    "id": uuid, "survey": surveyId, "version": Schema.text(), "answered_on": day,
    "place": Schema.orNull(Schema.text()),
    "mode": Schema.oneOf(Mode.allCases.map(\.rawValue)), "language": Schema.text(),
    "basis": Schema.oneOf(Basis.allCases.map(\.rawValue)), "late": Schema.flag,
    "recorded_at": time,
  ]
  /// What a single record says beyond its line in a list.
  private static let readKeys: JSONObject = [
    "note?": Schema.text(), "answers": answers, "calculated?": answers,
    "revision": Schema.whole(1), "withdrawn": Schema.flag, "edited_at?": time,
    "consent?": ["type": "object"], "concern_raised?": Schema.flag, "follows?": uuid,
    "about?": uuid,
  ]
  private static let history = Schema.object([
    "versions": Schema.list(
      ["type": "object", "description": "A version, with when, by whom and why it was made."])
  ])

  private static let page = Schema.object([
    "conversations": Schema.list(Schema.named("ConversationSummary"))
  ])

  /// A response on its way in as an example.
  static let newResponseExample: JSONValue = [
    "id": "7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11",
    "consent": ["form": "spoken", "scopes": ["analyse": true]],
    "answers": ["what_matters": "A bench half way up the hill."],
  ]

  /// A response as far as it is there, and what is said of it.
  static let soFar = ContentDescription(
    ["type": "object", "description": "Fields of a response, as far as they are there."],
    example: ["answers": ["what_matters": "A bench half way up the hill."]])
  static let checked = AnswerDescription(
    200, "What is wrong, and what is asked next.",
    ContentDescription(["type": "object"], example: ["problems": []]))

  /// A conversation as an example.
  static let conversationExample: JSONValue = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "held_on": "2026-10-01", "setting": "home",
    "how": "phone", "consent": ["form": "spoken", "scopes": ["analyse": true, "quote": false]],
    "answers": ["what_matters": "A bench half way up the hill, so that I can rest."],
    "note": "Laughed a lot.",
  ]

  /// A receipt as an example.
  static func receiptExample(_ survey: String) -> JSONValue {
    [
      "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": .string(survey),
      "version": "1.0.0", "recorded_at": "2026-11-20T10:00:00Z",
    ]
  }

  /// A conversation without its words as an example.
  static let summaryExample: JSONObject = [
    "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "open-conversation",
    "version": "1.0.0", "held_on": "2026-10-01", "place_held": nil, "setting": "home",
    "how": "phone", "people": 1, "language": "en", "interpreter": false, "basis": "consent",
    "recorded_at": "2026-11-20T10:00:00Z",
  ]

  private static let readExample: JSONObject = [
    "answers": ["what_matters": "A bench."], "revision": 1, "withdrawn": false,
  ]
  /// A conversation with its words as an example.
  static let conversationReadExample = JSONValue.object(
    summaryExample.with(readExample).with(["responses": []]))
  /// A response with its answers as an example.
  static let responseExample = JSONValue.object(
    ([
      "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "survey": "open-conversation",
      "version": "1.0.0", "answered_on": "2026-10-01", "place": nil, "mode": "in_person",
      "language": "en", "basis": "consent", "late": false, "recorded_at": "2026-11-20T10:00:00Z",
    ] as JSONObject).with(readExample))
}
