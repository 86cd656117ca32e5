// Answers from below the router: what came was no request, or came too slowly. They say the same and
// carry the same headers as every other.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

/// A problem as a connection answers it by itself, before it closes.
struct BareAnswer {
  let head: HTTPResponseHead
  let body: ByteBuffer

  init(_ problem: Problem) {
    let bytes = Response.problemBytes(problem)
    var headers = HTTPHeaders()
    for field in CarefulHeaders.fields { headers.add(name: field.name.rawName, value: field.value) }
    for field in Response.problemHeaders(problem) {
      headers.add(name: field.name.rawName, value: field.value)
    }
    headers.add(name: "Cache-Control", value: "no-store")
    headers.add(name: "Content-Length", value: String(bytes.count))
    headers.add(name: "Connection", value: "close")
    head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: problem.httpStatus),
      headers: headers)
    body = ByteBuffer(bytes: bytes)
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
