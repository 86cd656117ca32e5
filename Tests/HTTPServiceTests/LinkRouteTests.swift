// Public links over HTTP: what comes in without an account, and that nothing comes out.

import Engagement
import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import Storage
import Synchronization
import Testing

extension Service {
  /// A link to a survey that people fill in themselves.
  func addLink(
    isClosed: Bool = false, most: Int? = nil, place: String? = nil
  ) async throws -> (token: String, id: UUID) {
    let coordinator = try await engagement.signIn(tokens[.coordinator] ?? "")
    _ = try await engagement.publish("worcs-feeling-safe", as: coordinator, origin: .cli)
    let link = try await engagement.addLink(
      to: "worcs-feeling-safe", place: place, until: nil, most: most, as: coordinator, origin: .cli)
    if isClosed {
      try await engagement.closeLink(link.id.uuidString, as: coordinator, origin: .cli)
    }
    return link
  }

  /// The responses to the links' survey, as a coordinator lists them.
  func linkResponses() async throws -> [JSONValue] {
    let coordinator = try await engagement.signIn(tokens[.coordinator] ?? "")
    return try await engagement.responses(
      survey: "worcs-feeling-safe", after: nil, limit: 100, as: coordinator
    ).items
  }
}

/// Hands each line of a log over, with all that stands in it.
private struct StreamLogHandler: LogHandler {
  let take: @Sendable (String) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  init(_ take: @escaping @Sendable (String) -> Void) { self.take = take }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    take("\(event.message) \(metadata) \(event.metadata ?? [:])")
  }
}

@Suite struct LinkRouteTests {
  private static func response(_ id: UUID = UUID(), safe: String = "very_safe") -> String {
    """
    {"id": "\(id.uuidString.lowercased())", "answered_on": "2026-10-01",
     "consent": {"form": "online", "scopes": {"analyse": true}}, "answers": {"safe": "\(safe)"}}
    """
  }

  @Test func `whoever has a link gets the survey and answers it once, without an account`()
    async throws
  {
    try await withService { service in
      let link = try await service.addLink()
      let path = "/api/v1/links/\(link.token)"
      let survey = try await service.send(.get, path, as: nil)
      #expect(survey.status == 200 && survey.body?["survey"] == "worcs-feeling-safe")
      let tag = survey.headers[.eTag] ?? ""
      #expect(
        try await service.send(.get, path, as: nil, headers: [.ifNoneMatch: tag]).status == 304)
      let body = Self.response()
      let first = try await service.send(.post, path, as: nil, body)
      let second = try await service.send(.post, path, as: nil, body)
      #expect(first.status == 201 && second.status == 201 && first.body == second.body)
      #expect(first.body?["answers"] == nil)
      let other = try await service.send(
        .post, path, as: nil, body.replacingOccurrences(of: "very_safe", with: "not_safe"))
      #expect(other.status == 409 && other.body?["code"] == "H007")
      let refused = try await service.send(.post, path, as: nil, Self.response(safe: "canary"))
      #expect(refused.status == 422)
      let unasked = try await service.send(
        .post, path, as: nil, #"{"id": "\#(UUID())", "answers": {"safe": "safe"}}"#)
      #expect(unasked.status == 422)
      let stored = try await service.linkResponses()
      #expect(stored.count == 1 && stored[0]["mode"] == "online")
    }
  }

