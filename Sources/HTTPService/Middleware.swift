// What happens to every request: errors become problems, and headers that keep browsers careful.

internal import Engagement
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns whatever is thrown into a problem; what Hark did not foresee is logged without its text.
struct ProblemMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: HarkRequestContext,
    next: (Request, HarkRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error where error is IOError || error is ChannelError {
      // The connection is gone, and with it whoever could be answered: no fault of Hark's.
      return Response(status: .clientClosedRequest)
    } catch {
      return .problem(
        Problem.answering(
          error, isRead: request.method == .get || request.method == .head, context.logger))
    }
  }
}

extension Problem {
  /// What a client is told of an error; what Hark did not foresee is logged.
  static func answering(_ error: any Error, isRead: Bool, _ logger: Logger) -> Problem {
    let problem = Problem(error)
    // A crowd must not fill the log as well: that it was turned away, the request's own line says.
    if problem.httpStatus >= 500, problem.code != ProblemCode.tooBusy.rawValue {
      logger.error(
        "a request failed",
        metadata: [
          "code": "\(problem.code)", "error": "\(type(of: error))", "detail": "\(problem.detail)",
        ])
    }
    return problem.forClients(
      isRead ? "try again in a moment" : "nothing was stored; try again in a moment")
  }

  /// The problem as a client sees it: where the database and the key file are, and why they cannot be
  /// used, is for the operator's log alone.
  func forClients(_ advice: String) -> Problem {
    switch code {
    case ProblemCode.databaseUnavailable.rawValue: Problem(.databaseUnavailable, advice)
    case ProblemCode.keyMissing.rawValue:
      Problem(.keyMissing, advice + ". If it stays, tell the operator, who finds why in the log")
    case ProblemCode.wrongConfiguration.rawValue:
      Problem(.wrongConfiguration, "tell the operator the time, who finds why in the log")
    default: self
    }
  }

  /// A problem from whatever was thrown.
  init(_ error: any Error) {
    if error is HTTPParserError {
      self = Problem(.badRequest, "the body broke off or is not HTTP/1.1; send it again")
      return
    }
    guard let error = error as? any HTTPResponseError else {
      self = Problem(translating: error)
      return
    }
    switch error.status.code {
    case 413:
      self = Problem(.tooLarge, "the body is larger than 1 MiB; send less at once")
    case 404: self = Problem(.notFound, "there is nothing at this address")
    case 400: self = Problem(.badRequest, "the request cannot be read")
    default: self = Problem(.failed, "try again; if it stays, tell the operator the time")
    }
  }
}

extension HTTPResponse.Status {
  /// What stands in the log and in the figures where the client went away in the middle of its request, as
  /// with nginx; it is never sent.
  static let clientClosedRequest = HTTPResponse.Status(
    code: 499, reasonPhrase: "Client Closed Request")
}

/// Headers that hold for every answer.
struct CarefulHeaders: RouterMiddleware {
  /// What browsers may do with an answer: as good as nothing beyond this very place.
  static let fields: HTTPFields = [
    .xContentTypeOptions: "nosniff",
    .referrerPolicy: "no-referrer",
    .contentSecurityPolicy:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
      + "object-src 'none'",
    .strictTransportSecurity: "max-age=31536000; includeSubDomains",
    .crossOriginOpenerPolicy: "same-origin",
    .crossOriginResourcePolicy: "same-origin",
    .permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  ]

  func handle(
    _ request: Request, context: HarkRequestContext,
    next: (Request, HarkRequestContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    // A page with a style of its own has a policy of its own. To look for each of the others first would
    // cost more than all the rest of this.
    let hasPolicy = response.headers.contains(.contentSecurityPolicy)
    for field in Self.fields where !hasPolicy || field.name != .contentSecurityPolicy {
      response.headers.append(field)
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}

extension HTTPField.Name {
  static let link = name("Link")
  static let referrerPolicy = name("Referrer-Policy")
  static let crossOriginOpenerPolicy = name("Cross-Origin-Opener-Policy")
  static let permissionsPolicy = name("Permissions-Policy")

  private static func name(_ text: String) -> HTTPField.Name {
    HTTPField.Name(text) ?? .cacheControl
  }
}
