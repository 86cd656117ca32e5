// What anyone may ask without a token: whether the service is well, and how to use it.

internal import Engagement
public import HTTPTypes
internal import Hummingbird
internal import JSON
internal import NIOCore

/// A route that needs no token and shows nothing of any partnership.
public struct OpenRoute: Sendable {
  /// The HTTP method.
  public let method: HTTPRequest.Method
  /// The whole path.
  public let path: String
  /// What a client has to know of it.
  public let description: RouteDescription
  let answer: Handler

  /// Answers anyone.
  typealias Handler = @Sendable (Engagement, ServiceMetrics) async throws -> Response

  static func get(
    _ path: String, _ description: RouteDescription, _ answer: @escaping Handler
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
    ) { _, _ in .json(["status": "up"]) },
    .get(
      "/readyz",
      RouteDescription(
        "Whether requests can be answered",
        detail: "A survey module that does not load is listed and stops nothing else.",
        answers: [
          AnswerDescription(
            200, "The database answers, takes writing and is up to date.", readiness),
          AnswerDescription(503, "It is not, for the reason named.", readiness),
        ])
    ) { engagement, _ in
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
    ) { _, _ in
      // One buffer for all: answers share its bytes.
      Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache"],
        body: ResponseBody(byteBuffer: openAPI))
    },
    .get(
      "/metrics",
      RouteDescription(
        "What the service counts about itself",
        detail: "No survey, person or token is named. Keep it from the public with the proxy.",
        answers: [
          AnswerDescription(
            200, "OpenMetrics 1.0.",
            ContentDescription(Schema.text(), example: "# EOF\n", mediaType: metricsType))
        ])
    ) { engagement, metrics in
      let isUp = await engagement.readiness().isReady
      let counts = isUp ? await SafeguardingCounts(engagement) : nil
      let text = metrics.text(engagement, counts, isDatabaseUp: isUp)
      return Response(
        status: .ok, headers: [.contentType: metricsType],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    },
  ]

  private static let metricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8"
  private static let openAPI = ByteBuffer(bytes: OpenAPI.document.encoded(.compact))

  private static let readiness = ContentDescription(
    Schema.object([
      "status": Schema.oneOf(["ready", "not ready"]), "reason": Schema.orNull(Schema.text()),
      "modules_not_loaded": Schema.list(Schema.text()),
    ]), example: ["status": "ready", "reason": nil, "modules_not_loaded": []])
}
