// Public links: a coordinator makes one, and whoever has it answers the survey without an account.

internal import Crypto
public import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// Makes a link to a survey that people answer themselves. The token is shown this once and kept
  /// nowhere.
  public func addLink(
    to survey: String, place: String?, until: Date?, most: Int?, as principal: Principal,
    origin: Origin
  ) async throws -> (token: String, id: UUID) {
    try require(principal, .coordinator)
    let secret = Data(surroundings.randomBytes(24)).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_")
    let token = "\(principal.partnershipSlug).\(secret)"
    let now = surroundings.now()
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let published = try published(survey, version: nil, on: connection)
        guard published.survey.collectedBy != .researcher else {
          throw Problem(
            .badRequest,
            "the survey '\(survey)' is filled in by a researcher, so it has no link; a survey with"
              + " `collected_by: self` or `both` has")
        }
        guard published.isOpen, until.map({ $0 > now }) ?? true else {
          throw Problem(
            published.isOpen ? .badRequest : .surveyClosed,
            published.isOpen
              ? "the link would be over before it begins; give a later day"
              : "the survey '\(survey)' is closed; reopen it first")
        }
        if let place, try PlaceQueries.find(codes: [place], on: connection).isEmpty {
          throw Problem(.badRequest, "there is no place '\(place)'; see `hark place list`")
        }
        let link = LinkRecord(
          id: surroundings.identifier(), survey: survey, place: place, expiresAt: until, most: most)
        try LinkQueries.insert(link, hash: Self.hash(token), on: connection)
        try audit("link.add", "link", [link.id.uuidString], origin, connection)
        return (token, link.id)
      }
    }
  }

  /// Makes a link as a body asks for it; says all of it, the token this once.
  public func addLink(
    to survey: String, _ body: JSONObject, as principal: Principal, origin: Origin
  ) async throws -> JSONObject {
    var fields = RecordFields(body, reading: .typed, known: ["until", "most", "place"])
    let until = fields.day("until")
    let most = fields.wholeNumber("most", 1...1_000_000_000)
    let place = fields.text("place", atMost: 64)
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    let made = try await addLink(
      to: survey, place: place, until: until.flatMap(Surroundings.end(of:)), most: most,
      as: principal, origin: origin)
    return [
      "id": .string(made.id.uuidString.lowercased()), "token": .string(made.token),
      "survey": .string(survey), "place": place.map { .string($0) } ?? .null,
      "until": until.map { .string($0.description) } ?? .null,
      "most": most.map { .number(Double($0)) } ?? .null,
    ]
  }

  /// The partnership's links, oldest first; those to one survey if it is named.
  public func links(
    to survey: String? = nil, after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    try require(principal, .coordinator)
    let page = Page(
      after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let list = try LinkQueries.list(to: survey, page: page, on: connection)
        return ListPage(list.map { ($0.summary, $0.made.cursor) }, limit: page.limit)
      }
    }
  }

  /// Closes a link for good; one to this survey if it is named.
  public func closeLink(
    _ id: String, to survey: String? = nil, as principal: Principal, origin: Origin
  ) async throws {
    try require(principal, .coordinator)
    try await translating {
      try await database.transaction(as: principal) { connection in
        guard let id = UUID(uuidString: id),
          try LinkQueries.close(id, to: survey, on: connection)
        else {
          throw Problem(
            .notFound, "there is no open link with this id; `hark link list` shows them")
        }
        try audit("link.close", "link", [id.uuidString], origin, connection)
      }
    }
  }

  /// The link that a token opens. Every token that none has is refused alike.
  public func link(_ token: String) async throws -> OpenedLink {
    let missing = Problem(.notFound, "there is no such link; ask whoever gave it to you")
    let isPlain = token.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == 0x2D || byte == 0x2E || byte == 0x5F
    }
    guard isPlain, token.utf8.count <= 200, let dot = token.lastIndex(of: ".") else {
      throw missing
    }
    let found = try await translating {
      try await database.openLink(slug: String(token[..<dot]), tokenHash: Self.hash(token))
    }
    guard let found else { throw missing }
    return found
  }

  /// The survey of a link.
  public func survey(of link: OpenedLink) async throws -> PublishedSurvey {
    let published = try await survey(link.survey, version: nil, as: link.principal)
    guard link.isOpen, published.isOpen else { throw Problem.linkClosed }
    try refuseOldNumbers(published.advice)
    return published
  }

  /// Records a response that came in through a link. What was stored before is answered alike, also
  /// when the link has been closed since.
  public func record(_ body: JSONObject, through link: OpenedLink) async throws -> Receipt {
    let (sent, problems) = ResponseSubmission.read(body)
    let submission = ResponseSubmission(
      id: sent.id, version: sent.version, answeredOn: sent.answeredOn,
      place: sent.place ?? link.place, mode: sent.mode ?? .online, language: sent.language,
      consent: sent.consent, answers: sent.answers, links: sent.links)
    let record = try incoming(submission, body: body, problems: problems, origin: .http)
    if let known = try await repeated(record, through: link) { return known }
    guard link.isOpen else { throw Problem.linkClosed }
    try admit(link, .response)
    do {
      return try await store(
        record, survey: link.survey, as: link.principal, origin: .http, reading: .typed)
    } catch let problem as Problem where problem.code == ProblemCode.otherContent.rawValue {
      // The same sender's other try may have been first.
      guard let known = try await repeated(record, through: link) else { throw Problem.idIsGone }
      return known
    } catch let problem as Problem where problem.code == ProblemCode.withdrawn.rawValue {
      throw Problem.idIsGone
    } catch let problem as Problem where problem.code == ProblemCode.notAllowed.rawValue {
      // The database lets an open link in: this one was closed or filled up just now.
      throw Problem.linkClosed
    }
  }

  /// What `check` says of answers on their way in through a link.
  public func check(_ body: JSONObject, through link: OpenedLink) async throws -> JSONObject {
    guard link.isOpen else { throw Problem.linkClosed }
    try admit(link, .check)
    return try await check(body, of: link.survey, as: link.principal, reading: .typed)
  }

  private func admit(_ link: OpenedLink, _ act: LinkPace.Act) throws {
    guard let seconds = pace.wait(link.principal.account, act, at: surroundings.now()) else {
      return
    }
    var problem = Problem(
      .tooMany, "many people answer through this link just now; try again in \(seconds) seconds")
    problem.retryAfter = seconds
    throw problem
  }

  private func repeated(
    _ record: IncomingRecord, through link: OpenedLink
  ) async throws -> Receipt? {
    let known = try await translating {
      try await database.transaction(as: link.principal, readOnly: true) { connection in
        try LinkQueries.submission(record.id, on: connection)?.content
      }
    }
    guard let known else { return nil }
    guard known.sha256 == record.sha256, known.kind == record.kind, known.survey == link.survey
    else { throw Problem.otherContent }
    return Receipt(bytes: known.result, isRepeat: true)
  }

  private static func hash(_ token: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(token.utf8)))
  }
}

extension Problem {
  /// Whoever comes through a link is not told whether an id that is not theirs stands for a record.
  static let idIsGone = Problem(
    .withdrawn,
    "nothing was stored: this was sent before by another way, or it was taken back or erased, for"
      + " good. Take it off the device; whoever wants to answer again begins a new form")
  static let linkClosed = Problem(
    .linkClosed, "this link takes no more answers. Thank you; ask whoever gave it to you")
}

extension LinkState {
  fileprivate var summary: JSONObject {
    [
      "id": .string(made.id.text), "survey": .string(made.content.survey),
      "place": made.content.place.map { .string($0) } ?? .null,
      "until": made.content.expiresAt.map { .string(timestamp($0)) } ?? .null,
      "most": made.content.most.map { .number(Double($0)) } ?? .null,
      "taken": .number(Double(taken)), "open": .bool(isOpen),
      "made_at": .string(timestamp(made.createdAt)),
      "closed_at": closedAt.map { .string(timestamp($0)) } ?? .null,
    ]
  }
}
