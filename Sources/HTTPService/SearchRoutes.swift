// Search: "has this been asked before?"

internal import Engagement
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let searchRoutes: [Route] = [
    .get(
      "search", [.researcher, .coordinator, .commissioner, .steward],
      RouteDescription(
        "What was asked, heard, found and planned before",
        detail:
          "Questions, themes and findings of published surveys, plans, cycles and experiments, and conversations, as far as the reader may see them; of a conversation that it holds the words, never a word of it. Of more than 1,000 conversations that hold the words, the newest 1,000 are compared, and `newest_only` says so.",
        queries: [
          QueryDescription(
            "q",
            "All of these words; \"in quotes\" together, or between, - before what must not be there.",
            schema: Schema.text(least: 1, most: 500), example: "warm rooms", isRequired: true),
          QueryDescription(
            "limit", "How many of each kind at most.", schema: Schema.whole(1, 100, standard: 20),
            example: 20),
        ],
        answers: [
          AnswerDescription(
            200, "The best of each kind first.",
            ContentDescription(
              Schema.named("SearchResults"),
              example: [
                "questions": [], "themes": [], "findings": [], "work": [], "conversations": [],
                "partial": false, "newest_only": false,
              ]))
        ])
    ) { call in
      guard let text = try call.query("q") else {
        throw Problem(.badRequest, "say what to look for: /search?q=WORDS")
      }
      let limit = try call.query("limit").map(Int.init) ?? 20
      guard let limit, (1...100).contains(limit) else {
        throw Problem(.badRequest, "limit is a whole number from 1 to 100")
      }
      return .json(
        .object(try await call.engagement.search(text, limit: limit, as: call.principal).json))
    },
    .get(
      "surveys/{survey}/asked-before", [.researcher, .coordinator, .commissioner, .steward],
      RouteDescription(
        "Which questions of a survey are like those that were asked before",
        detail:
          "Each question of the newest version, in each language, is held against those that the other surveys asked before it was published, and against findings, plans, cycles, experiments and events, as far as the reader may see them. `answered` is how many did, as it was released. Questions of shared blocks, and those about who somebody is, are counted and not compared with each other.",
        queries: [
          QueryDescription(
            "limit", "How many questions at most.", schema: Schema.whole(1, 1000, standard: 50),
            example: 50)
        ],
        answers: [
          AnswerDescription(
            200, "The questions that are most like earlier ones first.",
            ContentDescription(
              Schema.named("AskedBefore"),
              example: ["alike": [], "more": 0, "standard": ["questions": 0, "surveys": 0]]))
        ],
        refusals: [404: "No such survey is published."])
    ) { call in
      let limit = try call.query("limit").map(Int.init) ?? 50
      guard let limit, (1...1_000).contains(limit) else {
        throw Problem(.badRequest, "limit is a whole number from 1 to 1000")
      }
      return .json(
        .object(
          try await call.engagement.askedBefore(
            survey: call.parameter("survey"), limit: limit, as: call.principal
          ).json))
    },
  ]
}
