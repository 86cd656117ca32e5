// The lists that a partnership keeps for its surveys: read, kept, ordered, retired from.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let keepers: Set<Role> = [.coordinator, .administrator]
  private static let readers: Set<Role> = [.researcher, .coordinator, .administrator]
  private static let missing = "There is no list with this id."

  static let listRoutes: [Route] = [
    .get(
      "lists", readers,
      RouteDescription(
        "The partnership's lists, by id", detail: "Each with the number of its entries.",
        queries: QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(
              Schema.named("ListPage"), example: ["lists": [ListSchemas.summaryExample]]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let list = try await call.engagement.lists(
        after: page.after, limit: page.limit, as: call.principal)
      return .json(
        ["lists": .array(list.items)], headers: Call.next(list, of: "lists", limit: page.limit))
    },
    .get(
      "lists/{list}", readers,
      RouteDescription(
        "A list with its entries, in the order in which they are offered",
        answers: [contents("The list.")], refusals: [404: missing])
    ) { call in
      let list = try await call.engagement.list(call.parameter("list"), as: call.principal)
      return .json(.object(list.json))
    },
    .put(
      "lists/{list}", keepers,
      RouteDescription(
        "Makes a list, or adds entries to it and brings others up to date",
        detail: "Entries that are not named stay as they are, or are retired with retire_others. "
          + "An entry is never deleted: answers name it.",
        body: ContentDescription(Schema.named("KeptList"), example: ListSchemas.keptExample),
        answers: [changed("What became of it.")],
        refusals: [422: "An entry cannot be kept; each fault is named."])
    ) { call in
      let list = try call.parameter("list")
      let change = try await call.engagement.keepList(
        list, call.body(), as: call.principal, origin: .http)
      return .json(.object(change.json(list)))
    },
    .post(
      "lists/{list}/order", keepers,
      RouteDescription(
        "Offers the entries of a list in another order",
        detail: "Those that are named come first, the others after them as they stood. Their "
          + "numbers in tables stay.",
        body: named, answers: [contents("The list as it is offered now.")],
        refusals: [404: missing])
    ) { call in
      let list = try await call.engagement.order(
        Engagement.namedEntries(call.body()), of: call.parameter("list"), as: call.principal,
        origin: .http)
      return .json(.object(list.json))
    },
    retiring(
      "retire", "No longer offers entries", "Answers that name them stay as they are.",
      offered: false),
    retiring("offer", "Offers entries again that were retired", "", offered: true),
  ]

  private static func retiring(
    _ verb: String, _ summary: String, _ detail: String, offered: Bool
  ) -> Route {
    .post(
      "lists/{list}/\(verb)", keepers,
      RouteDescription(
        summary, detail: detail, body: named, answers: [changed("What became of it.")],
        refusals: [404: missing])
    ) { call in
      let list = try call.parameter("list")
      let change = try await call.engagement.retire(
        Engagement.namedEntries(call.body()), of: list, offered: offered, as: call.principal,
        origin: .http)
      return .json(.object(change.json(list)))
    }
  }

  private static let named = ContentDescription(
    Schema.named("NamedEntries"), example: ["entries": ["kettle_club"]])

  private static func contents(_ text: String) -> AnswerDescription {
    AnswerDescription(
      200, text, ContentDescription(Schema.named("KeptEntries"), example: ListSchemas.example))
  }

  private static func changed(_ text: String) -> AnswerDescription {
    AnswerDescription(
      200, text, ContentDescription(Schema.named("ListChange"), example: ListSchemas.changeExample))
  }
}
