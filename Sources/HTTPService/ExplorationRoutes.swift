// Looking around in released answers with noise: the steward's secret table, and tables for coordinators.

internal import Engagement
internal import Findings
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static func settings(_ status: Int, _ text: String) -> AnswerDescription {
    AnswerDescription(
      status, text,
      ContentDescription(
        Schema.named("NoiseSettings"), example: ExplorationSchemas.settingsExample))
  }

  static let explorationRoutes: [Route] = [
    .get(
      "findings/noise-tables", [.coordinator, .steward],
      RouteDescription(
        "What the table of noise was made by", detail: "Never what is in it.",
        answers: [settings(200, "The table in use.")],
        refusals: [404: "There is no table yet."])
    ) { call in
      .json(.object(try await call.engagement.noiseSettings(as: call.principal)))
    },
    .post(
      "findings/noise-tables", [.steward],
      RouteDescription(
        "Makes a secret table of noise",
        detail: "Numbers with other noise of the same people can be averaged, so one is made once.",
        body: ContentDescription(
          Schema.named("NewNoiseTable"), example: ["most": 3, "variance": 2, "hide_below": 10]),
        answers: [settings(201, "What it was made by.")],
        refusals: [
          409: "There is a table already.", 422: "Such a table would protect too little.",
          503: "The key that seals it is missing.",
        ])
    ) { call in
      let body = try await call.body()
      let usual = NoiseSettings.standard
      let most = body["most"] ?? .number(Double(usual.most))
      let variance = body["variance"] ?? .number(usual.variance)
      let hideBelow = body["hide_below"] ?? .number(Double(usual.hideBelow))
      let replace = body["replace"] ?? .bool(false)
      guard let most = most.int, let variance = variance.number, let hideBelow = hideBelow.int,
        let replace = replace.bool,
        body.keys.allSatisfy(["most", "variance", "hide_below", "replace"].contains)
      else {
        throw Problem(
          .badRequest, "send {\"most\": 3, \"variance\": 2, \"hide_below\": 10}, or less of it")
      }
      let made = try await call.engagement.makeNoise(
        NoiseSettings(checked: most, variance, hideBelow), replacing: replace, as: call.principal,
        origin: .http)
      return .json(.object(made), status: .created)
    },
    .post(
      "findings/explorations", [.coordinator],
      RouteDescription(
        "A table with noise of what was released",
        detail: """
          Of the people whom the last release counted, by roles, questions, `place`, and `period.month` \
          or `wave`, that the survey names no table of. The \
          same people give the same number however they are asked for. Only so many different tables of a \
          survey are shown in a year, and nothing sensitive. Not for publication.
          """,
        body: ContentDescription(
          Schema.named("NewExploration"),
          example: [
            "survey": "worcs-feeling-safe", "indicator": "services_help_safe",
            "by": ["carer", "sex"],
          ]),
        answers: [
          AnswerDescription(
            200, "The table; what is hidden is null.",
            ContentDescription(
              Schema.named("Exploration"), example: ExplorationSchemas.example))
        ],
        refusals: [
          404: "No such survey is published, nothing of it is released, or there is no noise.",
          422: "The table is not shown; the message says why.",
          503: "The key that opens the table of noise is missing.",
        ])
    ) { call in
      let body = try await call.body()
      guard let survey = body["survey"]?.string, let indicator = body["indicator"]?.string,
        let by = body["by"]?.array, !by.isEmpty, by.allSatisfy({ $0.string != nil }),
        body.count == 3
      else {
        throw Problem(
          .badRequest, "send {\"survey\": ID, \"indicator\": ID, \"by\": [\"age_band\", …]}")
      }
      return .json(
        .object(
          try await call.engagement.explore(
            survey: survey, indicator: indicator,
            by: by.compactMap(\.string).joined(separator: ","), as: call.principal, origin: .http)))
    },
  ]
}
