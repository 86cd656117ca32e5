// Answers from below the router: what came was no request, or came too slowly, or was a record. They say the
// same and carry the same headers as every other.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

/// An answer that a connection gives by itself.
struct BareAnswer {
  private(set) var head: HTTPResponseHead
  let body: ByteBuffer

  /// The headers of every answer.
  private static let headers =
    CarefulHeaders.fields.map { ($0.name.rawName, $0.value) } + [("Cache-Control", "no-store")]

  /// JSON with a status.
  init(_ bytes: [UInt8], status: HTTPResponseStatus, _ fields: [(String, String)]) {
    head = HTTPResponseHead(
      version: .http1_1, status: status,
      headers: HTTPHeaders(Self.headers + [("Content-Length", String(bytes.count))] + fields))
    body = ByteBuffer(bytes: bytes)
  }

  /// A problem, before the connection closes or goes on.
  init(_ problem: Problem, closes: Bool = true) {
    self.init(
      Response.problemBytes(problem), status: HTTPResponseStatus(statusCode: problem.httpStatus),
      Response.problemHeaders(problem).map { ($0.name.rawName, $0.value) }
        + (closes ? [("Connection", "close")] : []))
  }

  /// What was stored.
  init(stored receipt: Receipt) {
    self.init(receipt.bytes, status: .created, [("Content-Type", "application/json")])
  }

  /// The same with the moment, as a server says it that has a clock.
  func dated() -> BareAnswer {
    var answer = self
    answer.head.headers.add(name: "Date", value: HTTPDate.now())
    return answer
  }
}

extension Problem {
  /// What is wrong with bytes that are no request. `isAddress`: they ended within the first line.
  init(unreadable error: any Error, isAddress: Bool, limits: ConnectionLimits) {
    switch error as? HTTPParserError {
    case .headerOverflow where isAddress: self = .longAddress(limits)
    case .headerOverflow:
      self = Problem(
        .headersTooLarge,
        "a header may have \(limits.headerBytes) bytes, and all together \(limits.headersBytes) in"
          + " \(limits.headers) headers")
    case .invalidMethod:
      self = Problem(
        .methodNotAllowed, "no address here takes this method; /api/v1/openapi.json lists them")
    default:
      self = Problem(.badRequest, "what came is not HTTP/1.1; check the client or the proxy")
    }
  }

  /// The address of a request is too long.
  static func longAddress(_ limits: ConnectionLimits) -> Problem {
    Problem(
      .addressTooLong, "an address may have \(limits.addressBytes) bytes; send the rest in a body")
  }

  /// A client sent too slowly.
  static func tooSlow(_ what: String) -> Problem {
    Problem(.tooSlow, "\(what) did not come in time; send it again, in one go")
  }
}
