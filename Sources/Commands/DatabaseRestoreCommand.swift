// `hark database restore` and `hark database check`: a backup comes back, into an empty folder, and is
// held against what it recorded.

internal import ArgumentParser
internal import Backups
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import JSON

/// Which backup, and to which moment.
struct RestoreOptions: ParsableArguments {
  @Argument(help: "The backup: its name, or the path of its folder; the newest if left out.")
  var backup: String?

  @Option(help: "A moment after the backup, such as 2026-11-20T09:30:00Z.")
  var until: String?

  @Flag(help: "Everything that was ever confirmed, as far as the log is there.")
  var latest = false

  func validate() throws {
    if until != nil && latest { throw ValidationError("--until and --latest exclude each other.") }
    _ = try target()
  }

  func target() throws -> RestoreTarget {
    if latest { return .latest }
    guard let until else { return .backup }
    for fractional in [true, false] {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fractional)
      if let date = try? Date(until, strategy: style) { return .time(date) }
    }
    throw ValidationError("--until is a moment with its zone, such as 2026-11-20T09:30:00Z.")
  }

  func run(_ configuration: Configuration) throws -> RestoreRun {
    let store = try DatabaseBackupCommand.store(configuration)
    let lost = configuration.databaseURL == nil ? try Workplace.home(configuration) : nil
    return RestoreRun(
      store: store, backup: try store.find(backup), target: try target(), lostHome: lost)
  }
}

/// `hark database restore`
struct DatabaseRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restores a backup into an empty folder.",
    discussion: """
      Example: hark database restore --latest --to /srv/hark-restored
      The folder becomes a home of its own (HARK_HOME); nothing else is touched. Without --until or
      --latest the database comes back as it was when the backup was whole.
      """)

  @OptionGroup var options: RestoreOptions

  @Option(help: "An empty or a new folder.")
  var to: String

  @OptionGroup var format: FormatOption

  func run() async throws {
    let path = URL(fileURLWithPath: to).standardizedFileURL.path
    try RestoreRun.refuseContents(of: path)
    let configuration = try Configuration.load()
    let (run, format) = (try options.run(configuration), format.format)
    let stopped = "stopped: nothing was restored, and nothing of it is left in \(path)"
    try await WorkInterruption.watch(orSay: stopped + "; the same command begins anew") {
      try await Self.restore(run, configuration, to: path, format)
    }
  }

  private static func restore(
    _ run: RestoreRun, _ configuration: Configuration, to path: String, _ format: OutputFormat
  ) async throws {
    let outcome = try await run.restore(to: path)
    let keys = KeyFile(configuration)
    try keys.copy(toHome: path)
    outcome.print(format)
    warnOfMissingList(ErasureList(keys.inHome(path)))
    if !outcome.comparison.isGood {
      throw Problem(
        .restoreDiffers,
        "the database in \(path) is not what the backup recorded; see the lines that say so")
    }
    Output.note("restored; to use it: export HARK_HOME=\(path), then hark database start")
  }
}

extension DatabaseRestoreCommand {
  /// Without the list everything is open again that people took back after the backup.
  private static func warnOfMissingList(_ list: ErasureList) {
    guard !list.exists else { return }
    // What follows is said in any case.
    try? list.noteMissing()
    Output.note(
      "warning: there is no list of what people took back (erased.ndjson, beside the key file). Whatever they took"
        + " back after this backup is open again. Look for a copy of the list and put it at \(list.path) before"
        + " anybody uses the database; `hark doctor` says this until \(list.missedPath) is removed")
  }
}

/// `hark database check`
struct DatabaseCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tries a backup: restores it elsewhere, compares, removes it.",
    discussion: """
      Example: hark database check --latest
      Ends with status 0 when the backup comes back as it was recorded; made for a weekly timer.
      """)

  @OptionGroup var options: RestoreOptions

  @OptionGroup var format: FormatOption

  func run() async throws {
    let (run, format) = (try options.run(try Configuration.load()), format.format)
    let stopped = "stopped: the backup was not tried to the end, and nothing of the trial is left"
    try await WorkInterruption.watch(orSay: stopped) { try await Self.check(run, format) }
  }

  private static func check(_ run: RestoreRun, _ format: OutputFormat) async throws {
    let outcome = try await run.check()
    outcome.print(format)
    if outcome.isDamaged == nil {
      Output.note("pg_amcheck is not there: tables and indexes were read, not looked through")
    }
    if outcome.isDamaged == true || !outcome.comparison.isGood {
      throw Problem(
        .restoreDiffers,
        outcome.isDamaged == true
          ? "tables or indexes of the restored database are damaged; make a new backup, keep the"
            + " older ones, and look after the disk"
          : "the restored database is not what the backup recorded; see the lines that say so")
    }
    Output.note("the backup is good")
  }
}

extension RestoreRun.Outcome {
  /// Every figure with the recorded one beside it.
  fileprivate func print(_ format: OutputFormat) {
    let rows = comparison.figures.map { figure -> JSONObject in
      [
        "what": .string(figure.name), "recorded": figure.recorded.map { .string($0) } ?? .null,
        "restored": figure.restored.map { .string($0) } ?? .null,
        "verdict": .string(figure.isGood ? "good" : "DIFFERS"),
      ]
    }
    Output.list(
      rows, columns: ["what", "recorded", "restored", "verdict"], format: format, empty: "")
    if let lastChange {
      Output.note("the last change restored is of \(lastChange.formatted(.iso8601))")
    }
  }
}
