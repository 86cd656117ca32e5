// Numbers of people by group, from census tables: what every release shows who was heard beside.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static func tables(_ text: String) -> AnswerDescription {
    AnswerDescription(
      200, text,
      ContentDescription(Schema.named("Population"), example: PopulationSchemas.example))
  }

  private static func answer(_ tables: [PopulationTable], _ warnings: [String] = []) -> Response {
    let groups = JSONValue.array(tables.flatMap(\.rows).map { .object($0) })
    return warnings.isEmpty
      ? .json(["groups": groups])
      : .json(["groups": groups, "warnings": .array(warnings.map { .string($0) })])
  }

  static let populationRoutes: [Route] = [
    .get(
      "population", [.coordinator, .steward, .administrator],
      RouteDescription(
        "The tables of the population that are in use",
        queries: [
          QueryDescription(
            "survey", "Those that one survey's releases use.", example: "worcs-feeling-safe")
        ], answers: [tables("The groups of every table.")],
        refusals: [404: "No such survey is published."])
    ) { call in
      answer(
        try await call.engagement.population(survey: call.query("survey"), as: call.principal))
    },
    .put(
      "population", [.coordinator, .administrator],
      RouteDescription(
        "Brings in tables of the population",
        detail: """
          For each role that the groups name, its table is these groups from now on; other roles stay. \
          With a survey the tables are that one's alone. \
          `warnings` says where a table adds up to other people than the one before it or than those of other \
          roles; tables that came in together are refused for that.
          """,
        body: ContentDescription(
          Schema.named("NewPopulation"), example: PopulationSchemas.newExample),
        answers: [tables("The tables as they are now.")],
        refusals: [
          400: "A group is none; the first is named.", 404: "No such survey is published.",
          422: "The table cannot be used; the message says which group and why.",
        ])
    ) { call in
      let body = try await call.body()
      let survey = body["survey"] ?? .null
      guard let list = body["groups"]?.array, survey.isNull || survey.string != nil,
        body.keys.allSatisfy(["survey", "groups"].contains)
      else {
        throw Problem(
          .badRequest,
          "send {\"groups\": [{\"by\": …, \"group\": …, \"people\": …}]}, and"
            + " \"survey\" where it is one survey's population")
      }
      let kept = try await call.engagement.keepPopulation(
        PopulationTable.groups(json: list), survey: survey.string, as: call.principal,
        origin: .http)
      return answer(kept.tables, kept.warnings)
    },
  ]
}
