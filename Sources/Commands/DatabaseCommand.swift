// `hark database`: the private PostgreSQL, and migrations of any.

internal import ArgumentParser
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Postgres
internal import Storage

/// `hark database`
struct DatabaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "database",
    abstract: "Starts, stops and migrates the database, backs it up, restores and cleans it.",
    subcommands: [
      Start.self, Stop.self, Status.self, Migrate.self, DatabaseBackupCommand.self,
      DatabaseRestoreCommand.self, DatabaseCheckCommand.self, DatabaseCleanCommand.self,
    ])

  /// The private PostgreSQL; refused where another database is named.
  private static func cluster() throws -> Cluster {
    let configuration = try Configuration.load()
    guard configuration.databaseURL == nil else {
      throw Problem(
        .wrongConfiguration,
        "HARK_DATABASE_URL names a database of your own; start and stop it with its own tools")
    }
    return try Workplace.cluster(configuration)
  }

  struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "start",
      abstract: "Starts the private PostgreSQL.", discussion: "Example: hark database start")

    func run() async throws {
      let running = try await DatabaseCommand.cluster().start()
      Output.line(running.wasStarted ? "started" : "runs already")
    }
  }

  struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stop",
      abstract: "Stops the private PostgreSQL.", discussion: "Example: hark database stop")

    func run() async throws {
      Output.line(try await DatabaseCommand.cluster().stop() ? "stopped" : "did not run")
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Says whether the database runs and has every migration.",
      discussion: "Example: hark database status")

    func run() async throws {
      let configuration = try Configuration.load()
      guard configuration.databaseURL == nil else { return try await migrations() }
      switch try await Workplace.cluster(configuration).status() {
      case .absent: Output.line("there is none yet; `hark database start` makes it")
      case .stopped: Output.line("stopped")
      case .busy: Output.line("starting or stopping")
      case .running(let running):
        Output.line("runs as \(running.user), process \(running.process)")
        try await migrations()
      }
    }

    private func migrations() async throws {
      try await Workplace.with { work in
        let status = try await Migrator(client: work.engagement.database.client).status()
        Output.line("migrations: \(status.applied.count) applied, \(status.pending.count) to come")
        let archiving = try await work.engagement.database.client.withConnection { connection in
          try ServerQueries.archiving(on: connection)
        }
        Output.line(ArchivingCheck.words(archiving))
      }
    }
  }

  struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "migrate",
      abstract: "Brings the database to this version of Hark.",
      discussion: """
        Example: hark database migrate
        With a database of your own, HARK_DATABASE_ADMIN_URL is the owner's connection string.
        """)

    @Option(help: "The owner's connection string, without a password: others can see it here.")
    var adminURL: String?

    func run() async throws {
      let configuration = try Configuration.load()
      if let adminURL { try SecretFile.refusePassword(in: adminURL) }
      let url: String
      if let named = adminURL ?? configuration.adminURL {
        url = named
      } else if configuration.databaseURL == nil {
        url = try await DatabaseCommand.cluster().start().ownerConnectionString
      } else {
        throw Problem(
          .wrongConfiguration, "set HARK_DATABASE_ADMIN_URL to the owner's connection string")
      }
      let client = PostgresClient(connectionString: url, maximumConnections: 1)
      do {
        let done = try await Migrator(client: client).migrate()
        for migration in done { Output.line("\(migration.number) \(migration.title)") }
        if done.isEmpty { Output.line("nothing to do: every migration is there") }
      } catch {
        await client.shutdown()
        throw error
      }
      await client.shutdown()
    }
  }
}
