// Safeguarding concerns: raised by whoever records, seen and followed to their end by the partnership's
// leads alone.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let concernRoutes: [Route] = [
    .post(
      "concerns", [.researcher, .coordinator, .steward],
      RouteDescription(
        "Raises a safeguarding concern by hand",
        detail: "The leads are told at once. The id is made by the client; the same sent again"
          + " changes nothing, and another concern needs another id. Whoever raised a concern does not see it again."
          + " A note that cannot be sealed just now is not kept (`note_kept` false, with a `notice`): the concern"
          + " is raised all the same, and the same sent again later brings the note.",
        body: ContentDescription(
          Schema.named("NewConcern"),
          example: ["urgency": "urgent", "note": "She said that she is afraid to go home."]),
        answers: [
          AnswerDescription(
            201, "The leads are told.",
            ContentDescription(
              Schema.object([
                "id": RecordSchemas.uuid, "status": Schema.text(),
                "raised_before?": Schema.flag, "note_kept?": Schema.flag,
                "notice?": Schema.text("What to do about the note."),
              ]),
              example: ["id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "status": "open"]))
        ],
        refusals: [
          404: "There is no such record among those that the sender may see.",
          409: "A concern with this id was raised before, and says something else.",
        ])
    ) { call in
      let raised = try await call.engagement.raiseConcern(
        call.body(), as: call.principal, origin: .http)
      return .json(.object(raised), status: .created)
    },
    .get(
      "concerns", [.steward],
      RouteDescription(
        "Safeguarding concerns, oldest first", detail: "For leads. That they were read is kept.",
        queries: QueryDescription.page + [
          QueryDescription(
            "status", "Only those that have got so far.",
            schema: Schema.oneOf(ConcernStatus.allCases.map(\.rawValue)), example: "open")
        ],
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(
              Schema.named("ConcernPage"), example: ["concerns": [.object(ConcernSchemas.example)]]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let status = try call.word("status", ConcernStatus.self)
      let list = try await call.engagement.concerns(
        status: status, after: page.after, limit: page.limit, as: call.principal, origin: .http)
      let more = status.map { "concerns?status=\($0.rawValue)" } ?? "concerns"
      return .json(
        ["concerns": .array(list.items)], headers: Call.next(list, of: more, limit: page.limit))
    },
    .get(
      "concerns/{id}", [.steward],
      RouteDescription(
        "A safeguarding concern with what was done about it",
        detail: "For leads. That it was read is kept.", answers: [concern], refusals: noConcern)
    ) { call in
      .json(
        .object(
          try await call.engagement.concern(
            call.parameter("id"), as: call.principal, origin: .http)))
    },
    .post(
      "concerns/{id}/record", [.steward],
      RouteDescription(
        "The record that a concern is about, for a stated reason",
        detail:
          "For leads: what was asked and said, and the researcher's note. The reason is kept with"
          + " the concern, and that it was read is kept.",
        body: ContentDescription(
          Schema.named("ConcernLook"), example: ["reason": "To know whom to call first."]),
        answers: [
          AnswerDescription(
            200, "What was said.",
            ContentDescription(
              Schema.named("ConcernRecord"), example: .object(ConcernSchemas.recordExample)))
        ],
        refusals: [
          404: "There is no such concern, or it is about no record.",
          409: "The record was taken back or erased.", 422: "There is no reason.",
        ])
    ) { call in
      .json(
        .object(
          try await call.engagement.concernRecord(
            call.parameter("id"), call.body(), as: call.principal, origin: .http)))
    },
    act(
      "acknowledge", "Takes a concern up, so that nobody else is called",
      "AcknowledgedConcern", ["urgency": "urgent"]
    ) { call, id, body in
      try await call.engagement.acknowledgeConcern(id, body, as: call.principal, origin: .http)
    },
    act(
      "notes", "Writes something down about a concern", "ConcernNote",
      ["note": "Spoke to the person, who is with her sister now."]
    ) { call, id, body in
      try await call.engagement.noteConcern(id, body, as: call.principal, origin: .http)
    },
    act(
      "close", "Closes a concern that was taken up", "ClosedConcern",
      ["outcome": "referred", "note": "Adult social care took it on."]
    ) { call, id, body in
      try await call.engagement.closeConcern(id, body, as: call.principal, origin: .http)
    },
  ]

  private static let noConcern = [404: "There is no such concern."]
  private static let concern = AnswerDescription(
    200, "The concern.",
    ContentDescription(
      Schema.named("Concern"), example: .object(ConcernSchemas.example.with(["history": []]))))

  /// Something that a lead does about a concern.
  private static func act(
    _ name: String, _ summary: String, _ schema: String, _ example: JSONValue,
    _ work: @escaping @Sendable (Call, String, JSONObject) async throws -> JSONObject
  ) -> Route {
    .post(
      "concerns/{id}/\(name)", [.steward],
      RouteDescription(
        summary, detail: "For leads.",
        body: ContentDescription(Schema.named(schema), example: example), answers: [concern],
        refusals: noConcern.merging([409: "The concern has moved on; read it again."]) { $1 })
    ) { call in
      .json(.object(try await work(call, call.parameter("id"), call.body())))
    }
  }
}
