// What a client has to know of a route. It stands beside the route and nowhere else: the interface's
// description (openapi.json) is made from it, and the service refuses queries that it does not name.

internal import JSON

/// A route in words and schemas. Who may use it, its path and its method are said by the route.
public struct RouteDescription: Sendable {
  /// What it does, in one line.
  let summary: String
  /// What else a client should know.
  let detail: String
  /// What the address may say after `?`; every other name is refused.
  let queries: [QueryDescription]
  /// What it takes; nil: nothing.
  let body: ContentDescription?
  /// Its answers when all goes well, by status.
  let answers: [AnswerDescription]
  /// What it may refuse, by status and in words, besides what every route does.
  let refusals: [Int: String]

  /// Describes a route.
  init(
    _ summary: String, detail: String = "", queries: [QueryDescription] = [],
    body: ContentDescription? = nil, answers: [AnswerDescription], refusals: [Int: String] = [:]
  ) {
    (self.summary, self.detail, self.queries) = (summary, detail, queries)
    (self.body, self.answers, self.refusals) = (body, answers, refusals)
  }
}

/// A parameter in an address: after `?`, or a part of the path.
struct QueryDescription: Sendable {
  let name: String
  let text: String
  let schema: JSONValue
  let example: JSONValue
  let isRequired: Bool

  init(
    _ name: String, _ text: String, schema: JSONValue = Schema.text(), example: JSONValue,
    isRequired: Bool = false
  ) {
    (self.name, self.text, self.schema) = (name, text, schema)
    (self.example, self.isRequired) = (example, isRequired)
  }

  /// The longest cursor, in Unicode scalars.
  static let longestCursor = 200

  /// The two parameters of a list that is read a page at a time.
  static let page: [QueryDescription] = [
    QueryDescription(
      "after", "Where the page before ended: take it from the header Link, as it is.",
      schema: Schema.text(most: longestCursor), example: "2026-11-20T10:00:00.000000Z_0f8c"),
    QueryDescription(
      "limit", "How many at most.", schema: Schema.whole(1, 1_000, standard: 100), example: 100),
  ]
}

/// A body on its way in or out.
struct ContentDescription: Sendable {
  let mediaType: String
  let schema: JSONValue
  let example: JSONValue

  /// JSON; a list of lines of JSON, CSV and the like name their media type.
  init(_ schema: JSONValue, example: JSONValue, mediaType: String = "application/json") {
    (self.schema, self.example, self.mediaType) = (schema, example, mediaType)
  }
}

/// An answer when all goes well.
struct AnswerDescription: Sendable {
  let status: Int
  let text: String
  let content: ContentDescription?
  /// Headers that mean something here, with what they mean.
  let headers: [String: String]

  init(
    _ status: Int, _ text: String, _ content: ContentDescription? = nil,
    headers: [String: String] = [:]
  ) {
    (self.status, self.text, self.content, self.headers) = (status, text, content, headers)
  }
}
