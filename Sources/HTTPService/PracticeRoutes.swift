// Engagement plans with a panel's advice, cycles and experiments. The three are written down alike.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Practice
internal import Storage

extension HTTPService {
  static let practiceRoutes: [Route] = PracticeKind.allCases.flatMap(routes(of:)) + [adviceRoute]

  private static let workers = Set(PracticeKind.readers)

  private static func routes(of kind: PracticeKind) -> [Route] {
    [listRoute(kind), addRoute(kind), readRoute(kind), editRoute(kind), historyRoute(kind)]
  }

  private static func listRoute(_ kind: PracticeKind) -> Route {
    .get(
      "\(kind.rawValue)s", workers,
      RouteDescription(
        "The partnership's \(kind.rawValue)s, oldest first",
        queries: [
          QueryDescription(
            "survey", "Those about one survey.", schema: PracticeSchemas.survey,
            example: "worcs-feeling-safe")
        ] + QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(
              Schema.object([
                "\(kind.rawValue)s": Schema.list(Schema.named(PracticeSchemas.listed(kind)))
              ]
              ),
              example: [:]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let list = try await call.engagement.practices(
        kind, survey: call.query("survey"), after: page.after, limit: page.limit,
        as: call.principal)
      return .json(
        .object(["\(kind.rawValue)s": .array(list.items)]),
        headers: Call.next(list, of: "\(kind.rawValue)s", limit: page.limit))
    }
  }

  private static func addRoute(_ kind: PracticeKind) -> Route {
    .post(
      "\(kind.rawValue)s", Set(kind.writers),
      RouteDescription(
        "Writes down \(kind.named)",
        detail: "With an id of your own a second try changes nothing."
          + (kind == .plan
            ? " The answer says what is like it, and like the questions of its survey, and was asked before (`asked_before`)."
            : ""),
        body: ContentDescription(
          Schema.named(PracticeSchemas.new(kind)), example: PracticeSchemas.example(kind)),
        answers: [read(kind, 201, "It is kept.")],
        refusals: [
          409: "The id stands for another record.", 422: "Fields are refused, each named.",
        ])
    ) { call in
      let view = try await call.engagement.add(
        kind, call.body(), as: call.principal, origin: .http)
      guard kind == .plan else { return answer(view, .created) }
      // The plan is kept, whatever becomes of the search.
      let plan = try? await call.engagement.withAskedBefore(view, as: call.principal)
      return answer(plan ?? view, .created)
    }
  }

  private static func readRoute(_ kind: PracticeKind) -> Route {
    .get(
      "\(kind.rawValue)s/{id}", workers,
      RouteDescription(
        kind.named.prefix(1).uppercased() + kind.named.dropFirst(),
        answers: [read(kind, 200, "As it stands.")],
        refusals: [404: "There is none with this id."])
    ) { call in
      answer(try await call.engagement.practice(kind, call.parameter("id"), as: call.principal))
    }
  }

  private static func editRoute(_ kind: PracticeKind) -> Route {
    .put(
      "\(kind.rawValue)s/{id}", Set(kind.writers),
      RouteDescription(
        "Edits \(kind.named)",
        detail:
          "Fields that are left out stay, null empties one. If-Match names the version it was made on; every earlier version is kept.",
        body: ContentDescription(
          Schema.named(PracticeSchemas.edit(kind)), example: ["title": "A clearer title"]),
        answers: [read(kind, 200, "As it stands now.")],
        refusals: [
          404: "There is none with this id.", 412: "It was edited meanwhile.",
          422: "Fields are refused, each named.", 428: "If-Match is missing.",
        ])
    ) { call in
      answer(
        try await call.engagement.edit(
          kind, call.parameter("id"), call.body(), made: call.editedVersion(),
          as: call.principal, origin: .http))
    }
  }

  private static func historyRoute(_ kind: PracticeKind) -> Route {
    .get(
      "\(kind.rawValue)s/{id}/history", workers,
      RouteDescription(
        "Every version of \(kind.named)",
        answers: [
          AnswerDescription(
            200, "The versions, the first first.",
            ContentDescription(Schema.named("PracticeHistory"), example: ["versions": []]))
        ],
        refusals: [404: "There is none with this id."])
    ) { call in
      let versions = try await call.engagement.history(
        of: kind, call.parameter("id"), as: call.principal)
      return .json(["versions": .array(versions.map { .object($0) })])
    }
  }

  private static let adviceRoute = Route.post(
    "plans/{id}/advice", workers,
    RouteDescription(
      "What one of a panel says of a plan",
      detail:
        "What the same panellist said before stands no more. A survey is not published while the advice that stands is to pause its plan or not to do it.",
      body: ContentDescription(
        Schema.named("NewAdvice"),
        example: ["panellist": "resident 2", "plain_words": "ok", "advice": "go"]),
      answers: [read(.plan, 201, "The plan with all advice on it.")],
      refusals: [404: "There is no plan with this id.", 422: "Fields are refused, each named."])
  ) { call in
    let view = try await call.engagement.advise(
      on: call.parameter("id"), call.body(), as: call.principal, origin: .http)
    return answer(view, .created)
  }

  private static func read(
    _ kind: PracticeKind, _ status: Int, _ text: String
  ) -> AnswerDescription {
    AnswerDescription(
      status, text,
      ContentDescription(
        Schema.named(PracticeSchemas.read(kind)), example: PracticeSchemas.example(kind)),
      headers: ["ETag": "The version; send it as If-Match to edit."])
  }

  private static func answer(
    _ view: PracticeView, _ status: HTTPResponse.Status = .ok
  ) -> Response {
    var json = view.json
    json["asked_before"] = view.askedBefore.map { .object($0.json) }
    return .json(.object(json), status: status, headers: [.eTag: view.tag])
  }
}
