// `hark demo`: everything from nothing, in a cluster of its own, with plainly made-up people.

internal import ArgumentParser
internal import EmbeddedPostgres
internal import Engagement
internal import Findings
internal import Foundation
internal import HTTPService
internal import JSON

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
    let cluster = try Workplace.cluster(configuration)
    try await cluster.start()
    let presence = try await DemoLock.presence(in: cluster.home.path)
    do {
      try await Workplace.with(configuration: configuration) { work in
        try await DemoRun(work: work, home: cluster.home.path, once: once).run()
      }
      if presence.isLast { try await cluster.stop() }
    } catch {
      if presence.isLast { _ = try? await cluster.stop() }
      throw error
    }
  }
}
