// The file with the master keys: HARK_KEYS, or keys/master-keys in the home. It lies outside the database
// and its backups, nobody but its owner may read it, and it is replaced as a whole or not at all.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import Sealing
internal import Synchronization

/// The file with the master keys.
struct KeyFile: Sendable {
  let path: String
  /// Whether the configuration names it.
  let isNamed: Bool

  init(path: String, isNamed: Bool = true) { (self.path, self.isNamed) = (path, isNamed) }

  init(_ configuration: Configuration) {
    isNamed = configuration.keys != nil
    // A home that is not suitable says so where it is needed.
    path =
      configuration.keys.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
      ?? Self.usual(in: (try? Workplace.home(configuration).path) ?? "/var/lib/hark")
  }

  private static func usual(in home: String) -> String { home + "/keys/master-keys" }

  /// The folder it lies in.
  var folder: OwnedFolder {
    OwnedFolder(path: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  var exists: Bool { access(path, F_OK) == 0 }

  /// The keys; throws when the file is not there, can be read by others or is damaged.
  func read() throws -> MasterKeys {
    guard exists else {
      throw Problem(
        .keyMissing,
        "the key file \(path) is not there; put it back from where you keep it apart from the backups,"
          + " or name it with HARK_KEYS. Nothing is lost until then. Where there never was one,"
          + " `hark keys new` makes it")
    }
    try SecretFile.refuseOpen(path)
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Problem(.keyMissing, "the key file \(path) cannot be read; check who owns it")
    }
    return try MasterKeys(text: text)
  }

  /// Makes the file with a first key. False when it is there already.
  func create(at moment: Date) throws -> Bool {
    do { try folder.make() } catch { throw unwritable }
    guard let keys = MasterKeys([MasterKey(madeAt: moment)]),
      let isNew = SecretFile.make(path, keys.text, owner: folder.owner)
    else { throw unwritable }
    syncFolder()
    return isNew
  }

  /// Replaces the keys by what `change` makes of them. Nobody else changes the file meanwhile, and who
  /// reads it finds the old keys or the new ones.
  func change(_ change: (MasterKeys) throws -> MasterKeys) throws -> MasterKeys {
    _ = try read()
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { throw unwritable }
    defer { Glibc.close(lock) }
    // Where the operator is root, Hark's own account takes it next time.
    if let owner = folder.owner { _ = fchown(lock, owner.user, owner.group) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw Problem(.keyInUse, "somebody else changes the key file just now; try again")
    }
    let keys = try change(read())
    let aside = path + ".new"
    unlink(aside)
    let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw unwritable }
    do { try write(keys, to: file) } catch {
      unlink(aside)
      throw error
    }
    guard rename(aside, path) == 0 else { throw unwritable }
    syncFolder()
    return keys
  }

  private func write(_ keys: MasterKeys, to file: Int32) throws {
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    if let owner = folder.owner { _ = fchown(file, owner.user, owner.group) }
    do {
      try handle.write(contentsOf: Data(keys.text.utf8))
      try handle.synchronize()
    } catch {
      throw unwritable
    }
    syncFolder()
  }

  private func syncFolder() {
    let directory = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    _ = fsync(directory)
    Glibc.close(directory)
  }

  /// The file that a home uses: that which the configuration names, or its own.
  func inHome(_ home: String) -> KeyFile {
    isNamed ? self : KeyFile(path: Self.usual(in: home), isNamed: false)
  }

