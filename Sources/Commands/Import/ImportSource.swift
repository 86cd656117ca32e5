// A file on its way in, or standard input: opened once, hashed where ids come from its hash, and
// then read piece by piece.

internal import Crypto
internal import Engagement
internal import Foundation
internal import Glibc

/// What an import reads.
final class ImportSource {
  private static let pieceSize = 1 << 18

  /// What people call it.
  let name: String
  /// SHA-256 of the whole; nil where nobody asked for it.
  let hash: [UInt8]?
  /// Its length in bytes, where it is known beforehand.
  let size: Int?
  /// How much of it was read.
  private(set) var position = 0
  private let handle: FileHandle

  /// Opens a file, or standard input for `-`. What has to be hashed before it is read and cannot be
  /// read twice is kept meanwhile in a nameless file that nobody else can open.
  init(_ path: String, hashing: Bool) throws {
    let given = path == "-" ? FileHandle.standardInput : try InputFile.open(path)
    name = path == "-" ? "standard input" : path
    let canReadTwice = lseek(given.fileDescriptor, 0, SEEK_CUR) >= 0
    guard hashing else {
      (handle, hash) = (given, nil)
      size = canReadTwice ? try Self.size(given) : nil
      return
    }
    handle = canReadTwice ? given : try Self.namelessFile()
    let start = canReadTwice ? lseek(given.fileDescriptor, 0, SEEK_CUR) : 0
    var sha256 = SHA256()
    var length = 0
    while let data = try given.read(upToCount: Self.pieceSize), !data.isEmpty {
      sha256.update(data: data)
      if !canReadTwice { try handle.write(contentsOf: data) }
      length += data.count
    }
    hash = Array(sha256.finalize())
    size = length
    try handle.seek(toOffset: UInt64(start))
  }

  private static func size(_ handle: FileHandle) throws -> Int? {
    let start = try handle.offset()
    let end = try handle.seekToEnd()
    try handle.seek(toOffset: start)
    return Int(end - start)
  }

  private static func namelessFile() throws -> FileHandle {
    var template = Array(
      FileManager.default.temporaryDirectory.appendingPathComponent("hark-XXXXXX").path.utf8CString)
    // Made with mode 0600, and gone from the folder at once.
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw Problem(
        .cannotRead,
        "standard input cannot be kept in the folder for temporary files; save it to a file, or"
          + " tell rows apart with --key COLUMN")
    }
    unlink(template)
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The next piece, as soon as there is one; nil at the end, or when somebody asked to stop.
  func next() throws -> Data? {
    var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    // Short waits, because a signal does not wake a read that another thread waits in.
    while poll(&waiting, 1, 200) <= 0 { if Interruption.isAsked { return nil } }
    var data = Data(count: Self.pieceSize)
    let count = data.withUnsafeMutableBytes {
      read(handle.fileDescriptor, $0.baseAddress, $0.count)
    }
    guard count >= 0 else {
      throw Problem(.cannotRead, "'\(name)' cannot be read any further; is it still there?")
    }
    position += count
    return count == 0 ? nil : data.prefix(count)
  }

  /// Everything that is left, up to a limit.
  func rest(atMost limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let data = try next() {
      bytes += data
      guard bytes.count <= limit else {
        throw Problem(.tooLarge, "'\(name)' is larger than \(limit >> 20) MiB; split it")
      }
    }
    return bytes
  }
}
