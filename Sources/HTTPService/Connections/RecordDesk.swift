// Records that go straight from their connection to the database, without the router. They are most of what
// comes in, and the way through router and streams takes longer than all the rest that Hark does for one.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Storage

/// Takes records for the routes that store one; the rules are those of the routes themselves.
package struct RecordDesk: Sendable {
  /// The longest body that is taken here, in bytes.
  private static let longest = 65_536
  /// The longest text in a path that is surely a survey's name.
  private static let longestName = 200

  /// A route, and what its address begins and ends with around the survey's name.
  private struct Door: Sendable {
    let route: Route
    let start: String
    /// Nil: the address names no survey.
    let end: String?
  }

  private let doors: [Door]
  private let engagement: Engagement
  private let metrics: ServiceMetrics
  private let logger: Logger

  init(_ engagement: Engagement, metrics: ServiceMetrics, logger: Logger) {
    (self.engagement, self.metrics, self.logger) = (engagement, metrics, logger)
    doors = HTTPService.routes.filter { $0.storesRecord && $0.method == .post }.map { route in
      let path = "\(HTTPService.base)/\(route.path)"
      guard let name = path.range(of: "{survey}") else {
        return Door(route: route, start: path, end: nil)
      }
      return Door(
        route: route, start: String(path[..<name.lowerBound]), end: String(path[name.upperBound...])
      )
    }
  }

  /// A request to store a record, as its head says.
  struct Request: Sendable {
    fileprivate let route: Route
    fileprivate let survey: String
    fileprivate let secret: String
    fileprivate let token: RememberedToken
    let start = ContinuousClock.now
  }

  /// What a head asks for; nil: it is not plainly a short record of somebody who signed in a little while
  /// ago, and the router looks at it.
  func request(_ head: HTTPRequestHead) -> Request? {
    guard head.method == .POST, head.version == .http1_1, let (route, survey) = place(head.uri),
      let secret = Self.secret(head.headers), let token = engagement.recall(secret),
      route.roles.contains(token.principal.role)
    else { return nil }
    return Request(route: route, survey: survey, secret: secret, token: token)
  }

  /// The route of an address and the survey that it names; addresses that need reading are none.
  private func place(_ uri: String) -> (Route, String)? {
    for door in doors {
      guard let end = door.end else {
        if uri == door.start { return (door.route, "") }
        continue
      }
      guard uri.utf8.count > door.start.utf8.count + end.utf8.count,
        uri.utf8.count <= door.start.utf8.count + end.utf8.count + Self.longestName,
        uri.hasPrefix(door.start), uri.hasSuffix(end)
      else { continue }
      let survey = uri.utf8.dropFirst(door.start.utf8.count).dropLast(end.utf8.count)
      guard survey.allSatisfy(Self.isPlain) else { continue }
      return (door.route, String(decoding: survey, as: UTF8.self))
    }
    return nil
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  /// The secret of the one token, where the headers say nothing out of the ordinary of the body.
  private static func secret(_ headers: HTTPHeaders) -> String? {
    var (secret, length): (String?, Int?) = (nil, nil)
    var hasType = false
    for (name, value) in headers {
      switch name.lowercased() {
      case "authorization":
        guard secret == nil, value.hasPrefix("Bearer "), value.utf8.count > 7,
          !value.utf8.dropFirst(7).contains(UInt8(ascii: " "))
        else { return nil }
        secret = String(value.dropFirst(7))
      case "content-length":
        guard length == nil, let number = Int(value), (0...longest).contains(number) else {
          return nil
        }
        length = number
      case "content-type":
        guard !hasType, value == "application/json" else { return nil }
        hasType = true
      case "connection": guard value.lowercased() == "keep-alive" else { return nil }
      case "content-encoding", "transfer-encoding", "expect", "upgrade", "trailer": return nil
      default: continue
      }
    }
    return length == nil ? nil : secret
  }

  /// The body's record; nil: the router says what is wrong with it.
  func record(_ body: ByteBuffer) -> JSONObject? {
    (try? JSONValue.parse(Array(body.readableBytesView)))?.object
  }

  /// Stores a record and answers. Whatever goes wrong is only said to somebody who is signed in now.
  func answer(_ request: Request, _ body: JSONObject) async -> BareAnswer {
    var logger = logger
    logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
    metrics.beginAtConnection()
    let answer: BareAnswer
    do {
      answer = BareAnswer(stored: try await store(request, body, logger))
    } catch {
      answer = BareAnswer(Problem.answering(error, isRead: false, logger), closes: false)
    }
    metrics.answered(
      request.route.method.rawValue, "\(HTTPService.base)/\(request.route.path)",
      status: Int(answer.head.status.code), since: request.start, logger)
    return answer.dated()
  }

  private func store(
    _ request: Request, _ body: JSONObject, _ logger: Logger
  ) async throws -> Receipt {
    guard let store = request.route.store else { throw Problem(.failed, "try again") }
    return try await HTTPService.recalling(request.secret, request.route, engagement, logger) {
      try await store(
        SentRecord(
          body: body, survey: request.survey, engagement: engagement,
          principal: request.token.principal, token: request.token))
    }
  }
}
