// What was promised to people in conversations: what is open, and that a promise was kept.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let followUpRoutes: [Route] = [
    .get(
      "follow-ups", [.researcher, .coordinator],
      RouteDescription(
        "What was promised to people in conversations, oldest first",
        detail:
          "What is not done yet, or with state=all everything. A researcher sees their own, a coordinator"
          + " the partnership's. What a person took back is not there.",
        queries: [FollowUpSchemas.state] + QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(Schema.named("FollowUps"), example: FollowUpSchemas.listExample),
            headers: nextPage)
        ])
    ) { call in
      let state = try call.word("state", FollowUpSchemas.State.self) ?? .open
      let page = try call.page()
      let list = try await call.engagement.followUps(
        openOnly: state == .open, after: page.after, limit: page.limit, as: call.principal,
        origin: .http)
      return .json(
        ["follow_ups": .array(list.items)],
        headers: Call.next(list, of: "follow-ups?state=\(state.rawValue)", limit: page.limit))
    },
    .post(
      "follow-ups/{id}/done", [.researcher, .coordinator],
      RouteDescription(
        "Writes down that what was promised in a conversation was done",
        detail: "Without a day it was today; null: it was not done after all.",
        body: ContentDescription(
          Schema.named("FollowUpDone"), example: ["done_on": "2026-12-01"]),
        answers: [
          AnswerDescription(
            200, "It is kept.",
            ContentDescription(
              Schema.named("KeptFollowUp"), example: FollowUpSchemas.doneExample))
        ],
        refusals: [
          404: "There is no such conversation, or nothing was promised in it.",
          409: "The person took it back.", 422: "The day cannot be.",
        ])
    ) { call in
      .json(
        .object(
          try await call.engagement.keepPromise(
            call.parameter("id"), call.body(), as: call.principal, origin: .http)))
    },
  ]
}