  @Test func `a link that never was is not found, and one that is over says so`() async throws {
    try await withService { service in
      let open = try await service.addLink(most: 1)
      let body = Self.response()
      #expect(
        try await service.send(.post, "/api/v1/links/\(open.token)", as: nil, body).status == 201)
      let closed = try await service.addLink(isClosed: true)
      for token in [open.token, closed.token] {
        for (method, suffix) in [(HTTPRequest.Method.get, ""), (.post, ""), (.post, "/check")] {
          let over = try await service.send(
            method, "/api/v1/links/\(token)\(suffix)", as: nil,
            method == .get ? nil : Self.response())
          #expect(over.status == 410 && over.body?["code"] == "H035")
        }
      }
      // What came in before is answered as it was: its reply may have been lost.
      #expect(
        try await service.send(.post, "/api/v1/links/\(open.token)", as: nil, body).status == 201)
      let unknown = [
        "plymouth.\(String(repeating: "A", count: 32))", "worcester.\(open.token.suffix(32))",
        "x", ".", "%00", "plymouth.", String(repeating: "x.", count: 200), "a.%F0%9F%98%80",
      ]
      for role in [nil, .researcher, .administrator] as [Role?] {
        var bodies: Set<JSONValue> = []
        for token in unknown {
          let answer = try await service.send(.get, "/api/v1/links/\(token)", as: role)
          #expect(answer.status == 404, "\(token)")
          if let body = answer.body { bodies.insert(body) }
        }
        #expect(bodies.count == 1)
      }
    }
  }

  @Test func `of many who answer at once a link takes no more than it may`() async throws {
    try await withService { service in
      let link = try await service.addLink(most: 5)
      let statuses = await withTaskGroup(of: Int.self) { group in
        for _ in 0..<12 {
          group.addTask {
            let answer = try? await service.send(
              .post, "/api/v1/links/\(link.token)", as: nil, Self.response())
            return answer?.status ?? 0
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 201 } == 5)
      #expect(statuses.count { $0 == 410 } == 7)
      let stored = try await service.linkResponses()
      #expect(stored.count == 5)
    }
  }

  @Test func `too many through one link are told when to come again`() async throws {
    // A clock that stands: on a slow machine a minute goes by meanwhile, and lets more in.
    let now = Date()
    let surroundings = Surroundings(
      now: { now }, identifier: Surroundings.live.identifier,
      randomBytes: Surroundings.live.randomBytes)
    try await withService(surroundings: surroundings) { service, _ in
      let link = try await service.addLink()
      let body = #"{"id": "\#(UUID().uuidString)"}"#
      var last = try await service.send(.post, "/api/v1/links/\(link.token)", as: nil, body)
      for _ in 0..<300 where last.status != 429 {
        last = try await service.send(.post, "/api/v1/links/\(link.token)", as: nil, body)
      }
      #expect(last.status == 429 && last.body?["code"] == "H036")
      #expect(last.headers[.retryAfter].flatMap(Int.init) ?? 0 >= 1)
      let other = try await service.addLink()
      let answer = try await service.send(
        .post, "/api/v1/links/\(other.token)", as: nil, Self.response())
      #expect(answer.status == 201)
    }
  }

  @Test(arguments: [true, false])
  func `a check says what is wrong and what is asked next, and stores nothing`(
    _ isLink: Bool
  ) async throws {
    try await withService { service in
      let link = try await service.addLink()
      let path =
        isLink
        ? "/api/v1/links/\(link.token)/check" : "/api/v1/surveys/worcs-feeling-safe/responses/check"
      func check(_ body: String) async throws -> JSONValue {
        let answer = try await service.send(.post, path, as: isLink ? nil : .researcher, body)
        #expect(answer.status == 200)
        return try #require(answer.body)
      }
      let begin = try await check("{}")
      #expect(begin["next"]?["question"] == "consent.analyse")
      #expect(begin["next"]?["opening"]?.string?.isEmpty == false)
      #expect(begin["complete"] == false && begin["problems"] == [])
      let scopes = """
        "consent": {"form": "online", "scopes": {"analyse": true, "quote": false, \
        "quote_place": false, "share_partners": false, "recontact": false, \
        "analyse_sensitive": false}}
        """
      let consented = try await check("{\(scopes)}")
      #expect(consented["next"]?["question"] == "safe" && consented["missing"] == ["safe"])
      #expect(consented["next"]?["choices"]?.array?.count == 5)
      #expect(consented["next"]?["text"] == "How safe do you feel from day to day?")
      let easy = try await check(#"{\#(scopes), "language": "en-x-easyread"}"#)
      #expect(easy["next"]?["text"] == "How safe do you feel?")
      let wrong = try await check(#"{\#(scopes), "answers": {"safe": "canary"}}"#)
      #expect(wrong["problems"]?[0]?["question"] == "safe" && wrong["complete"] == false)
      let next = try await check(#"{\#(scopes), "answers": {"safe": "very_safe"}}"#)
      #expect(next["next"]?["question"] == "services_help" && next["problems"] == [])
      #expect(next["progress"]?["done"] == 1)
      let passed = try await check(
        #"{\#(scopes), "answers": {"safe": "very_safe", "services_help": null}}"#)
      #expect(passed["next"]?["question"] != "services_help")
      let refused = try await check(
        #"{"consent": {"form": "online", "scopes": {"analyse": false}}}"#)
      #expect(refused["next"] == .null && refused["problems"]?.array?.isEmpty == false)
      let stored = try await service.linkResponses()
      #expect(stored.isEmpty)
    }
  }

  @Test func `R24 the token of a link is in no line of the log`() async throws {
    try await withService { service in
      let link = try await service.addLink()
      let lines = Mutex<[String]>([])
      let logger = Logger(label: "test") { _ in
        StreamLogHandler { line in lines.withLock { $0.append(line) } }
      }
      let application = Application(
        router: HTTPService.router(service.engagement), logger: logger)
      try await application.test(.router) { client in
        for (method, path) in [
          (HTTPRequest.Method.get, link.token), (.post, link.token), (.delete, link.token),
          (.post, "\(link.token)/check"), (.get, "\(link.token)x"), (.get, "\(link.token)/none"),
        ] {
          _ = try await client.execute(uri: "/api/v1/links/\(path)?t=\(link.token)", method: method)
        }
      }
      let log = lines.withLock { $0 }
      #expect(log.contains { $0.contains("links/{token}") })
      #expect(!log.contains { $0.contains(link.token.suffix(32)) })
    }
  }

  @Test
  func `R14 through a link nobody learns whether a record is there, was taken back or never was`()
    async throws
  {
    try await withService { service in
      let (link, other) = (try await service.addLink(), try await service.addLink())
      let (theirs, elsewhere, gone, researched, never) = (UUID(), UUID(), UUID(), UUID(), UUID())
      func post(_ token: String, _ id: UUID) async throws -> (status: Int, body: JSONValue?) {
        let body = Self.response(id).replacingOccurrences(
          of: #""form": "online","#,
          with: #""form": "online", "receipt_hash": "\#(receiptHash(id.uuidString))","#)
        let answer = try await service.send(.post, "/api/v1/links/\(token)", as: nil, body)
        return (answer.status, answer.body)
      }
      #expect(try await post(link.token, theirs).status == 201)
      #expect(try await post(other.token, elsewhere).status == 201)
      #expect(try await post(link.token, gone).status == 201)
      let taken = try await service.come("withdrawals", code: gone.uuidString)
      #expect(taken.body?["erased"] == 1)
      #expect(try await service.log(researched.uuidString.lowercased(), code: "kept") == 201)
      // What came in through this link is answered as it was; every other id that is taken, alike.
      #expect(try await post(link.token, theirs).status == 201)
      let answers = [
        try await post(link.token, elsewhere), try await post(link.token, gone),
        try await post(other.token, gone), try await post(link.token, researched),
      ]
      #expect(answers.allSatisfy { $0.status == 409 && $0.body?["code"] == "H034" })
      #expect(Set(answers.map(\.body)).count == 1)
      // Reading, editing and judging know no id at all.
      for suffix in ["", "/responses"] {
        for method in [HTTPRequest.Method.get, .put, .delete] {
          var seen: Set<JSONValue?> = []
          for id in [theirs, elsewhere, gone, researched, never] {
            let path = "/api/v1/links/\(link.token)\(suffix)/\(id.uuidString.lowercased())"
            let answer = try await service.send(
              method, path, as: nil, method == .put ? Self.response(id) : nil)
            #expect(answer.status == 404)
            seen.insert(answer.body)
          }
          #expect(seen.count == 1, "\(method) \(suffix)")
        }
      }
      var judged: Set<JSONValue?> = []
      for id in [theirs, elsewhere, gone, researched, never] {
        judged.insert(
          try await service.send(
            .post, "/api/v1/links/\(link.token)/check", as: nil, Self.response(id)
          ).body)
      }
      #expect(judged.count == 1)
      let stored = try await service.linkResponses()
      #expect(stored.count == 2)
    }
  }

  @Test func `R10 a link opens nothing but its own three routes`() {
    let open = HTTPService.routes.filter(\.isPublic).map { "\($0.method.rawValue) \($0.path)" }
    #expect(open == ["GET links/{token}", "POST links/{token}", "POST links/{token}/check"])
    #expect(HTTPService.routes.allSatisfy { $0.isPublic || !$0.roles.contains(.link) })
  }
}
