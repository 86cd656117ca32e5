// Builds the service from the table of routes; tests build the same.

public import Engagement
internal import HTTPTypes
public import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import Storage

/// The HTTP service.
public enum HTTPService {
  /// Where the routes of the interface begin.
  public static let base = "/api/v1"

  /// Every route that needs a token, in the header or, of a link, in the path.
  public static let routes: [Route] =
    surveyRoutes + responseRoutes + batchRoutes + exportRoutes + conversationRoutes + editRoutes
    + linkRoutes
    + linkKeepingRoutes
    + listRoutes
    + findingsRoutes
    + releaseFileRoutes
    + explorationRoutes
    + populationRoutes
    + localAccountRoutes
    + concernRoutes
    + practiceRoutes
    + eventRoutes
    + followUpRoutes
    + documentRoutes
    + receiptRoutes
    + privacyRoutes
    + searchRoutes
    + quoteRoutes

  /// The router of a running Hark.
  public static func router(
    _ engagement: Engagement, metrics: ServiceMetrics = ServiceMetrics()
  ) -> Router<HarkRequestContext> {
    let router = Router(
      context: HarkRequestContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: CarefulHeaders())
    router.add(middleware: RequestLog(metrics: metrics))
    router.add(middleware: ProblemMiddleware())
    router.add(middleware: BodyInvitation())
    router.add(
      middleware: AwayFromLoop(
        quick: Set(routes.filter(\.storesRecord).map { "\(base)/\($0.path)" })))
    for route in openRoutes {
      router.on(RouterPath(route.path), method: route.method) { request, _ in
        try Call.refuseQueries(of: request, except: route.description.queries)
        return try await route.answer(engagement, metrics)
      }
    }
    for route in routes where route.isPublic {
      router.on(path(of: route.path), method: route.method) { request, context in
        let link = try await engagement.link(context.parameters.require("token"))
        let call = Call(
          request: request, context: context, engagement: engagement, principal: link.principal,
          link: link)
        try Call.refuseQueries(of: request, except: route.description.queries)
        return try await route.answer(call)
      }
    }
    for route in routes where route.isForAnyone {
      router.on(path(of: route.path), method: route.method) { request, context in
        let call = Call(
          request: request, context: context, engagement: engagement, principal: .nobody)
        try Call.refuseQueries(of: request, except: route.description.queries)
        return try await route.answer(call)
      }
    }
    for route in routes where !route.isPublic && !route.isForAnyone {
      router.on(path(of: route.path), method: route.method) { request, context in
        let secret = try token(of: request)
        if let response = try await storing(request, context, route, engagement, secret) {
          return response
        }
        let principal = try await engagement.signIn(secret)
        return try await recordingRefusal(of: route, to: principal, engagement, context.logger) {
          try refuse(principal, route)
          let call = Call(
            request: request, context: context, engagement: engagement, principal: principal)
          try Call.refuseQueries(of: request, except: route.description.queries)
          return try await route.answer(call)
        }
      }
    }
    addRefusedMethods(to: router)
    return router
  }

  /// The application that serves the router until it is told to stop.
  public static func application(
    _ engagement: Engagement, host: String, port: Int, limits: ConnectionLimits = .init(),
    logger: Logger, onReady: @escaping @Sendable (Int) async -> Void
  ) -> some ApplicationProtocol {
    let count = ConnectionCount(limits: limits)
    let metrics = ServiceMetrics(connections: count)
    let desk = RecordDesk(engagement, metrics: metrics, logger: logger)
    return Application(
      router: router(engagement, metrics: metrics),
      server: HTTPServerBuilder {
        WatchedChannel(responder: $0, limits: limits, count: count, desk: desk)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
      logger: logger)
  }

  private static func path(of route: String) -> RouterPath { RouterPath("\(base)/\(route)") }

  /// Stores a record for whoever signed in a little while ago: the transaction asks whether their token
  /// still works. Nil: this has to begin with signing in.
  private static func storing(
    _ request: Request, _ context: HarkRequestContext, _ route: Route, _ engagement: Engagement,
    _ secret: String
  ) async throws -> Response? {
    // Who asks before sending a body is refused before it.
    guard route.storesRecord, request.headers[.expect] == nil,
      let token = engagement.recall(secret),
      route.roles.contains(token.principal.role)
    else { return nil }
    return try await recalling(secret, route, engagement, context.logger) {
      try Call.refuseQueries(of: request, except: route.description.queries)
      let call = Call(
        request: request, context: context, engagement: engagement, principal: token.principal,
        token: token)
      return try await route.answer(call)
    }
  }

  /// Answers for whoever signed in a little while ago. Whatever goes wrong is only said to somebody who is
  /// signed in now, and written down.
  static func recalling<Answer>(
    _ secret: String, _ route: Route, _ engagement: Engagement, _ logger: Logger,
    _ answer: () async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await answer()
    } catch {
      let principal = try await engagement.signIn(secret)
      return try await recordingRefusal(of: route, to: principal, engagement, logger) {
        throw error
      }
    }
  }

  /// The token that a request brings.
  private static func token(of request: Request) throws -> String {
    let header = request.headers[.authorization] ?? ""
    // As nearly everybody writes it.
    if header.hasPrefix("Bearer "), !header.utf8.dropFirst(7).contains(UInt8(ascii: " ")),
      header.utf8.count > 7
    {
      return String(header.dropFirst(7))
    }
    let words = header.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bearer" else {
      throw Problem(.notSignedIn, "send your token in the header Authorization: Bearer …")
    }
    return String(words[1])
  }

  private static func refuse(_ principal: Principal, _ route: Route) throws {
    guard route.roles.contains(principal.role) else {
      throw Problem(
        .notAllowed,
        "a \(principal.role.rawValue) may not do this; ask your partnership's administrator")
    }
  }

  /// Answers, and records in the audit trail when it is refused. That the trail cannot be written
  /// does not change the answer: nothing was done.
  static func recordingRefusal<Answer>(
    of route: Route, to principal: Principal, _ engagement: Engagement, _ logger: Logger,
    _ answer: () async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await answer()
    } catch {
      let problem = Problem(error)
      guard problem.isForAudit else { throw error }
      do {
        try await engagement.recordRefusal(
          of: "\(route.method.rawValue) /\(route.path)", as: principal, origin: .http)
      } catch {
        logger.error("a refusal could not be recorded in the audit trail")
      }
      throw problem
    }
  }

  /// Methods that the parser lets through.
  private static let methods = """
    GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH ACL BIND CHECKOUT COPY LINK LOCK M-SEARCH
    MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PROPFIND PROPPATCH PURGE REBIND REPORT SEARCH
    QUERY SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE
    """.split(whereSeparator: \.isWhitespace).compactMap { HTTPRequest.Method(String($0)) }

  /// Other methods on a known path are 405 with `Allow`, as RFC 9110 asks.
  private static func addRefusedMethods(to router: Router<HarkRequestContext>) {
    let all =
      routes.map { ("\(base)/\($0.path)", $0.method) } + openRoutes.map { ($0.path, $0.method) }
    for (path, routes) in Dictionary(grouping: all, by: \.0) {
      var known = Set(routes.map(\.1))
      if known.contains(.get) { known.insert(.head) }
      let allowed = known.map(\.rawValue).sorted().joined(separator: ", ")
      for method in methods where !known.contains(method) {
        router.on(RouterPath(path), method: method) { _, _ -> Response in
          var response = Response.problem(
            Problem(.methodNotAllowed, "this address takes \(allowed)"))
          response.headers[.allow] = allowed
          return response
        }
      }
    }
  }
}
