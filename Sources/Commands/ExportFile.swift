// Where an export goes: standard output, or a file that bears its name only once it is whole.

internal import Engagement
internal import Foundation
internal import Glibc
internal import Synchronization

/// The receiver of an export. Writes block, which is right on the connection's own thread.
final class ExportFile: Sendable {
  /// The reader of standard output went away, as `head` does.
  struct ReaderGone: Error {}

  private let path: String?
  private let partial: String
  private let descriptor: Int32

  /// Begins a file that only its owner may read; nil or `-`: standard output.
  init(_ path: String?) throws {
    guard let path, path != "-" else {
      (self.path, partial, descriptor) = (nil, "", STDOUT_FILENO)
      return
    }
    self.path = path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw Problem(.cannotWrite, "'\(path)' is a folder; name a file in it")
    }
    partial = path + ".partial"
    descriptor = Glibc.open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.problem(path) }
  }

  deinit {
    guard path != nil else { return }
    close(descriptor)
    // Gone already where the file was kept.
    unlink(partial)
  }

  /// Writes all of the bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written = Glibc.write(descriptor, part.baseAddress, part.count)
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        throw ReaderGone()
      } else if errno != EINTR {
        throw Self.problem(path ?? "standard output")
      }
    }
  }

  /// Gives the file its name: it is whole and on disk.
  func keep() throws {
    guard let path else { return }
    guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw Self.problem(path) }
  }

  private static func problem(_ path: String) -> Problem {
    let reason = String(cString: strerror(errno))
    return Problem(
      .cannotWrite, "'\(path)' cannot be written (\(reason)); nothing of the export was kept there")
  }
}

/// Says how far an export is, on a terminal and after a second.
final class ExportProgress: Sendable {
  private static let clearLine = "\r\u{1B}[K"

  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let next = Mutex(ContinuousClock.now + .seconds(1))
  private let hasShown = Mutex(false)

  /// Shows the number of records, five times a second at most.
  func show(_ records: Int) {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    let isDue = next.withLock { next in
      guard now >= next else { return false }
      next = now + .milliseconds(200)
      return true
    }
    guard isDue else { return }
    hasShown.withLock { $0 = true }
    FileHandle.standardError.write(Data("\(Self.clearLine)\(records) records".utf8))
  }

  /// Takes the line away.
  func clear() {
    guard hasShown.withLock({ $0 }) else { return }
    FileHandle.standardError.write(Data(Self.clearLine.utf8))
  }
}
