// Where drafts are kept: a folder that only its owner can look into, a file for each record. A draft is
// written whole beside the old one and then takes its place, so that a crash leaves one or the other.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON

/// The drafts of one user on this machine.
struct DraftFolder: Sendable {
  let path: String

  /// A draft as it lies in the folder.
  struct Entry: Sendable {
    let draft: InterviewDraft
    let changedAt: Date
  }

  /// The first folder that can be used: HARK_HOME's, else the user's own.
  static func open(
    _ configuration: Configuration,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> DraftFolder {
    let candidates = candidates(configuration, environment)
    for candidate in candidates {
      if let folder = DraftFolder(making: candidate) { return folder }
    }
    throw Problem(
      .noDraftFolder,
      "no folder can be used to keep answers while they are given, so the interview does not begin;"
        + " set HARK_HOME to a folder that you can write to"
        + (candidates.isEmpty ? "" : " (tried: \(candidates.joined(separator: ", ")))"))
  }

  /// Where drafts may be, the place that is tried first at the beginning.
  static func candidates(_ configuration: Configuration, _ environment: [String: String])
    -> [String]
  {
    var parents: [String] = []
    if let home = try? Workplace.home(configuration) { parents.append(home.path) }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      parents.append("\(data)/hark")
    }
    if let home = environment["HOME"], home.hasPrefix("/") {
      parents.append("\(home)/.local/share/hark")
    }
    return parents.map { "\($0)/drafts" }
  }

  /// A folder that is there, to look into; nil when it is not.
  init?(existing path: String) {
    guard access(path, R_OK | X_OK) == 0 else { return nil }
    self.path = path
  }

  /// Whether nobody else can look into it.
  var isClosed: Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & 0o077 == 0
  }

  /// Makes the folder, and closes it to everybody else; nil when that cannot be.
  init?(making path: String) {
    self.path = path
    let parent = (path as NSString).deletingLastPathComponent
    if access(parent, F_OK) != 0 {
      try? FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    _ = mkdir(path, 0o700)
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid()
    else { return nil }
    if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { return nil }
    guard access(path, R_OK | W_OK | X_OK) == 0 else { return nil }
  }

  private func file(_ id: UUID) -> String { "\(path)/\(id.uuidString.lowercased()).json" }

  private func newFile(_ id: UUID) -> String { "\(path)/.\(id.uuidString.lowercased()).new" }

  /// Drafts of that kind, oldest first, with the names of files that are no drafts.
  func list(_ kind: InterviewDraft.Kind) -> (entries: [Entry], unreadable: [String]) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var entries: [Entry] = []
    var unreadable: [String] = []
    for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
      guard let entry = entry("\(path)/\(name)") else {
        unreadable.append(name)
        continue
      }
      if entry.draft.kind == kind { entries.append(entry) }
    }
    return (entries.sorted { $0.changedAt < $1.changedAt }, unreadable)
  }

  private func entry(_ file: String) -> Entry? {
    guard let data = FileManager.default.contents(atPath: file),
      let draft = InterviewDraft(written: Array(data))
    else { return nil }
    let changed =
      try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    return Entry(draft: draft, changedAt: changed ?? .distantPast)
  }

  /// Keeps a draft. Returns when it is on the disk.
  func write(_ draft: InterviewDraft) throws {
    let final = file(draft.id)
    let new = newFile(draft.id)
    _ = unlink(new)
    let descriptor = Glibc.open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    guard writeWhole(JSONValue.object(draft.json).encoded(.compact), to: descriptor),
      fsync(descriptor) == 0, rename(new, final) == 0
    else { throw failure(removing: new) }
    syncFolder()
  }

  /// Whether there is a draft of that record.
  func holds(_ id: UUID) -> Bool { access(file(id), F_OK) == 0 }

  /// Deletes a draft.
  func remove(_ id: UUID) {
    _ = unlink(file(id))
    // What a crash left half written holds answers too.
    _ = unlink(newFile(id))
    syncFolder()
  }

  private func syncFolder() {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    _ = fsync(folder)
    close(folder)
  }

  private func failure(removing new: String? = nil) -> Problem {
    let reason = FileTrouble.words(errno, path)
    if let new { _ = unlink(new) }
    return Problem(.noDraftFolder, "the draft cannot be written to \(path): \(reason)")
  }

  /// Holds a draft for one session alone; another gets a refusal. Released when the program ends.
  func lock(_ id: UUID) throws -> DraftLock {
    let path = "\(path)/\(id.uuidString.lowercased()).lock"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Problem(
        .draftInUse, "this draft is open in another session; go on there, or end that one first")
    }
    return DraftLock(path: path, descriptor: descriptor)
  }
}

/// Holds a draft while a session works on it.
struct DraftLock: ~Copyable {
  fileprivate let path: String
  fileprivate let descriptor: Int32

  deinit {
    unlink(path)
    close(descriptor)
  }
}
