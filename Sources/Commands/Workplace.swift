// Opens what a command needs, and closes it: the database named in the configuration, or the private
// one, and the use cases over it. The only place that wires live parts together.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import JSON
internal import Postgres
internal import PublishedFigures
internal import Sealing
internal import Storage

/// What a command works with.
struct Workplace: Sendable {
  /// The settings.
  let configuration: Configuration
  /// The use cases.
  let engagement: Engagement
  /// Setting up partnerships, accounts and places.
  let administration: Administration
  /// The modules in the folders.
  let catalog: LiveCatalog
  /// The file with the master keys.
  let keys: LiveKeys
  var keyFile: KeyFile { keys.file }
  /// What was erased, beside the key file.
  let erasureList: ErasureList
  /// Whether the private PostgreSQL is used.
  let isPrivate: Bool
  private let clients: [PostgresClient]

  /// Opens the database, runs the body and closes the database.
  static func with<Value: Sendable>(
    _ options: OperatorOptions? = nil, connections: Int = 8, waiting: Int = .max,
    wait: Duration = .seconds(5), configuration: Configuration? = nil,
    _ body: @Sendable (Workplace) async throws -> Value
  ) async throws -> Value {
    var configuration = try configuration ?? Configuration.load()
    configuration.account = options?.account ?? configuration.account
    configuration.partnership = options?.partnership ?? configuration.partnership
    let workplace = try await open(
      configuration, connections: connections, waiting: waiting, wait: wait)
    do {
      await workplace.prepareKeys()
      let value = try await body(workplace)
      if workplace.engagement.hasErased {
        try await workplace.erasureList.extend(workplace.engagement)
      }
      await workplace.close()
      return value
    } catch {
      if let problem = error as? Problem, problem.isForAudit { await workplace.recordRefusal() }
      await workplace.close()
      throw workplace.fullDisk(error) ?? error
    }
  }

  /// What to say where the private database is away because its disk is full: PostgreSQL itself may
  /// have ended over it, and then all that is known is that it is gone.
  private func fullDisk(_ error: any Error) -> Problem? {
    guard isPrivate, let home = try? Self.home(configuration),
      Problem(translating: error).code == ProblemCode.databaseUnavailable.rawValue,
      let full = FileTrouble.noRoomForDatabase(home.path)
    else { return nil }
    return Problem(.databaseUnavailable, full + "; nothing that was confirmed is lost")
  }

  /// Writes down that the command's account was refused what it asked for, like the service does. That
  /// it cannot be written does not change the refusal: nothing was done.
  private func recordRefusal() async {
    guard let account = try? await account(),
      let principal = account.roles.lazy.compactMap({ account.principal(as: $0) }).first
    else { return }
    // The command's own words, without what was given to it.
    let words = CommandLine.arguments.dropFirst().prefix(2).prefix { !$0.hasPrefix("-") }
    _ = try? await engagement.recordRefusal(
      of: (["hark"] + words).joined(separator: " "), as: principal, origin: .cli)
  }

  private static func open(
    _ configuration: Configuration, connections: Int, waiting: Int, wait: Duration
  ) async throws -> Workplace {
    let urls = try await databaseURLs(configuration)
    let client = PostgresClient(
      connectionString: urls.application, maximumConnections: connections, waitTimeout: wait,
      maximumWaiting: waiting)
    let owner = urls.owner.map {
      PostgresClient(connectionString: $0, maximumConnections: 2, applicationName: "hark-owner")
    }
    if urls.isPrivate, let owner {
      let migrator = Migrator(client: owner)
      // A later version has been here: this one works on, and leaves the tables alone.
      if try await migrator.status().newer.isEmpty {
        for migration in try await migrator.migrate() {
          Output.note("migrated: \(migration.title)")
        }
      }
    }
    let database = Database(client: client)
    let catalog = LiveCatalog(folders: configuration.surveys)
    let keys = LiveKeys(KeyFile(configuration))
    return Workplace(
      configuration: configuration,
      engagement: Engagement(
        database: database, catalog: { catalog.current },
        figures: { [folders = configuration.surveys] in try FigureTable(folders: folders) },
        vault: Vault(
          masters: { try keys.masters() }, forSealing: { try keys.mastersForSealing() }),
        columnMegabytes: configuration.columnMegabytes ?? Engagement.columnMegabytes),
      administration: Administration(
        database: database, owner: owner.map { OwnerDatabase(client: $0) }),
      catalog: catalog, keys: keys, erasureList: ErasureList(keys.file),
      isPrivate: urls.isPrivate, clients: [client] + (owner.map { [$0] } ?? []))
  }

  private func close() async { for client in clients { await client.shutdown() } }

  /// Where the database is; the private one is started when it does not run.
  private static func databaseURLs(
    _ configuration: Configuration
  ) async throws -> (application: String, owner: String?, isPrivate: Bool) {
    if let url = configuration.databaseURL { return (url, configuration.adminURL, false) }
    let running = try await Self.cluster(configuration).start()
    return (running.connectionString(user: "hark_app"), running.ownerConnectionString, true)
  }

  /// The private PostgreSQL.
  static func cluster(_ configuration: Configuration) throws -> Cluster {
    return Cluster(home: try home(configuration), notice: { Output.note($0) })
  }

  /// The folder that the configuration names, or the usual one.
  static func home(_ configuration: Configuration) throws -> HarkHome {
    try configuration.home.map { path in
      try HarkHome(path: URL(fileURLWithPath: path).standardizedFileURL.path)
    } ?? HarkHome.standard(environment: ProcessInfo.processInfo.environment)
  }

  /// The account that the command works as; nil when there is none.
  func account() async throws -> OperatorAccount? {
    try await engagement.database.findAccount(
      partnershipSlug: configuration.partnership, accountName: configuration.account)
  }

  /// The short name of the partnership that the account belongs to, or of the only one there is; nil:
  /// it is not clear.
  func onlyPartnership() async throws -> String? {
    if let account = try await account() { return account.partnershipSlug }
    let all = try await administration.partnerships(as: nil)
    return all.count == 1 ? all[0]["partnership"]?.string : nil
  }

  /// Who does something that one of these roles may do; the first that the account has.
  func principal(_ roles: Role...) async throws -> Principal { try await principal(anyOf: roles) }

  /// The same, of roles that are written down elsewhere.
  func principal(anyOf roles: [Role]) async throws -> Principal {
    guard let account = try await account() else {
      throw Problem(
        .notAllowed,
        configuration.account == nil
          ? "it is not clear which account to work as\(inPartnership): say which with --as and"
            + " --partnership. Where there is none yet, `hark partnership add` and `hark account add`"
            + " make one; `hark partnership list` shows what there is"
          : "there is no account '\(configuration.account ?? "")'\(inPartnership); `hark account list` shows"
            + " them")
    }
    for role in roles {
      if let principal = account.principal(as: role) { return principal }
    }
    let needed = roles.map(\.rawValue).joined(separator: " or ")
    throw Problem(
      .notAllowed,
      "'\(account.accountName)' needs the role \(needed) for this; see `hark account list`")
  }

  /// The partnership that was named, in words.
  private var inPartnership: String {
    configuration.partnership.map { " in the partnership '\($0)'" } ?? ""
  }
}
