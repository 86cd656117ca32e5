// `hark database backup`: a backup, made while people go on recording.

internal import ArgumentParser
internal import Backups
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import JSON
internal import Postgres
internal import Storage

/// `hark database backup`
struct DatabaseBackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Backs the database up while people go on recording.",
    discussion: """
      Example: hark database backup --keep 7
      Backups go to HARK_BACKUPS, or to the folder backups under HARK_HOME. From the first one on the
      private database also keeps its log there, so that any later moment can be restored. With a
      database of your own, HARK_DATABASE_ADMIN_URL names a user who may replicate.
      """)

  @Option(help: "Another folder for this one backup, such as a disk that you take away.")
  var to: String?

  @Option(help: "Keep so many backups, and the log they need; remove the older ones.")
  var keep: Int?

  @Flag(help: "Do not make one; list those that there are.")
  var list = false

  @OptionGroup var format: FormatOption

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep is 1 or more.") }
  }

  func run() async throws {
    let configuration = try Configuration.load()
    let store = try Self.store(configuration, to)
    if list { return Self.print(BackupStore.all(in: store.path), store, format.format) }
    let (archives, keep, format) = (to == nil, keep, format.format)
    try await WorkInterruption.watch(orSay: Self.stopped) {
      let record = try await Self.make(configuration, store, archives: archives, keep: keep)
      Self.print([StoredBackup(name: record.name, record: record)], store, format)
    }
  }

  private static let stopped = """
    stopped before the backup was whole: nothing of it is left, and the backups before it are as they \
    were; the same command makes another
    """

  private static func make(
    _ configuration: Configuration, _ store: BackupStore, archives: Bool, keep: Int?
  ) async throws -> BackupRecord {
    let (url, home) = try await owner(configuration)
    let client = PostgresClient(
      connectionString: url, maximumConnections: 2, applicationName: "hark-backup")
    let result: Result<BackupRecord, any Error>
    do {
      try await clean(client)
      let source = BackupSource(connectionString: url, client: client, privateHome: home)
      let run = BackupRun(source: source, store: store, archives: archives, now: { Date() })
      result = .success(try await run.run(keep: keep))
    } catch {
      result = .failure(error)
    }
    await client.shutdown()
    let record = try result.get()
    if !record.point.isExact {
      Output.note(
        "writing could not be held up for the moment of counting (a long transaction, or a user who is"
          + " no superuser): a check finds losses, not single rows")
    }
    return record
  }

  /// The owner's connection, and the home if the database is a private one.
  static func owner(
    _ configuration: Configuration
  ) async throws -> (url: String, home: HarkHome?) {
    guard configuration.databaseURL == nil else {
      guard let url = configuration.adminURL else {
        throw Problem(
          .wrongConfiguration,
          "set HARK_DATABASE_ADMIN_URL to a connection string of a user who may replicate")
      }
      return (url, nil)
    }
    let cluster = try Workplace.cluster(configuration)
    return (try await cluster.start().ownerConnectionString, cluster.home)
  }

  /// The folder with backups: the one named, else the configured one, else the home's.
  static func store(_ configuration: Configuration, _ named: String? = nil) throws -> BackupStore {
    let home = try Workplace.home(configuration)
    let path = (named ?? configuration.backups).map {
      URL(fileURLWithPath: $0).standardizedFileURL.path
    }
    return try BackupStore(
      path: path ?? home.backupsFolder, owner: home, notice: { Output.note($0) })
  }

  private static func print(
    _ backups: [StoredBackup], _ store: BackupStore, _ format: OutputFormat
  ) {
    let rows = backups.map { backup -> JSONObject in
      guard let record = backup.record else {
        return [
          "name": .string(backup.name), "state": "damaged",
          "folder": .string("\(store.path)/\(backup.name)"),
        ]
      }
      return [
        "name": .string(record.name), "state": "whole",
        "began": .string(record.began.formatted(.iso8601)),
        "complete": .string(record.copied.formatted(.iso8601)),
        "megabytes": .number(Double(record.bytes >> 20)),
        "rows": .number(Double(record.point.contents.tables.values.map(\.rows).reduce(0, +))),
        "position": .string(record.point.position),
        "folder": .string("\(store.path)/\(record.name)"),
      ]
    }
    Output.list(
      rows,
      columns: ["name", "state", "began", "complete", "megabytes", "rows", "position", "folder"],
      format: format, empty: "there is no backup in \(store.path) yet")
    for backup in backups where backup.record == nil {
      Output.note(
        "\(backup.name) is damaged and cannot be restored; make a new one with `hark database backup`,"
          + " and look after the disk")
    }
  }
}
