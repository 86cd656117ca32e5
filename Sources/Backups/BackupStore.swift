// The folder with backups: a folder for each, named by when it was begun, and `wal` with the archived
// write-ahead log. What is not whole bears the ending `.partial` and is never offered.

public import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import Storage

/// A folder with backups.
public struct BackupStore: Sendable {
  /// Where it is.
  public var path: String { folder.path }
  private let folder: HarkHome
  let account: Account
  let notice: @Sendable (String) -> Void

  static let partial = ".partial"

  /// Names the folder; `owner` is the home whose owner the backups belong to.
  public init(
    path: String, owner: HarkHome, notice: @escaping @Sendable (String) -> Void
  ) throws {
    // The same limits hold as for a home: PostgreSQL has to work in it.
    folder = try HarkHome(path: path, setting: "HARK_BACKUPS or --to")
    account = try Account.running(owner)
    self.notice = notice
  }

  var child: Child { Child(account: account) }

  /// Makes the folder if need be, closed to others.
  func prepare() async throws {
    try await HomeFolder(home: folder, account: account, notice: notice).prepare()
  }

  /// The backups that can be restored, the oldest first.
  public func list() -> [BackupRecord] { Self.all(in: path).compactMap(\.record) }

  /// The folder and description of a backup: the newest, one of this folder, or any by its path. A
  /// newest one that is damaged is said to be, and not passed over for an older one.
  public func find(_ name: String?) throws -> (folder: String, record: BackupRecord) {
    guard let name = name ?? Self.all(in: path).last?.name else {
      throw Problem(
        .backupUnusable, "there is no whole backup in \(path); `hark database backup` makes one")
    }
    let folder =
      name.contains("/") ? URL(fileURLWithPath: name).standardizedFileURL.path : "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: folder) else {
      let known = list().map(\.name).joined(separator: ", ")
      throw Problem(
        .backupUnusable,
        "there is no backup \(folder)" + (known.isEmpty ? "" : "; there are \(known)"))
    }
    guard !folder.hasSuffix(Self.partial) else {
      throw Problem(
        .backupUnusable, "\(folder) was interrupted before it was whole; use another backup")
    }
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(BackupRecord.fileName)")
    else {
      throw Problem(
        .backupUnusable,
        "\(folder) has no readable \(BackupRecord.fileName), which is written when a backup is whole;"
          + " \(another(than: folder))")
    }
    guard let record = BackupRecord.read(data) else {
      throw Problem(
        .backupUnusable,
        "\(folder)/\(BackupRecord.fileName) is damaged, or of a later version of hark;"
          + " \(another(than: folder))")
    }
    return (folder, record)
  }

  private func another(than folder: String) -> String {
    let whole = list().map(\.name).filter { "\(path)/\($0)" != folder }
    return whole.isEmpty
      ? "there is no other; make a new one with `hark database backup`"
      : "use another backup by its name (the newest that is whole is \(whole[whole.count - 1])), and"
        + " make a new one with `hark database backup`"
  }

  /// Removes all but the newest backups, and the log that none of those left needs. A damaged one
  /// counts for none, and goes when it is older than all that are kept.
  func prune(keep: Int, programs: PostgresPrograms) async throws {
    let all = Self.all(in: path)
    let kept = all.compactMap(\.record).suffix(keep)
    let first = kept.count == keep ? kept.first?.name : nil
    for backup in all {
      guard let first, backup.name < first else {
        if backup.record == nil {
          notice("\(backup.name) is damaged and counts for none of those kept")
        }
        continue
      }
      // Half removed it must not be offered.
      let folder = "\(path)/\(backup.name)"
      try await run("/bin/mv", ["-T", "--", folder, folder + Self.partial])
      try await run("/bin/rm", ["-rf", "--", folder + Self.partial])
      notice("removed the backup \(backup.name)" + (backup.record == nil ? ", damaged" : ""))
    }
    for (system, kept) in Dictionary(grouping: kept, by: \.systemIdentifier) {
      let archive = LogFiles.archive(of: system, in: path)
      guard let oldest = kept.map(\.firstLogFile).min(),
        FileManager.default.fileExists(atPath: archive)
      else { continue }
      try await run(
        programs.program("pg_archivecleanup"), ["-x", LogArchive.suffix, archive, oldest])
    }
  }

  /// Removes what interrupted backups and checks have left.
  func removeInterrupted() async throws {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in all where name.hasSuffix(Self.partial) || name.hasPrefix(Self.checkPrefix) {
      try await remove(name)
      notice("removed \(name), which was interrupted")
    }
  }

  /// Removes a folder that somebody may still be writing to: what a command that was killed started.
  func remove(_ name: String) async throws {
    let folder = "\(path)/\(name)"
    if FileManager.default.fileExists(atPath: "\(folder)/database.new/postmaster.pid") {
      let programs = try await PostgresPrograms.find(
        environment: ProcessInfo.processInfo.environment, wanted: nil)
      // Its server may be gone, and then there is nothing to stop.
      _ = try await child.run(
        programs.pgCtl, ["stop", "-D", "\(folder)/database.new", "-m", "immediate", "-w"])
    }
    // Under another name first: a program that goes on finds no folder, and ends.
    let aside = "\(path)/removed-\(UUID().uuidString.prefix(8).lowercased())\(Self.partial)"
    try await run("/bin/mv", ["-T", "--", folder, aside])
    try await run("/bin/rm", ["-rf", "--", aside])
  }

  static let checkPrefix = "check-"

  /// Runs a program to its end as the backups' owner; it has to succeed.
  /// With `endsWithTask` it ends, and is no failure, when the task is cancelled: for what takes long.
  @discardableResult
  func run(
    _ program: String, _ arguments: [String], variables: [String: String] = [:],
    endsWithTask: Bool = false
  ) async throws -> String {
    let result = try await child.run(
      program, arguments, variables: variables, endsWithTask: endsWithTask)
    if endsWithTask { try Task.checkCancellation() }
    guard result.isSuccess else {
      let name = (program as NSString).lastPathComponent
      let reason = result.output.isEmpty ? "no reason" : result.output
      // What a program wrote is taken away again: its words tell, not the disk as it is now.
      let isFull = reason.contains("No space left on device")
      throw Problem(
        .backupFailed,
        "\(name) failed: \(reason)"
          + (isFull ? "; \(FileTrouble.words(ENOSPC, path)), or name another disk" : ""))
    }
    return result.output
  }
}
