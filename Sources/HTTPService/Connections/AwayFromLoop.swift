// Storing a short record takes so little that the event loop of its connection does it itself, without a
// change of threads. Everything else, and the bodies that stream, leave the loop, so that no connection waits
// for another's work.

internal import HTTPTypes
internal import Hummingbird

/// Takes work away from the event loop, but for short requests to a few routes.
struct AwayFromLoop: RouterMiddleware {
  /// The longest body that is read on the loop, in bytes.
  private static let short = 65_536

  /// The routes whose `POST` stays, as the router names them.
  let quick: Set<String>

  func handle(
    _ request: Request, context: HarkRequestContext,
    next: (Request, HarkRequestContext) async throws -> Response
  ) async throws -> Response {
    if request.method == .post, let path = context.endpointPath, quick.contains(path),
      let length = request.headers[.contentLength].flatMap(Int.init), length <= Self.short
    {
      return try await next(request, context)
    }
    var response = try await withTaskExecutorPreference(globalConcurrentExecutor) {
      try await next(request, context)
    }
    guard response.body.contentLength == nil else { return response }
    let body = response.body
    response.body = ResponseBody { writer in
      let writer = writer
      try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await body.write(writer)
      }
    }
    return response
  }
}
