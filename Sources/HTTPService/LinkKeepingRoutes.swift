// Making, listing and closing public links, for coordinators. How somebody comes in through one is in
// LinkRoutes.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let linkKeepingRoutes: [Route] = [
    .post(
      "surveys/{survey}/links", [.coordinator],
      RouteDescription(
        "Makes a public link to a survey",
        detail:
          "The token is shown this once. Whoever has it answers the survey without an account.",
        body: ContentDescription(
          Schema.named("NewLink"), example: ["until": "2099-12-31", "most": 500]),
        answers: [
          AnswerDescription(
            201, "The link, with its token.",
            ContentDescription(Schema.named("MadeLink"), example: LinkSchemas.madeExample))
        ],
        refusals: [404: "No such survey is published.", 409: "The survey is closed."])
    ) { call in
      let link = try await call.engagement.addLink(
        to: call.parameter("survey"), call.body(), as: call.principal, origin: .http)
      return .json(.object(link), status: .created)
    },
    .get(
      "surveys/{survey}/links", [.coordinator],
      RouteDescription(
        "The public links to a survey, oldest first", detail: "Without their tokens.",
        queries: QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(
              Schema.named("LinkPage"), example: ["links": [.object(LinkSchemas.example)]]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let survey = try call.parameter("survey")
      let list = try await call.engagement.links(
        to: survey, after: page.after, limit: page.limit, as: call.principal)
      // Where there is a next page there are links, so that the id is one of a survey.
      return .json(
        ["links": .array(list.items)],
        headers: Call.next(list, of: "surveys/\(survey)/links", limit: page.limit))
    },
    .delete(
      "surveys/{survey}/links/{id}", [.coordinator],
      RouteDescription(
        "Closes a public link for good", detail: "What came in through it stays.",
        answers: [
          AnswerDescription(
            200, "It takes no more answers.",
            ContentDescription(
              Schema.object(["id": RecordSchemas.uuid, "open": Schema.flag]),
              example: ["id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35", "open": false]))
        ],
        refusals: [404: "There is no open link with this id to the survey."])
    ) { call in
      let id = try call.parameter("id")
      try await call.engagement.closeLink(
        id, to: call.parameter("survey"), as: call.principal, origin: .http)
      return .json(["id": .string(id.lowercased()), "open": false])
    },
  ]
}
