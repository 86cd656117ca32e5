// What a person does with their receipt code, without an account. The code never comes here: the body
// holds what the client worked out from its words, and nothing of it stands in an address.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Storage

extension HTTPService {
  private static let refusals = [
    404: "Nothing is held under this code with this partnership; or there is no such partnership.",
    429: "Several codes that are not known were tried from this address; Retry-After says when.",
  ]
  private static let code = ContentDescription(
    Schema.named("ReceiptCode"), example: .object(ReceiptSchemas.codeExample))

  static let receiptRoutes: [Route] = [
    .post(
      "receipts/show", [],
      RouteDescription(
        "What is held under a receipt code",
        detail:
          "Answers, what the person allowed, and what their answers are used for: by ids, and as `readable` in the"
          + " words that the person was asked in.",
        body: code,
        answers: [
          AnswerDescription(
            200, "What is held.",
            ContentDescription(Schema.named("Held"), example: .object(ReceiptSchemas.heldExample)))
        ], refusals: refusals)
    ) { call in
      .json(.object(try await call.engagement.held(call.receipt().opened, origin: .http)))
    },
    .post(
      "receipts/bundle", [],
      RouteDescription(
        "Everything that is held under a receipt code, to take away",
        detail: "The answers with their questions, then every stored row.", body: code,
        answers: [
          AnswerDescription(
            200, "One document.",
            ContentDescription(
              Schema.named("Bundle"),
              example: .object(
                ReceiptSchemas.heldExample.with("made_at", "2026-11-20T10:00:00.000Z"))),
            headers: ["Content-Disposition": "A name for the file."])
        ], refusals: refusals)
    ) { call in
      .json(
        .object(try await call.engagement.bundle(call.receipt().opened, origin: .http)),
        headers: [.contentDisposition: "attachment; filename=\"what-is-held.json\""])
    },
    .post(
      "receipts/scopes", [],
      RouteDescription(
        "Changes what a person allows",
        detail: "Taking back `analyse` takes everything back, as POST /withdrawals does.",
        body: ContentDescription(
          Schema.named("ScopeChange"),
          example: .object(ReceiptSchemas.codeExample.with("scopes", ["quote": false]))),
        answers: [
          AnswerDescription(
            200, "What is held then.",
            ContentDescription(
              Schema.named("ScopesChanged"), example: .object(ReceiptSchemas.heldExample)))
        ], refusals: refusals)
    ) { call in
      let (opened, body) = try await call.receipt()
      return .json(
        .object(try await call.engagement.changeScopes(opened, body, origin: .http)))
    },
    .post(
      "withdrawals", [],
      RouteDescription(
        "Takes back everything that is held under a receipt code, for good",
        detail:
          "Records, earlier versions and what was sent are erased. Published figures stay; the next"
          + " ones are made without them.", body: code,
        answers: [
          AnswerDescription(
            200, "It is gone.",
            ContentDescription(
              Schema.named("Withdrawal"), example: .object(ReceiptSchemas.withdrawnExample)))
        ], refusals: refusals)
    ) { call in
      .json(.object(try await call.engagement.withdraw(call.receipt().opened, origin: .http)))
    },
    .get(
      "withdrawals", [.coordinator, .steward],
      RouteDescription(
        "What was erased, oldest first",
        detail: "No word and no id of it; which releases had counted it.",
        queries: QueryDescription.page,
        answers: [
          AnswerDescription(
            200, "A page.",
            ContentDescription(Schema.named("ErasedPage"), example: ["withdrawals": []]),
            headers: nextPage)
        ])
    ) { call in
      let page = try call.page()
      let list = try await call.engagement.erasedRecords(
        after: page.after, limit: page.limit, as: call.principal)
      return .json(
        ["withdrawals": .array(list.items)],
        headers: Call.next(list, of: "withdrawals", limit: page.limit))
    },
  ]
}

extension Call {
  /// What the receipt code in the body opens, and the body.
  fileprivate func receipt() async throws -> (opened: OpenedReceipt, body: JSONObject) {
    let body = try await body()
    return (try await engagement.openReceipt(body, from: context.origin(of: request)), body)
  }
}
