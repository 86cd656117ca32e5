// Where `hark doctor` looks: the settings and the database as they are. Nothing is made or started.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Postgres
internal import Storage

/// What there is to look at.
struct DoctorScene: Sendable {
  let environment: [String: String]
  /// The settings, or what is wrong with them.
  let configuration: Result<Configuration, Problem>
  /// The settings, as far as they can be read: with a hark.yaml that cannot be, as if it were not there.
  let settings: Configuration
  /// The home, or what is wrong with it.
  let home: Result<HarkHome, Problem>
  /// The application's way in; nil when there is no database to be reached.
  let database: Database?
  /// Why there is none.
  let obstacle: DoctorFinding?
  /// The time.
  let now = Date()

  /// Looks around, runs a body, and lets go of the database.
  static func with<Value: Sendable>(
    _ body: (DoctorScene) async -> Value
  ) async -> Value {
    let scene = await open(ProcessInfo.processInfo.environment)
    let value = await body(scene)
    await scene.database?.client.shutdown()
    return value
  }

  private static func open(_ environment: [String: String]) async -> DoctorScene {
    let configuration = result { try Configuration.load() }
    // With settings that cannot be read the rest is looked at as if there were none.
    let settings = (try? configuration.get()) ?? Configuration(environment)
    let home = result { try Workplace.home(settings) }
    let (url, obstacle) = await connectionString(settings, home)
    guard let url else {
      return DoctorScene(
        environment: environment, configuration: configuration, settings: settings, home: home,
        database: nil, obstacle: obstacle)
    }
    let client = PostgresClient(
      connectionString: url, maximumConnections: 2, applicationName: "hark-doctor")
    let unreachable: DoctorFinding?
    do {
      try await client.withConnection { connection in _ = try connection.execute("select 1") }
      unreachable = nil
    } catch {
      unreachable = .problem(
        "database", Problem(translating: error).detail,
        "check that it runs, and what HARK_DATABASE_URL says")
      await client.shutdown()
    }
    return DoctorScene(
      environment: environment, configuration: configuration, settings: settings, home: home,
      database: unreachable == nil ? Database(client: client) : nil, obstacle: unreachable)
  }

  private static func connectionString(
    _ settings: Configuration, _ home: Result<HarkHome, Problem>
  ) async -> (String?, DoctorFinding?) {
    if let url = settings.databaseURL { return (url, nil) }
    guard case .success(let home) = home else {
      return (nil, .problem("database", "has no folder", "see the line on HARK_HOME"))
    }
    do {
      switch try await Cluster(home: home).status() {
      case .running(let running): return (running.connectionString(user: "hark_app"), nil)
      case .absent:
        return (
          nil,
          .warning(
            "database", "there is none yet",
            "`hark database start` makes a private one, or name yours in HARK_DATABASE_URL")
        )
      case .stopped:
        return (
          nil, .warning("database", "the private one is stopped", "run `hark database start`")
        )
      case .busy:
        return (
          nil, .warning("database", "the private one is starting or stopping", "look again shortly")
        )
      }
    } catch {
      return (nil, .problem("database", "\(error)", "put that right and look again"))
    }
  }

  private static func result<Value>(_ work: () throws -> Value) -> Result<Value, Problem> {
    do {
      return .success(try work())
    } catch let error as EmbeddedPostgresError {
      return .failure(Problem(.wrongConfiguration, "\(error)"))
    } catch {
      return .failure(Problem(translating: error))
    }
  }
}

extension Configuration {
  /// The settings of the environment alone.
  init(_ environment: [String: String]) {
    let nowhere = "/nowhere/\(UUID().uuidString)"
    if let settings = try? Configuration.load(environment, folder: nowhere) {
      self = settings
    } else {
      // Where things lie is known all the same.
      self.init(
        surveys: [], home: environment["HARK_HOME"], backups: environment["HARK_BACKUPS"],
        keys: environment["HARK_KEYS"], listen: "127.0.0.1:8080")
    }
  }
}
