// Local accounts: published figures of a council beside its region and England.

internal import Engagement
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let localAccountRoutes: [Route] = [
    .get(
      "local-accounts", Set(Role.allCases),
      RouteDescription(
        "The councils and years of which published figures are there",
        answers: [
          AnswerDescription(
            200, "By name.",
            ContentDescription(
              Schema.object(["councils": Schema.list(Schema.named("LocalAccountChoice"))]),
              example: [
                "councils": [
                  ["area": "E10000034", "name": "Worcestershire", "years": ["2022-23"]]
                ]
              ]))
        ])
    ) { call in
      .json(
        .object([
          "councils": .array(try call.engagement.localAccounts.choices().map { .object($0) })
        ]))
    },
    .get(
      "local-accounts/{area}/{year}", Set(Role.allCases),
      RouteDescription(
        "What was published of a council and year, beside its region and England",
        detail:
          "Figures stand as they were printed; `warnings` say in plain words what keeps them from being compared.",
        answers: [
          AnswerDescription(
            200, "A measure each, by its id.",
            ContentDescription(
              Schema.named("LocalAccount"),
              example: [
                "area": "E10000034", "name": "Worcestershire", "region": "West Midlands",
                "year": "2022-23", "measures": [],
              ]))
        ],
        refusals: [404: "Nothing was published here of this council and year."])
    ) { call in
      .json(
        .object(
          try call.engagement.localAccounts.account(
            area: call.parameter("area"), year: call.parameter("year")
          ).json))
    },
  ]
}
