// `hark serve`: the HTTP service, until it is told to stop.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import HTTPService
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Storage
internal import UnixSignals

/// `hark serve`
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serves HTTP until Ctrl-C.",
    discussion: "Example: hark serve --listen 127.0.0.1:8080")

  @Option(help: "HOST:PORT to listen on (HARK_LISTEN).")
  var listen: String?

  func run() async throws {
    var configuration = try Configuration.load()
    configuration.listen = listen ?? configuration.listen
    let address = try configuration.address()
    let limits = try ServeLimits(configuration.limits)
    raiseOpenFiles()
    try await Workplace.with(
      connections: limits.databaseConnections, waiting: limits.waiting,
      wait: ServeLimits.databaseWait, configuration: configuration
    ) { work in
      // A key file that is named or there is looked at before anything else.
      if work.keyFile.isNamed || work.keyFile.exists { _ = try work.keys.masters() }
      try work.configuration.alerts.verifySecrets()
      try AuditFolder(work.configuration).verifyKey()
      try await work.engagement.database.verifyApplicationRole()
      let readiness = await work.engagement.readiness()
      if let reason = readiness.reason { throw Problem(.wrongConfiguration, reason) }
      try await work.verifyKeys()
      if let number = readiness.newerMigration {
        Output.note("the database has migration \(number) of a later version; upgrade hark soon")
      }
      for name in readiness.modulesNotLoaded {
        Output.note("the survey module '\(name)' does not load; see `hark survey check`")
      }
      let keeper =
        work.isPrivate ? DatabaseKeeper(cluster: try Workplace.cluster(work.configuration)) : nil
      let server = Server(
        work.engagement, host: address.host, port: address.port, limits: limits.connection,
        beside: (keeper.map { [$0] } ?? [])
          + [
            try work.auditSealing(), CatalogWatch(catalog: work.catalog),
            AlertDispatching(
              outbox: AlertOutbox(
                database: work.engagement.database, lease: work.configuration.alerts.lease),
              settings: work.configuration.alerts),
            ComplaintDispatching(
              outbox: ComplaintOutbox(
                database: work.engagement.database, lease: work.configuration.alerts.lease),
              settings: work.configuration.alerts),
            ErasureListing(list: work.erasureList, engagement: work.engagement),
          ])
      try await server.run(
        server.group { port in
          Output.note("listening on http://\(address.host):\(port)\(HTTPService.base)")
        })
    }
  }
}

/// A connection is an open file, and the usual 1,024 are fewer than are allowed.
private func raiseOpenFiles() {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 65_536))
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// The HTTP service with its way to stop: requests under way are answered first, for ten seconds.
struct Server: Sendable {
  private let engagement: Engagement
  private let host: String
  private let port: Int
  private let limits: ConnectionLimits
  private let beside: [any Service]

  /// A service with what runs beside it.
  init(
    _ engagement: Engagement, host: String, port: Int, limits: ConnectionLimits = .init(),
    beside: [any Service] = []
  ) {
    (self.engagement, self.host, self.port) = (engagement, host, port)
    (self.limits, self.beside) = (limits, beside)
  }

  /// The service, which ends by a signal or `triggerGracefulShutdown`; `onReady` gets the port.
  func group(_ onReady: @escaping @Sendable (Int) async -> Void) -> ServiceGroup {
    let logger = Logger(label: "hark")
    let application = HTTPService.application(
      engagement, host: host, port: port, limits: limits, logger: logger, onReady: onReady)
    var configuration = ServiceGroupConfiguration(
      services: [application] + beside,
      gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(10)
    configuration.maximumCancellationDuration = .seconds(5)
    return ServiceGroup(configuration: configuration)
  }

  /// Serves until the group ends.
  func run(_ group: ServiceGroup) async throws {
    do {
      try await group.run()
    } catch let error where "\(error)".contains("in use") || "\(error)".contains("bind") {
      throw Problem(
        .wrongConfiguration,
        "\(host):\(port) cannot be listened on\(Self.reason(error)); choose another with --listen HOST:PORT"
      )
    }
  }

  /// Why an address was refused, as far as the system says.
  private static func reason(_ error: any Error) -> String {
    switch (error as? IOError)?.errnoCode {
    case EADDRNOTAVAIL: ", because this machine has no such address"
    case EACCES: ", because ports below 1024 are for root alone"
    case EADDRINUSE: ", because another program does"
    default: ", perhaps another program does"
    }
  }
}
