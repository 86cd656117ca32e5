// The list of what a restore must not undo, beside the key file: a backup brings records back that people took
// back since, and this list takes them out again, as a whole or in part, and sets legal holds again. It holds
// hashes and the ids of holds and of what they keep, and no word.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON
internal import Logging
internal import ServiceLifecycle
internal import Storage

/// The list, an entry a line.
struct ErasureList: Sendable {
  let path: String
  private let folder: String

  init(_ keys: KeyFile) {
    folder = keys.folder.path
    path = folder + "/erased.ndjson"
  }

  /// Transactions may end later than they began, and so come late.
  private static let overlap: TimeInterval = 3_600

  /// Whether there is one.
  var exists: Bool { access(path, F_OK) == 0 }

  /// Where a restore leaves word that it found no list.
  var missedPath: String { folder + "/restored-without-erased" }

  /// Leaves word that a database was restored and there was no list to follow. It stays until somebody has looked:
  /// the list itself is begun anew as soon as the database is used.
  func noteMissing() throws {
    do {
      try OwnedFolder(path: folder).make()
      let text =
        "restored without erased.ndjson at \(Date.now.formatted(.iso8601)); see hark doctor\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: missedPath))
    } catch {
      throw unwritable()
    }
    _ = chmod(missedPath, 0o600)
    if let owner = OwnedFolder(path: folder).owner {
      _ = lchown(missedPath, owner.user, owner.group)
    }
  }

  /// The entries; none when there is no list.
  func acts() throws -> ListedActs {
    var acts = ListedActs()
    guard let data = FileManager.default.contents(atPath: path) else {
      if exists {
        throw Problem(.wrongConfiguration, "\(path) cannot be read; check who owns it")
      }
      return acts
    }
    for line in data.split(separator: UInt8(ascii: "\n")) {
      // A line that a crash cut short is written again by the next run.
      guard let json = (try? JSONValue.parse(Array(line)))?.object else { continue }
      acts.add(json)
    }
    return acts
  }

  /// Adds what was done since; how many entries.
  @discardableResult
  func extend(_ engagement: Engagement) async throws -> Int {
    let known = try acts()
    func since(_ moments: [Date]) -> Date {
      max(
        (moments.max() ?? .distantPast).addingTimeInterval(-Self.overlap),
        Date(timeIntervalSince1970: 0))
    }
    let hashes = Set(known.erasures.map(\.recordHash))
    let changes = Set(known.changes.map(\.id))
    let holds = Set(known.holds.map { HoldLine($0) })
    let new = try await engagement.listed(
      erasures: since(known.erasures.map(\.at)), changes: since(known.changes.map(\.at)),
      holds: since(known.holds.map { max($0.since, $0.endedAt ?? $0.since) }))
    let lines =
      new.holds.filter { !holds.contains(HoldLine($0)) }.map(\.json)
      + new.changes.filter { !changes.contains($0.id) }.map(\.json)
      + new.erasures.filter { !hashes.contains($0.recordHash) }.map(\.json)
    guard !lines.isEmpty else { return 0 }
    try append(lines)
    return lines.count
  }

  private func unwritable() -> Problem {
    Problem(
      .wrongConfiguration,
      "\(path) cannot be written; it lists what was erased and taken back: "
        + (FileTrouble.fullDisk(folder) ?? "give Hark its folder"))
  }

  private func append(_ entries: [JSONObject]) throws {
    do { try OwnedFolder(path: folder).make() } catch { throw unwritable() }
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw unwritable() }
    if let owner = OwnedFolder(path: folder).owner { _ = fchown(file, owner.user, owner.group) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    let lines = entries.map { "\n" + JSONValue.object($0).text() }.joined() + "\n"
    do {
      try handle.write(contentsOf: Data(lines.utf8))
      try handle.synchronize()
    } catch {
      throw unwritable()
    }
  }

  /// Does again what a restored database does not know of; nil when it knows the list.
  func follow(_ engagement: Engagement, always: Bool = false) async throws -> Replayed? {
    let acts = try acts()
    guard !acts.isEmpty else { return nil }
    // What cannot be made for want of a key waits; what was erased does not.
    if !acts.changes.isEmpty { _ = try? await engagement.changeLateRecords() }
    if !always, try await !engagement.isBehind(acts) { return nil }
    return try await engagement.replay(acts)
  }
}

/// While `hark serve` runs, the list follows what is erased, and late records what people took back of them.
struct ErasureListing: Service {
  let list: ErasureList
  let engagement: Engagement

  func run() async throws {
    let logger = Logger(label: "hark")
    await cancelWhenGracefulShutdown {
      var writing = RepeatedWork(
        fails: "the list of what people took back cannot be written",
        goesOn: "the list of what people took back is written again")
      var changing = RepeatedWork(
        fails: "what somebody took back of a record before a restore could not be taken back again",
        goesOn: "what people took back before a restore is taken back again")
      while !Task.isCancelled {
        await writing.run(logger) { try await list.extend(engagement) }
        await changing.run(logger) { try await engagement.changeLateRecords() }
        try? await Task.sleep(for: .seconds(5))
      }
      // What was erased last.
      _ = try? await list.extend(engagement)
    }
  }
}

/// Work that is done again and again: that it fails, and why, is logged when it begins and when it is over.
struct RepeatedWork {
  /// What is said when it fails.
  let fails: String
  /// What is said when it goes on.
  let goesOn: String
  private var failure: String?

  init(fails: String, goesOn: String) { (self.fails, self.goesOn) = (fails, goesOn) }

  /// Does it once.
  mutating func run<Value>(_ logger: Logger, _ work: () async throws -> Value) async {
    do {
      _ = try await work()
      if failure != nil { logger.notice("\(goesOn)") }
      failure = nil
    } catch {
      let text = "\(Problem(translating: error))"
      if text != failure, !Task.isCancelled {
        logger.error("\(fails)", metadata: ["error": "\(text)"])
      }
      failure = text
    }
  }
}
