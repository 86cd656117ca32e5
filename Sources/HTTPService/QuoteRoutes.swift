// Words that are prepared for others, looked through again: what could still say who somebody is.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  static let quoteRoutes: [Route] = [
    .post(
      "quotes/check", [.researcher, .coordinator, .steward],
      RouteDescription(
        "What in some words could say who somebody is",
        detail:
          "Names, places, numbers, addresses, as far as rules find them: they find too much and also miss things, so that a person reads every quote. Nothing is stored, and no word is taken out.",
        body: ContentDescription(
          Schema.named("QuotesToCheck"), example: QuoteSchemas.example),
        answers: [
          AnswerDescription(
            200, "Every mark, by text; none is left when the words can be shown.",
            ContentDescription(
              Schema.named("QuoteMarks"), example: QuoteSchemas.marksExample))
        ])
    ) { call in
      let body = try await call.body()
      for key in body.map(\.key) where !["texts", "accept"].contains(key) {
        throw Problem(.badRequest, "there is no field '\(key)'; send texts and accept")
      }
      let marks = try await call.engagement.checkQuotes(
        texts(body["texts"], "texts"),
        accepting: body["accept"].map { $0.isNull ? [] : try texts($0, "accept") } ?? [],
        as: call.principal)
      return .json(["marks": .array(marks.map { .object($0) })])
    }
  ]

  private static func texts(_ value: JSONValue?, _ name: String) throws -> [String] {
    guard let items = value?.array, !items.contains(where: { $0.string == nil }) else {
      throw Problem(.badRequest, "'\(name)' is a list of texts")
    }
    return items.compactMap(\.string)
  }
}
