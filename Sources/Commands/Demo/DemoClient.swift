// Speaks to the demo's own server as its sample accounts would, over HTTP.

internal import AsyncHTTPClient
internal import Engagement
internal import HTTPService
internal import JSON
internal import NIOCore
internal import NIOHTTP1
internal import Storage

/// A client of the demo's server.
struct DemoClient: Sendable {
  let base: String
  let tokens: DemoTokens

  /// What a GET answers.
  func get(_ path: String, as role: Role) async throws -> JSONValue {
    try await send(.GET, path, nil, as: role)
  }

  /// Sends JSON.
  @discardableResult
  func post(_ path: String, _ body: JSONValue, as role: Role) async throws -> JSONValue {
    try await send(.POST, path, body, as: role)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, _ body: JSONValue?, as role: Role
  ) async throws -> JSONValue {
    var request = HTTPClientRequest(url: "\(base)\(HTTPService.base)/\(path)")
    request.method = method
    request.headers.add(name: "Authorization", value: "Bearer \(tokens.secrets[role] ?? "")")
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(body.encoded())
    }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 16 << 20)
    let value = try JSONValue.parse(bytes.readableBytesView)
    guard (200..<300).contains(response.status.code) else {
      if value["code"]?.string == ProblemCode.noRelease.rawValue {
        throw Problem(.noRelease, value["detail"]?.string ?? "")
      }
      throw Problem(
        .failed,
        "the demo's server answered \(method.rawValue) \(path) with \(response.status.code): "
          + value.text())
    }
    return value
  }
}
