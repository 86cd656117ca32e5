// Surveys: published versions, for whoever is signed in.

internal import Crypto
internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let surveyRoutes: [Route] = [
    .get(
      "surveys", Set(Role.allCases),
      RouteDescription(
        "The surveys that are published",
        answers: [
          AnswerDescription(
            200, "All of them, oldest first.",
            ContentDescription(
              Schema.named("SurveyList"),
              example: ["surveys": [.object(SurveySchemas.summaryExample)]]),
            headers: ["ETag": "Stands for exactly this list."]), unchanged,
        ])
    ) { call in
      let list: JSONValue = [
        "surveys": .array(try await call.engagement.surveys(as: call.principal))
      ]
      let digest = Data(SHA256.hash(data: list.canonical())).base64EncodedString()
      return answer(list, tag: "\"\(digest)\"", to: call.request)
    },
    .get("surveys/{survey}", Set(Role.allCases), published("The newest version of a survey")) {
      call in
      try await answer(call, version: nil)
    },
    .get(
      "surveys/{survey}/versions/{version}", Set(Role.allCases), published("A version of a survey")
    ) { call in
      try await answer(call, version: try call.parameter("version"))
    },
    .get(
      "surveys/{survey}/progress", [.coordinator],
      RouteDescription(
        "How far a survey is, in exact counts, and who is not heard yet",
        answers: [
          AnswerDescription(
            200, "The counts.", ContentDescription(["type": "object"], example: ["responses": 12]))
        ],
        refusals: [404: "No such survey is published."])
    ) { call in
      let progress = try await call.engagement.progress(
        survey: call.parameter("survey"), as: call.principal, origin: .http)
      return .json(.object(progress.json))
    },
  ]

  private static let unchanged = AnswerDescription(
    304, "The same as the client has, by `If-None-Match`.")

  private static func published(_ summary: String) -> RouteDescription {
    RouteDescription(
      summary,
      answers: [
        AnswerDescription(
          200, "The survey, in every language it has.",
          ContentDescription(Schema.named("Survey"), example: SurveySchemas.example),
          headers: [
            "ETag":
              "Stands for exactly this survey, its lists, whether it is open and current, and what is told beside it."
          ]),
        unchanged,
      ],
      refusals: [404: "No such survey is published."])
  }

  private static func answer(_ call: Call, version: String?) async throws -> Response {
    answer(
      try await call.engagement.survey(
        call.parameter("survey"), version: version, as: call.principal), to: call.request)
  }

  /// A survey, unless the client has it.
  static func answer(_ published: PublishedSurvey, to request: Request) -> Response {
    answer(published.json, tag: "\"\(published.tag)\"", to: request)
  }

  private static func answer(
    _ body: @autoclosure () -> JSONValue, tag: String, to request: Request
  ) -> Response {
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
    if request.knows(tag) {
      return Response(status: .notModified, headers: headers)
    }
    return .json(body(), headers: headers)
  }
}
