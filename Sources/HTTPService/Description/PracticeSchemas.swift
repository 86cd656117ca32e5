// What plans, cycles and experiments look like on the wire; made from their fields, so that a field is
// written down once.

internal import JSON
internal import Practice

/// Schemas of plans, cycles and experiments, by name.
enum PracticeSchemas {
  static let all: JSONObject = {
    var schemas: JSONObject = [
      "NewAdvice": Schema.object(given(PanelAdvice.fields)),
      "Advice": Schema.object(
        kept(PanelAdvice.fields).with([
          "id": RecordSchemas.uuid, "plan_revision": Schema.whole(1),
          "given_at": RecordSchemas.time,
        ])),
      "PracticeHistory": Schema.object([
        "versions": Schema.list(
          Schema.object([
            "revision": Schema.whole(1), "made_at": RecordSchemas.time,
            "content": Schema.map(Schema.anything),
          ]))
      ]),
    ]
    for kind in PracticeKind.allCases {
      schemas[new(kind)] = Schema.object(
        given(kind.fields).with("id?", Schema.orNull(RecordSchemas.uuid)))
      schemas[edit(kind)] = Schema.object(
        JSONObject(kind.fields.map { ("\($0.name)?", Schema.orNull(schema($0))) }))
      schemas[listed(kind)] = Schema.object(shown(kind))
      schemas[read(kind)] = Schema.object(
        kind == .plan
          ? shown(kind).with([
            "advice": Schema.list(Schema.named("Advice")),
            "warnings": Schema.list(
              Schema.text(), "What to look at: its survey is not known under this id."),
            "asked_before?": Schema.named("AskedBefore"),
          ]) : shown(kind))
    }
    return schemas
  }()

  static func new(_ kind: PracticeKind) -> String { "New\(name(kind))" }
  static func edit(_ kind: PracticeKind) -> String { "\(name(kind))Edit" }
  static func listed(_ kind: PracticeKind) -> String { "\(name(kind))Listed" }
  static func read(_ kind: PracticeKind) -> String { name(kind) }

  /// A record as an example: as it is sent, with what every field that it needs says.
  static func example(_ kind: PracticeKind) -> JSONValue {
    switch kind {
    case .plan:
      [
        "title": "Warm rooms, winter round", "survey": "warm-rooms",
        "decision": "Which rooms stay open; the partnership's board, in March.",
        "missed": ["people who do not go out"], "level": "involve", "feedback_on": "2099-04-30",
      ]
    case .cycle:
      [
        "title": "Getting about", "focus": ["buses to the surgery"],
        "inception_on": "2026-10-01", "inception": "Residents named it first.",
      ]
    case .experiment:
      [
        "title": "A bus that waits", "what": "People miss the bus after the clinic.",
        "so_what": "They do not come again.", "now_what": "The bus waits ten minutes.",
        "review_month": "2027-03",
      ]
    case .event:
      [
        "title": "Getting to the surgery", "held_on": "2026-11-20", "survey": "minutes",
        "topics": ["buses", "phones"], "invited": ["residents", "practice staff"],
      ]
    }
  }

  /// The id of a survey, published or not.
  static let survey = survey(nil)

  private static func survey(_ about: String?) -> JSONValue {
    Schema.text(about, pattern: "^[a-z][a-z0-9-]*$", most: 100)
  }

  private static func name(_ kind: PracticeKind) -> String {
    kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
  }

  private static func given(_ fields: [PracticeField]) -> JSONObject {
    JSONObject(
      fields.map { field in
        field.isRequired
          ? (field.name, schema(field)) : ("\(field.name)?", Schema.orNull(schema(field)))
      })
  }

  private static func kept(_ fields: [PracticeField]) -> JSONObject {
    JSONObject(fields.map { ($0.name, Schema.orNull(schema($0))) })
  }

  private static func shown(_ kind: PracticeKind) -> JSONObject {
    var keys = kept(kind.fields).with([
      "id": RecordSchemas.uuid, "stage": Schema.text("How far it has come."),
      "revision": Schema.whole(1), "made_at": RecordSchemas.time, "edited_at": RecordSchemas.time,
    ])
    if kind == .plan {
      keys["obstacles"] = Schema.list(
        Schema.text(), "Why its survey is not to be published yet; empty: nothing is in the way.")
    }
    return keys
  }

  private static func schema(_ field: PracticeField) -> JSONValue {
    switch field.content {
    case .text(let most):
      Schema.text(field.label, pattern: field.isRequired ? "\\S" : nil, most: most)
    case .texts: Schema.list(Schema.text(most: 200), field.label)
    case .word(let words): Schema.oneOf(words, field.label)
    case .day: Schema.text(field.label, format: "date")
    case .month: Schema.text(field.label, pattern: "^[0-9]{4}-[0-9]{2}$")
    case .place: Schema.text(field.label, most: 64)
    case .survey: survey(field.label)
    case .record: Schema.text(field.label, format: "uuid")
    }
  }
}
