// `hark demo`: everything from nothing, in a cluster of its own, with plainly made-up people.

internal import ArgumentParser
internal import EmbeddedPostgres
internal import Engagement
internal import Findings
internal import Foundation
internal import Glibc
internal import HTTPService
internal import JSON
internal import Synchronization

/// `hark demo`
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract:
      "Shows Hark from nothing: a database, surveys, a made-up programme, findings, a server.",
    discussion: """
      Example: hark demo --once
      It has a PostgreSQL of its own under HARK_HOME/demo. Run again it changes nothing.
      """)

  @Flag(help: "End after the findings instead of serving until Ctrl-C.")
  var once = false

  @Option(help: "HOST:PORT to serve on (HARK_LISTEN); the next free port when it is taken.")
  var listen: String?

  func run() async throws {
    var configuration = try Configuration.load()
    configuration.home = try Workplace.home(configuration).folder("demo").path
    configuration.databaseURL = nil
    configuration.adminURL = nil
    configuration.partnership = DemoProgramme.slug
    configuration.account = nil
    configuration.listen = listen ?? configuration.listen
    guard !configuration.surveys.isEmpty else {
      throw Problem(
        .wrongConfiguration, "the demo needs the survey modules; set HARK_SURVEYS to their folder")
    }
    // Findings are what a demo shows; and a reader that goes away must not leave the database behind.
    JSONLogHandler.isQuiet.store(true, ordering: .relaxed)
    Output.endsWithReader.store(false, ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
    try await demonstrate(configuration, in: try Workplace.cluster(configuration))
  }

  private func demonstrate(_ configuration: Configuration, in cluster: Cluster) async throws {
    let interruption = WorkInterruption()
    let (home, once) = (cluster.home.path, once)
    do {
      try await interruption.watch {
        try await cluster.start()
        let presence = try await DemoLock.presence(in: home)
        defer { withExtendedLifetime(presence) {} }
        try await Workplace.with(configuration: configuration) { work in
          try await DemoRun(work: work, home: home, once: once, interruption: interruption).run()
        }
      }
      try await leave(cluster)
    } catch {
      _ = try? await leave(cluster)
      guard interruption.isAsked, !(error is ExitCode) else { throw error }
      Output.note(DemoRun.stopped)
      throw ExitCode(130)
    }
  }

  /// Stops the database, unless another demo is at work in it.
  private func leave(_ cluster: Cluster) async throws {
    let presence = try await DemoLock.presence(in: cluster.home.path)
    if presence.isLast { try await cluster.stop() }
  }
}
