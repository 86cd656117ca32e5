// What anyone may ask without a token: whether the service is well, and how to use it.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import JSON

/// A route that needs no token and shows nothing of any partnership.
public struct OpenRoute: Sendable {
  /// The HTTP method.
  public let method: HTTPRequest.Method
  /// The whole path.
  public let path: String
  /// What a client has to know of it.
  public let description: RouteDescription
  let answer: @Sendable (Engagement) async throws -> Response

  static func get(
    _ path: String, _ description: RouteDescription,
    _ answer: @escaping @Sendable (Engagement) async throws -> Response
  ) -> OpenRoute {
    OpenRoute(method: .get, path: path, description: description, answer: answer)
  }
}

extension HTTPService {
  /// Every route that needs no token.
  public static let openRoutes: [OpenRoute] = [
    .get(
      "/healthz",
      RouteDescription(
        "Whether the process runs",
        answers: [
          AnswerDescription(
            200, "It does.",
            ContentDescription(Schema.object(["status": Schema.text()]), example: ["status": "up"]))
        ])
    ) { _ in .json(["status": "up"]) },
    .get(
      "/readyz",
      RouteDescription(
        "Whether requests can be answered",
        detail: "A survey module that does not load is listed and stops nothing else.",
        answers: [
          AnswerDescription(200, "The database answers and is up to date.", readiness),
          AnswerDescription(503, "It is not, for the reason named.", readiness),
        ])
    ) { engagement in
      let readiness = await engagement.readiness()
      return .json(
        readiness.json, status: readiness.isReady ? .ok : .serviceUnavailable,
        headers: readiness.isReady ? [:] : [.retryAfter: "5"])
    },
    .get(
      "\(base)/openapi.json",
      RouteDescription(
        "This description",
        answers: [
          AnswerDescription(
            200, "OpenAPI 3.1.",
            ContentDescription(["type": "object"], example: ["openapi": "3.1.0"]))
        ])
    ) { _ in .json(openAPI, headers: [.cacheControl: "no-cache"]) },
  ]

  private static let openAPI: [UInt8] = OpenAPI.document.encoded(.compact)

  private static let readiness = ContentDescription(
    Schema.object([
      "status": Schema.oneOf(["ready", "not ready"]), "reason": Schema.orNull(Schema.text()),
      "modules_not_loaded": Schema.list(Schema.text()),
    ]), example: ["status": "ready", "reason": nil, "modules_not_loaded": []])
}
