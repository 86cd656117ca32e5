// Public links: a survey and its responses for whoever has the link, without an account. The token
// stands in the path, so nothing here or in the log writes a path down.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let refusals = [
    404: "There is no such link, and perhaps never was.", 410: "The link takes no more answers.",
  ]

  static let linkRoutes: [Route] = [
    .get(
      "links/{token}", [.link],
      RouteDescription(
        "The survey of a public link",
        answers: [
          AnswerDescription(
            200, "The survey.",
            ContentDescription(Schema.named("Survey"), example: SurveySchemas.example),
            headers: ["ETag": "Its version."]),
          AnswerDescription(304, "The same as the client has, by `If-None-Match`."),
        ],
        refusals: refusals)
    ) { call in
      let published = try await call.engagement.survey(of: call.opened())
      return answer(published, to: call.request)
    },
    .post(
      "links/{token}", [.link],
      RouteDescription(
        "Records a response that came in through a public link",
        detail: "As a response of a researcher; its mode is online if it does not say.",
        body: ContentDescription(
          Schema.named("Response"), example: RecordSchemas.newResponseExample),
        answers: [stored("open-conversation")],
        refusals: refusals.merging([
          409: "The id stands for another record, or for one that was taken back or erased.",
          422: "Answers are refused, each named.",
          429: "Many people answer through the link just now; Retry-After says when.",
        ]) { $1 })
    ) { call in
      let receipt = try await call.engagement.record(call.body(), through: call.opened())
      return .json(receipt.bytes, status: .created)
    },
    .post(
      "links/{token}/check", [.link],
      RouteDescription(
        "Judges answers so far", detail: checking,
        body: RecordSchemas.soFar, answers: [RecordSchemas.checked],
        refusals: refusals.merging([
          409: "The survey is closed.",
          429: "Many people answer through the link just now; Retry-After says when.",
        ]) { $1 })
    ) { call in
      .json(.object(try await call.engagement.check(call.body(), through: call.opened())))
    },
  ]
}

extension Call {
  /// The link that somebody came in through.
  fileprivate func opened() throws -> OpenedLink {
    guard let link else { throw Problem(.notFound, "there is nothing at this address") }
    return link
  }
}