  /// Gives a restored home the keys and the list of erasures, where the configuration names no other
  /// place: a backup holds neither.
  func copy(toHome home: String) throws {
    let copy = inHome(home)
    guard copy.path != path else { return }
    // Where nothing was sealed yet there is a list all the same.
    let files = [(path, copy.path), (ErasureList(self).path, ErasureList(copy).path)]
      .filter { from, _ in access(from, F_OK) == 0 }
    guard !files.isEmpty else { return }
    if exists { try SecretFile.refuseOpen(path) }
    do {
      try copy.folder.make()
      for (from, to) in files {
        try FileManager.default.copyItem(atPath: from, toPath: to)
        guard chmod(to, 0o600) == 0 else { throw unwritable }
        if let owner = copy.folder.owner { _ = lchown(to, owner.user, owner.group) }
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw copy.unwritable
    }
  }

  /// What is said of a file that lacks a key which is needed.
  func lacks(_ id: String) -> Problem {
    Problem(
      .keyMissing,
      "the key file \(path) is an older copy: it lacks the key \(id), which the database needs. Nothing"
        + " was stored or changed. Put the newest copy of the file back, from where you keep it apart from"
        + " the backups, and do the same again (`hark keys list` shows what is needed)")
  }

  private var unwritable: Problem {
    Problem(
      .wrongConfiguration,
      "the key file \(path) cannot be written; "
        + (FileTrouble.fullDisk(folder.path)
          ?? "give Hark its folder, or name another file with HARK_KEYS"))
  }
}

/// The keys as the file has them: read again when it was replaced.
final class LiveKeys: Sendable {
  private struct Stamp: Equatable {
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let mode: UInt32
  }

  let file: KeyFile
  private let known = Mutex<(stamp: Stamp, keys: MasterKeys)?>(nil)
  /// Keys that an up-to-date file has: those that the database needs, and the one that was last in use.
  private let expected = Mutex<(needed: Set<String>, current: String?)>(([], nil))
  private let mayMake = Atomic(false)

  init(_ file: KeyFile) { self.file = file }

  /// From now on the first key is made when it is needed: nothing was sealed yet.
  func allowFirst() { mayMake.store(true, ordering: .relaxed) }

  /// The keys that the database needs were looked up.
  func expect(_ needed: [String]) { expected.withLock { $0.needed = Set(needed) } }

  /// The keys now, to seal with. An older copy of the file is refused: what its key sealed would be lost
  /// where that key was retired.
  func mastersForSealing() throws -> MasterKeys {
    let keys = try masters()
    let missing = expected.withLock { expected -> String? in
      let ids = Set(keys.all.map(\.id))
      expected.needed.subtract(ids)
      let missing = expected.current.flatMap { ids.contains($0) ? nil : $0 }
      if let missing = missing ?? expected.needed.min() { return missing }
      expected.current = keys.current.id
      return nil
    }
    guard let missing else { return keys }
    throw file.lacks(missing)
  }

  /// The keys now.
  func masters() throws -> MasterKeys {
    if !file.exists, mayMake.load(ordering: .relaxed) { _ = try file.create(at: Date()) }
    var status = stat()
    guard stat(file.path, &status) == 0 else { return try file.read() }
    let stamp = Stamp(
      inode: UInt(status.st_ino), size: Int(status.st_size), seconds: Int(status.st_mtim.tv_sec),
      nanoseconds: Int(status.st_mtim.tv_nsec), mode: UInt32(status.st_mode))
    return try known.withLock { known in
      if let known, known.stamp == stamp { return known.keys }
      let keys = try file.read()
      known = (stamp, keys)
      return keys
    }
  }
}

extension Workplace {
  /// Makes the first key where nothing was sealed yet, and does again what a restored database does not
  /// know of. What stands in the way is said when a key is needed, or by `hark doctor`.
  func prepareKeys() async {
    if !keyFile.exists, !keyFile.isNamed, let state = try? await engagement.keyState(),
      state.isEmpty
    {
      keys.allowFirst()
    }
    if keyFile.exists, let needed = try? await engagement.neededKeys() { keys.expect(needed) }
    do {
      if let done = try await erasureList.follow(engagement) { say(done) }
    } catch {
      Output.note("warning: what was erased before may be back: \(Problem(translating: error))")
    }
  }

  /// Says what was done again in a database that was restored.
  private func say(_ done: Replayed) {
    if let words = done.words { Output.note("\(words): the database was restored") }
    if let failure = done.failure {
      Output.note(
        "warning: \(done.failed) answers that people changed are not changed again yet: \(failure)")
    }
  }

  /// Refuses to go on without the keys that the database needs.
  func verifyKeys() async throws {
    // The file last: somebody may replace the key at this moment.
    let needed = try await engagement.neededKeys()
    let known = try keys.masters()
    if let id = needed.first(where: { id in !known.all.contains { $0.id == id } }) {
      throw keyFile.lacks(id)
    }
  }
}
