// The tables of an event, and which conversation was held at which of them.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let eventRoutes: [Route] = [
    .get(
      "events/{id}/tables", [.researcher, .coordinator],
      RouteDescription(
        "The tables of an event, oldest first",
        detail:
          "Each is a conversation; what was said is not shown. A researcher sees their own, a coordinator all.",
        queries: QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page, with how many there are in all.",
            ContentDescription(Schema.named("EventTables"), example: EventSchemas.tablesExample),
            headers: nextPage)
        ],
        refusals: [404: "There is no event with this id."])
    ) { call in
      let page = try call.page()
      let id = try call.parameter("id")
      let tables = try await call.engagement.tables(
        ofEvent: id, after: page.after, limit: page.limit, as: call.principal)
      return .json(
        .object(tables.json),
        headers: Call.next(tables.page, of: "events/\(id)/tables", limit: page.limit))
    },
    .put(
      "conversations/{id}/table", [.researcher, .coordinator],
      RouteDescription(
        "Says at which table of an event a conversation was held",
        detail: "What was said before is replaced.",
        body: ContentDescription(Schema.named("NewTableSeat"), example: EventSchemas.seatExample),
        answers: [
          AnswerDescription(
            200, "It is kept.",
            ContentDescription(Schema.named("TableSeat"), example: EventSchemas.seatedExample))
        ],
        refusals: [
          404: "There is no conversation with this id.", 422: "There is no such event.",
        ])
    ) { call in
      .json(
        .object(
          try await call.engagement.seat(
            call.parameter("id"), call.body(), as: call.principal, origin: .http)))
    },
  ]
}
