// Bodies in and out: JSON that Hark reads itself, and problems as RFC 9457 writes them.

internal import Engagement
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore
internal import Surveys

extension Call {
  /// What the body says it is, in small letters and without parameters.
  var mediaType: String? {
    let header = request.headers[.contentType]
    // As nearly everybody writes it.
    if header == "application/json" { return header }
    return header?.split(separator: ";").first.map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
  }

  /// Refuses bodies that are packed, which nothing here unpacks.
  func refuseEncodedBody() throws {
    let codings = request.headers[values: .contentEncoding]
    guard codings.allSatisfy({ $0.lowercased() == "identity" }) else {
      throw Problem(.wrongMediaType, "send the body as it is, without Content-Encoding")
    }
  }

  /// The body as a JSON object; 413, 415, 400 or 422 when it is none.
  func body() async throws -> JSONObject {
    guard mediaType == nil || mediaType == "application/json" else {
      throw Problem(.wrongMediaType, "send JSON, with Content-Type: application/json")
    }
    try refuseEncodedBody()
    if let length = request.headers[.contentLength].flatMap(Int.init),
      length > context.maxUploadSize
    {
      throw HTTPError(.contentTooLarge)
    }
    var request = request
    let buffer = try await request.collectBody(upTo: context.maxUploadSize)
    do {
      let value = try JSONValue.parse(Array(buffer.readableBytesView))
      guard let object = value.object else {
        throw Problem(.notJSON, "expected a JSON object: { … }")
      }
      return object
    } catch let problem as JSONProblem {
      throw Problem(json: problem)
    }
  }
}

extension Request {
  /// Whether the client has what a tag stands for: `If-None-Match` with it, in a list or as a weak one
  /// too, or with `*` (RFC 9110, 13.1.2).
  func knows(_ tag: String) -> Bool {
    headers[values: .ifNoneMatch].contains { line in
      // No tag of ours has a comma in it.
      line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.contains {
        $0 == "*" || $0 == tag || $0 == "W/" + tag
      }
    }
  }
}

extension Problem {
  /// The problem as RFC 9457 writes it.
  var json: JSONObject {
    var object: JSONObject = [
      "type": .string("/problems/\(code)"), "title": .string(title),
      "status": .number(Double(httpStatus)), "code": .string(code),
      "detail": .string(detail),
    ]
    if !answers.isEmpty {
      object["problems"] = .array(
        answers.map {
          [
            "question": .string($0.question), "code": .string($0.code.rawValue),
            "message": .string($0.message),
          ]
        })
    }
    return object
  }
}

extension Response {
  /// JSON with a status.
  static func json(
    _ bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    var headers = headers
    if headers[.contentType] == nil { headers[.contentType] = "application/json" }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// JSON with a status.
  static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) -> Response {
    .json(value.encoded(.compact), status: status, headers: headers)
  }

  /// A problem as RFC 9457 writes it.
  static func problem(_ problem: Problem) -> Response {
    .json(
      problemBytes(problem), status: HTTPResponse.Status(code: problem.httpStatus),
      headers: problemHeaders(problem))
  }

  /// The body of a problem.
  static func problemBytes(_ problem: Problem) -> [UInt8] {
    JSONValue.object(problem.json).encoded(.compact)
  }

  /// The headers of a problem: its type, and what a client should do next.
  static func problemHeaders(_ problem: Problem) -> HTTPFields {
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    switch problem.httpStatus {
    case 401: headers[.wwwAuthenticate] = "Bearer"
    case 503: headers[.retryAfter] = "5"
    default: break
    }
    if let seconds = problem.retryAfter { headers[.retryAfter] = "\(seconds)" }
    return headers
  }
}
