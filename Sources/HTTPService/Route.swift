// The table of routes: what exists, who may use it, and what answers. Everything but the two health
// checks is registered from here.

internal import Engagement
internal import Foundation
public import HTTPTypes
internal import Hummingbird
internal import JSON
public import Storage

/// One route of the service. There is none without a description.
public struct Route: Sendable {
  /// The HTTP method.
  public let method: HTTPRequest.Method
  /// The path below the base, with parameters in braces: `surveys/{survey}/responses`.
  public let path: String
  /// Who may use it.
  public let roles: Set<Role>
  /// What a client has to know of it.
  public let description: RouteDescription
  let answer: Handler
  /// Stores the one record that it takes, in a transaction that also asks whether a remembered token works.
  var store: Store?

  /// Whether the token of a public link in the path stands for signing in.
  public var isPublic: Bool { roles == [.link] }

  /// Whether anyone may use it, without signing in: what the body names is what it opens.
  public var isForAnyone: Bool { roles.isEmpty }

  /// Answers a request for whoever is signed in.
  typealias Handler = @Sendable (Call) async throws -> Response

  /// Stores a record that was sent, for whoever is signed in.
  typealias Store = @Sendable (SentRecord) async throws -> Receipt

  /// Whether it stores one record.
  var storesRecord: Bool { store != nil }

  /// A `POST` of one record, answered with its receipt once it is stored.
  static func record(
    _ path: String, _ roles: Set<Role>, _ description: RouteDescription, _ store: @escaping Store
  ) -> Route {
    var route = post(path, roles, description) { call in
      let sent = SentRecord(
        body: try await call.body(), survey: try call.surveyOfPath(), engagement: call.engagement,
        principal: call.principal, token: call.token)
      return .json(try await store(sent).bytes, status: .created)
    }
    route.store = store
    return route
  }

  static func get(
    _ path: String, _ roles: Set<Role>, _ description: RouteDescription,
    _ answer: @escaping Handler
  ) -> Route {
    Route(method: .get, path: path, roles: roles, description: description, answer: answer)
  }

  static func post(
    _ path: String, _ roles: Set<Role>, _ description: RouteDescription,
    _ answer: @escaping Handler
  ) -> Route {
    Route(method: .post, path: path, roles: roles, description: description, answer: answer)
  }

  static func delete(
    _ path: String, _ roles: Set<Role>, _ description: RouteDescription,
    _ answer: @escaping Handler
  ) -> Route {
    Route(method: .delete, path: path, roles: roles, description: description, answer: answer)
  }

  static func put(
    _ path: String, _ roles: Set<Role>, _ description: RouteDescription,
    _ answer: @escaping Handler
  ) -> Route {
    Route(method: .put, path: path, roles: roles, description: description, answer: answer)
  }
}

/// A record that came in, by whichever way it was read from the connection.
struct SentRecord: Sendable {
  let body: JSONObject
  /// The survey that the path names; empty where it names none.
  let survey: String
  let engagement: Engagement
  /// Whoever is signed in.
  let principal: Principal
  /// The token, where it is only remembered; the transaction that stores asks whether it works.
  let token: RememberedToken?
}

/// One request with what is needed to answer it.
struct Call: Sendable {
  let request: Request
  let context: HarkRequestContext
  let engagement: Engagement
  /// Whoever is signed in, or came in through a link; nobody, where anyone may come.
  let principal: Principal
  /// The link that the path names.
  var link: OpenedLink?
  /// The token, where it is only remembered; the transaction that stores asks whether it works.
  var token: RememberedToken?

  /// A parameter of the path.
  func parameter(_ name: String) throws -> String {
    let text = try context.parameters.require(name)
    // As nearly everybody writes it.
    if text.utf8.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != 0 }) { return text }
    guard let decoded = text.removingPercentEncoding, !decoded.contains("\0") else {
      throw Problem(.notFound, "there is nothing at this address: a part of it is not UTF-8 text")
    }
    return decoded
  }

  /// The survey that the path names; empty where it names none.
  func surveyOfPath() throws -> String {
    context.parameters.get("survey") == nil ? "" : try parameter("survey")
  }

  /// A parameter of the query, or nil; one that is not valid text is refused.
  func query(_ name: String) throws -> String? {
    guard let text = request.uri.queryParameters[name[...]] else { return nil }
    guard !text.contains("\0") else {
      throw Problem(.badRequest, "the query's '\(name)' holds a NUL character; take it out")
    }
    return String(text)
  }

  /// Refuses queries that the route's description does not name, so that a slip is not taken for
  /// "everything".
  static func refuseQueries(of request: Request, except described: [QueryDescription]) throws {
    let known = described.map(\.name)
    for (name, _) in request.uri.queryParameters where !known.contains(String(name)) {
      let list = known.isEmpty ? "none" : known.joined(separator: ", ")
      throw Problem(.badRequest, "the query has a name this route does not know; it knows \(list)")
    }
    for name in known where request.uri.queryParameters[values: name[...]].count > 1 {
      throw Problem(.badRequest, "the query names '\(name)' twice; name it once")
    }
  }

  /// The header with the address of the next page; nothing at the end.
  static func next(_ list: ListPage, of path: String, limit: Int) -> HTTPFields {
    guard let next = list.next else { return [:] }
    let mark = path.contains("?") ? "&" : "?"
    return [
      .link: "<\(HTTPService.base)/\(path)\(mark)after=\(next)&limit=\(limit)>; rel=\"next\""
    ]
  }

  /// `after` and `limit` of a list.
  func page() throws -> (after: String?, limit: Int) {
    let after = try query("after")
    guard after.map({ $0.unicodeScalars.count <= QueryDescription.longestCursor }) ?? true else {
      throw Problem(
        .badRequest, "after is where the page before ended: take it from the header Link, as it is")
    }
    guard let text = try query("limit") else { return (after, 100) }
    guard let limit = Int(text), (1...1_000).contains(limit) else {
      throw Problem(.badRequest, "limit is a whole number from 1 to 1000")
    }
    return (after, limit)
  }
}

extension Principal {
  /// Whoever comes without signing in, to a route for anyone: belongs to no partnership, and sees
  /// nothing of any.
  static let nobody = Principal(
    partnership: UUID(), partnershipSlug: "", account: UUID(), accountName: "", role: .link)
}
