// A client of a running server that asks and records as a program with a token does.

import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// A client for the responses to one survey.
struct ServiceClient: Sendable {
  var http = RecordingClient.makeHTTP()
  let port: Int
  let token: String
  let survey: String

  /// Runs a test with a client, which is shut down afterwards.
  static func with(
    port: Int, token: String, survey: String, _ body: (ServiceClient) async throws -> Void
  ) async throws {
    let client = ServiceClient(port: port, token: token, survey: survey)
    let result: Result<Void, any Error>
    do {
      try await body(client)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    try await client.http.shutdown()
    try result.get()
  }

  /// The text of whatever is at an address.
  func text(_ path: String) async throws -> (status: Int, text: String) {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    if !token.isEmpty { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    let response = try await http.execute(request, timeout: .seconds(60 * Int64(patience)))
    let bytes = try await response.body.collect(upTo: 1 << 24)
    return (Int(response.status.code), String(buffer: bytes))
  }

  /// Sends a request and reads its answer.
  func send(
    _ method: HTTPMethod, _ path: String, body: JSONObject? = nil,
    headers: [(String, String)] = []
  ) async throws -> (status: Int, body: JSONValue) {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = method
    if !token.isEmpty { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: JSONValue.object(body).encoded(.compact)))
    }
    let response = try await http.execute(request, timeout: .seconds(30 * Int64(patience)))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    return (Int(response.status.code), try JSONValue.parse(text))
  }

  /// The survey, or one of its versions.
  func survey(version: String? = nil) async throws -> JSONValue {
    let tail = version.map { "/versions/\($0)" } ?? ""
    return try await send(.GET, "/api/v1/surveys/\(survey)\(tail)").body
  }

  /// Sends a response.
  func post(
    _ answers: JSONObject, version: String? = nil
  ) async throws -> (status: Int, body: JSONValue) {
    var body: JSONObject = [
      "id": .string(UUID().uuidString.lowercased()),
      "consent": ["form": "spoken", "scopes": ["analyse": true]], "answers": .object(answers),
    ]
    body["version"] = version.map { .string($0) }
    return try await send(.POST, "/api/v1/surveys/\(survey)/responses", body: body)
  }

  /// Sends a response that has to be taken.
  func record(_ answers: JSONObject, version: String? = nil) async throws {
    let (status, body) = try await post(answers, version: version)
    #expect(status == 201, "\(version ?? "") \(answers) \(body)")
  }

  /// Asks until the answer is as wanted; the test's time limit ends it otherwise.
  func waitUntilReady(_ isWanted: (JSONValue) -> Bool) async throws {
    while true {
      let (status, body) = try await send(.GET, "/readyz")
      #expect(status == 200, "a module that does not load stops nothing")
      if isWanted(body) { return }
      try Task.checkCancellation()
    }
  }
}

/// A folder of surveys that a test writes.
struct SurveyFolder {
  let folder: URL

  init(_ folder: URL) { self.folder = folder }

  func write(_ text: String, to path: String) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file, options: .atomic)
  }

  static let consent = """
    hark: 1
    block: consent-test@1
    opening: This is a test.
    safeguarding: If you are in danger we tell somebody.
    scopes:
      analyse: {ask: May we count your answers?}
      quote: {ask: May we quote you?}
    """
}
