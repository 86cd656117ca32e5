// The privacy notice, for anybody; and complaints about data protection: anybody makes one, stewards
// alone see and answer it.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let noComplaint = [404: "There is no such complaint."]
  private static let notice = AnswerDescription(
    200, "The notice.",
    ContentDescription(Schema.named("PrivacyNotice"), example: .object(PrivacySchemas.notice)))
  private static let complaint = AnswerDescription(
    200, "The complaint.",
    ContentDescription(Schema.named("Complaint"), example: .object(PrivacySchemas.complaint)))

  static let privacyRoutes: [Route] = [
    .get(
      "partnerships/{partnership}/privacy-notice", [],
      RouteDescription(
        "A partnership's privacy notice",
        detail: "For anybody: what is done with people's answers.",
        answers: [notice],
        refusals: [404: "There is no such partnership, or it has no notice yet."])
    ) { call in
      .json(.object(try await call.engagement.privacyNotice(of: call.parameter("partnership"))))
    },
    .put(
      "privacy-notice", [.steward],
      RouteDescription(
        "Writes a new privacy notice",
        detail: "Every part needs words. The notice before stays known.",
        body: ContentDescription(
          Schema.named("NewPrivacyNotice"), example: .object(PrivacySchemas.parts)),
        answers: [notice], refusals: [422: "Parts have no words yet, each named."])
    ) { call in
      .json(
        .object(
          try await call.engagement.setPrivacyNotice(
            call.body(), as: call.principal, origin: .http)))
    },
    .post(
      "complaints", [],
      RouteDescription(
        "Makes a complaint about how somebody's data is handled",
        detail: "For anybody, without an account and without a name. It is answered within 30 days,"
          + " where `contact` says how.",
        body: ContentDescription(
          Schema.named("NewComplaint"),
          example: [
            "partnership": "plymouth", "text": "I was never told what you do with my answers.",
            "contact": "01632 960003",
          ]),
        answers: [
          AnswerDescription(
            201, "It came in.",
            ContentDescription(
              Schema.object([
                "id": RecordSchemas.uuid, "status": Schema.text(),
                "answer_due": RecordSchemas.time,
              ]),
              example: [
                "id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "status": "open",
                "answer_due": "2026-12-20T10:00:00.000Z",
              ]))
        ],
        refusals: [
          404: "There is no such partnership.", 409: "The id stands for another complaint.",
          429: "Several complaints came from this address; Retry-After says when.",
        ])
    ) { call in
      let raised = try await call.engagement.raiseComplaint(
        call.body(), from: call.context.origin(of: call.request), origin: .http)
      return .json(.object(raised), status: .created)
    },
    .get(
      "complaints", [.steward],
      RouteDescription(
        "Complaints about data protection, oldest first",
        detail: "Without what they say. That they were read is kept.",
        queries: QueryDescription.page + [
          QueryDescription(
            "status", "Only those that have got so far.",
            schema: Schema.oneOf(ComplaintStatus.allCases.map(\.rawValue)), example: "open")
        ],
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(Schema.named("ComplaintPage"), example: ["complaints": []]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let status = try call.word("status", ComplaintStatus.self)
      let list = try await call.engagement.complaints(
        status: status, after: page.after, limit: page.limit, as: call.principal, origin: .http)
      let more = status.map { "complaints?status=\($0.rawValue)" } ?? "complaints"
      return .json(
        ["complaints": .array(list.items)],
        headers: Call.next(list, of: more, limit: page.limit))
    },
    .get(
      "complaints/{id}", [.steward],
      RouteDescription(
        "A complaint with what it says", detail: "That it was read is kept.",
        answers: [complaint], refusals: noComplaint)
    ) { call in
      .json(
        .object(
          try await call.engagement.complaint(
            call.parameter("id"), as: call.principal, origin: .http)))
    },
    act("acknowledge", "Confirms that a complaint came in", "AcknowledgedComplaint", [:]) {
      call, id, body in
      try await call.engagement.acknowledgeComplaint(
        id, body, as: call.principal, origin: .http)
    },
    act(
      "answer", "Writes down what a complaint was answered", "ComplaintAnswer",
      ["answer": "We told you on the form, and send you the notice again."]
    ) { call, id, body in
      try await call.engagement.answerComplaint(id, body, as: call.principal, origin: .http)
    },
    act(
      "close", "Closes a complaint that was answered or taken back", "ClosedComplaint",
      ["outcome": "partly_upheld"]
    ) { call, id, body in
      try await call.engagement.closeComplaint(id, body, as: call.principal, origin: .http)
    },
  ]

  /// Something that a steward does about a complaint.
  private static func act(
    _ name: String, _ summary: String, _ schema: String, _ example: JSONValue,
    _ work: @escaping @Sendable (Call, String, JSONObject) async throws -> JSONObject
  ) -> Route {
    .post(
      "complaints/{id}/\(name)", [.steward],
      RouteDescription(
        summary, detail: "For stewards.",
        body: ContentDescription(Schema.named(schema), example: example), answers: [complaint],
        refusals: noComplaint.merging([409: "The complaint has moved on; read it again."]) { $1 })
    ) { call in
      .json(.object(try await work(call, call.parameter("id"), call.body())))
    }
  }
}
