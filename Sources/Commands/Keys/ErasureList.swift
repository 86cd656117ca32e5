// The list of what was erased, beside the key file: a backup brings records back that people took back
// since, and this list takes them out again. It holds hashes, no id and no word.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON
internal import Logging
internal import ServiceLifecycle
internal import Storage

/// The list of erasures, an entry a line.
struct ErasureList: Sendable {
  let path: String
  private let folder: String

  init(_ keys: KeyFile) {
    folder = keys.folder.path
    path = folder + "/erased.ndjson"
  }

  /// Transactions may end later than they began, and so come late.
  private static let overlap: TimeInterval = 3_600

  /// The entries; none when there is no list.
  func entries() throws -> [ErasureEntry] {
    guard let data = FileManager.default.contents(atPath: path) else {
      if access(path, F_OK) == 0 {
        throw Problem(.wrongConfiguration, "\(path) cannot be read; check who owns it")
      }
      return []
    }
    // A line that a crash cut short is written again by the next run.
    return data.split(separator: UInt8(ascii: "\n")).compactMap {
      (try? JSONValue.parse(Array($0)))?.object.flatMap(ErasureEntry.init(json:))
    }
  }

  /// Adds what was erased since; how many entries.
  @discardableResult
  func extend(_ engagement: Engagement) async throws -> Int {
    let known = try entries()
    let hashes = Set(known.map(\.recordHash))
    let since = (known.map(\.at).max() ?? .distantPast).addingTimeInterval(-Self.overlap)
    let new = try await engagement.erasures(since: max(since, Date(timeIntervalSince1970: 0)))
      .filter { !hashes.contains($0.recordHash) }
    guard !new.isEmpty else { return 0 }
    try append(new)
    return new.count
  }

  private func unwritable() -> Problem {
    Problem(
      .wrongConfiguration,
      "\(path) cannot be written; it lists what was erased: "
        + (FileTrouble.fullDisk(folder) ?? "give Hark its folder"))
  }

  private func append(_ entries: [ErasureEntry]) throws {
    do { try OwnedFolder(path: folder).make() } catch { throw unwritable() }
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw unwritable() }
    if let owner = OwnedFolder(path: folder).owner { _ = fchown(file, owner.user, owner.group) }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    let lines = entries.map { "\n" + JSONValue.object($0.json).text() }.joined() + "\n"
    do {
      try handle.write(contentsOf: Data(lines.utf8))
      try handle.synchronize()
    } catch {
      throw unwritable()
    }
  }

  /// Erases again what a restored database has back; how many records, nil when it knows the list.
  func follow(_ engagement: Engagement, always: Bool = false) async throws -> Int? {
    let entries = try entries()
    guard let last = entries.max(by: { $0.at < $1.at }) else { return nil }
    // The newest tells: a database that was restored to before it does not know it.
    if !always {
      let newest = try await engagement.replay([last])
      guard newest.entries > 0 else { return nil }
      return newest.erased + (try await engagement.replay(entries)).erased
    }
    return try await engagement.replay(entries).erased
  }
}

extension ErasureEntry {
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "partnership": .string(partnership.uuidString), "record": .string(Self.hex(recordHash)),
      "kind": .string(kind), "survey": .string(survey), "reason": .string(reason),
      "at": .number(at.timeIntervalSince1970),
    ]
    object["receipt"] = receiptHash.map { .string(Self.hex($0)) }
    return object
  }

  fileprivate init?(json: JSONObject) {
    guard let partnership = json["partnership"]?.string.flatMap(UUID.init(uuidString:)),
      let record = json["record"]?.string.flatMap(Self.bytes), record.count == 32,
      let kind = json["kind"]?.string, let survey = json["survey"]?.string,
      let reason = json["reason"]?.string, let at = json["at"]?.number
    else { return nil }
    self.init(
      partnership: partnership, recordHash: record,
      receiptHash: json["receipt"]?.string.flatMap(Self.bytes), kind: kind, survey: survey,
      reason: reason, at: Date(timeIntervalSince1970: at))
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text)
    guard digits.count % 2 == 0 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    return bytes.count * 2 == digits.count ? bytes : nil
  }
}

/// While `hark serve` runs, the list follows what is erased.
struct ErasureListing: Service {
  let list: ErasureList
  let engagement: Engagement

  func run() async throws {
    let logger = Logger(label: "hark")
    await cancelWhenGracefulShutdown {
      var failure: String?
      while !Task.isCancelled {
        do {
          try await list.extend(engagement)
          if failure != nil { logger.notice("the list of erasures is written again") }
          failure = nil
        } catch {
          let text = "\(Problem(translating: error))"
          if text != failure, !Task.isCancelled {
            logger.error(
              "the list of erasures cannot be written", metadata: ["error": "\(text)"])
          }
          failure = text
        }
        try? await Task.sleep(for: .seconds(5))
      }
      // What was erased last.
      _ = try? await list.extend(engagement)
    }
  }
}
