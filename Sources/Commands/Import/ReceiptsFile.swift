// The file of receipt codes: for each record that an import stores the six words of its person. They are
// nowhere else, so they are on the disk before the record is stored, and nothing is written over.

internal import CSV
internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import Receipts
internal import Synchronization

/// Where receipt codes go.
final class ReceiptsFile: ReceiptCodes {
  private struct State {
    /// The code of each record, by its id: a file that names an id twice gets one code for it.
    var given: [UUID: (hash: [UInt8], line: [UInt8])] = [:]
    var stored: Set<UUID> = []
    var notStored: Set<UUID> = []
    var isOpen = true

    /// Records that codes were made for in vain.
    var dropped: Set<UUID> { notStored.subtracting(stored) }
  }

  private let path: String
  private let slug: String
  private let descriptor: Int32
  private let hasKeys: Bool
  private let state = Mutex(State())

  /// Makes a new file that only its owner may read.
  init(_ path: String, partnership slug: String, hasKeys: Bool) throws {
    (self.path, self.slug, self.hasKeys) = (path, slug, hasKeys)
    descriptor = try Self.newFile(path)
    try write(header, to: descriptor)
  }

  /// Says whether a run could make the file.
  static func check(_ path: String) throws {
    if access(path, F_OK) == 0 { throw alreadyThere(path) }
  }

  /// How many people have a code in the file.
  var count: Int { state.withLock { $0.given.count - $0.dropped.count } }

  func give(to records: [UUID: FileRow]) async throws -> [UUID: [UInt8]] {
    let before = state.withLock { state in
      records.keys.compactMap { id in state.given[id].map { (id, $0.hash) } }
    }
    var hashes = Dictionary(before) { first, _ in first }
    var made: [(id: UUID, code: ReceiptCode, hash: [UInt8])] = []
    try await withThrowingTaskGroup(of: (UUID, ReceiptCode, [UInt8]).self) { group in
      for id in records.keys where hashes[id] == nil {
        group.addTask { [slug] in
          let code = ReceiptCode(randomBytes: Surroundings.live.randomBytes)
          return (id, code, try code.hash(partnership: slug))
        }
      }
      for try await (id, code, hash) in group { made.append((id, code, hash)) }
    }
    made.sort { (records[$0.id]?.line ?? 0) < (records[$1.id]?.line ?? 0) }
    try state.withLock { state in
      // The import ended in an error while these were made: nothing of them may be stored.
      guard state.isOpen else { throw cannotWrite() }
      var bytes: [UInt8] = []
      var given: [UUID: (hash: [UInt8], line: [UInt8])] = [:]
      for (id, code, hash) in made {
        // The other lane may have been first.
        if let first = state.given[id] {
          hashes[id] = first.hash
          continue
        }
        let line = line(id, records[id], code)
        given[id] = (hash, line)
        hashes[id] = hash
        bytes += line
      }
      let length = lseek(descriptor, 0, SEEK_END)
      do {
        try write(bytes, to: descriptor)
        guard fdatasync(descriptor) == 0 else { throw cannotWrite() }
      } catch {
        // Half a line would run into the next one.
        _ = ftruncate(descriptor, length)
        _ = lseek(descriptor, length, SEEK_SET)
        throw error
      }
      state.given.merge(given) { first, _ in first }
    }
    return hashes
  }

  func settle(stored: Set<UUID>, notStored: Set<UUID>) {
    state.withLock { state in
      state.stored.formUnion(stored)
      state.notStored.formUnion(notStored)
    }
  }

  /// Takes out the words that open nothing, and the file where it holds none.
  func close() {
    state.withLock { state in
      guard state.isOpen else { return }
      state.isOpen = false
      Glibc.close(descriptor)
      let dropped = state.dropped
      if dropped.count == state.given.count {
        unlink(path)
      } else if !dropped.isEmpty {
        let kept = state.given.filter { !dropped.contains($0.key) }.values.map(\.line)
        do { try replace(kept) } catch {
          Output.note(
            "'\(path)' still has words of records that were not stored; these words open nothing")
        }
      }
    }
  }

  /// A new file in the place of the one there is, whole or not at all.
  private func replace(_ lines: [[UInt8]]) throws {
    let part = path + ".part"
    let new = try Self.newFile(part)
    defer { Glibc.close(new) }
    let number = { (line: [UInt8]) in
      Int(String(decoding: line.prefix { $0 != 0x2C }, as: UTF8.self)) ?? 0
    }
    let sorted = lines.map { (number($0), $0) }.sorted { $0.0 < $1.0 }
    try write(header + sorted.flatMap(\.1), to: new)
    guard fdatasync(new) == 0, rename(part, path) == 0 else {
      unlink(part)
      throw cannotWrite()
    }
  }

  private var header: [UInt8] {
    Array("line,id,\(hasKeys ? "key," : "")receipt_code\n".utf8)
  }

  private func line(_ id: UUID, _ row: FileRow?, _ code: ReceiptCode) -> [UInt8] {
    let key = hasKeys ? CSVWriter.cell(row?.key ?? "") + "," : ""
    return Array("\(row?.line ?? 0),\(id.uuidString.lowercased()),\(key)\(code)\n".utf8)
  }

  private static func newFile(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw alreadyThere(path) }
      throw Problem(
        .cannotRead, "'\(path)' cannot be written; is the folder there, and may you write to it?")
    }
    return descriptor
  }

  private static func alreadyThere(_ path: String) -> Problem {
    Problem(
      .badRequest,
      "there is a file '\(path)' already; give --receipts another name, so that nobody's words are lost"
    )
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    guard writeWhole(bytes, to: descriptor) else { throw cannotWrite() }
  }

  private func cannotWrite() -> Problem {
    Problem(
      .cannotWrite,
      "'\(path)' cannot be written any further (\(FileTrouble.words(errno, path))); the import stopped"
        + " before it stored anybody whose words are not in it")
  }
}
