// Responses and conversations. 201 comes only after the commit; a second try of the same content is
// answered with the same bytes.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let responseRoutes: [Route] = [
    .record(
      "surveys/{survey}/responses", [.researcher, .coordinator],
      RouteDescription(
        "Records a response",
        detail: "The id is made by the client: the same content sent again is answered alike.",
        body: ContentDescription(
          Schema.named("Response"), example: RecordSchemas.newResponseExample),
        answers: [stored("open-conversation")],
        refusals: recordRefusals)
    ) { sent in
      try await sent.engagement.record(
        sent.body, survey: sent.survey, as: sent.principal, origin: .http, token: sent.token)
    },
    .post(
      "surveys/{survey}/responses/check", [.researcher, .coordinator],
      RouteDescription(
        "Judges answers so far", detail: checking,
        body: RecordSchemas.soFar, answers: [RecordSchemas.checked],
        refusals: [404: "No such survey is published.", 409: "The survey is closed."])
    ) { call in
      .json(
        .object(
          try await call.engagement.check(
            call.body(), survey: call.parameter("survey"), as: call.principal)))
    },
  ]

  static let nextPage = ["Link": "The next page, with rel=\"next\"; none at the end."]

  static let recordRefusals = [
    404: "No such survey is published.", 409: "The id stands for another record.",
    422: "Answers are refused, each named.",
  ]

  static let checking =
    "Takes what the response takes, as far as it is there, and stores nothing. An answer of null means"
    + " that the question was passed over."

  static func stored(_ survey: String) -> AnswerDescription {
    AnswerDescription(
      201, "Stored: it survives a power cut. The same again is answered with the same bytes.",
      ContentDescription(
        Schema.named("Receipt"), example: RecordSchemas.receiptExample(survey)))
  }

  static let conversationRoutes: [Route] = [
    .record(
      "conversations", [.researcher, .coordinator],
      RouteDescription(
        "Logs a conversation",
        detail: "It is at once a response to its module, with the same id.",
        body: ContentDescription(
          Schema.named("Conversation"), example: RecordSchemas.conversationExample),
        answers: [stored("open-conversation")],
        refusals: recordRefusals)
    ) { sent in
      try await sent.engagement.log(
        sent.body, as: sent.principal, origin: .http, token: sent.token)
    },
    .get(
      "conversations", [.researcher, .coordinator],
      RouteDescription(
        "Conversations, without the words, oldest first",
        detail: "A researcher sees their own, a coordinator the partnership's.",
        queries: QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(
              Schema.named("ConversationPage"),
              example: ["conversations": [.object(RecordSchemas.summaryExample)]]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let list = try await call.engagement.conversations(
        after: page.after, limit: page.limit, as: call.principal)
      return .json(
        ["conversations": .array(list.items)],
        headers: Call.next(list, of: "conversations", limit: page.limit))
    },
  ]
}
