// Where an export goes: standard output, a pipe or device, or a file that bears its name only once it
// is whole.

internal import EmbeddedPostgres
internal import Engagement
internal import Foundation
internal import Glibc
internal import Synchronization

/// The receiver of an export. Writes block, which is right on the connection's own thread.
final class ExportFile: Sendable {
  /// The reader of standard output went away, as `head` does.
  struct ReaderGone: Error {}

  /// Where the bytes are on their way.
  private enum Way: Sendable {
    case standardOutput
    /// A pipe or a device, which is written into and stays what it is.
    case straight
    /// A file beside the one that it becomes.
    case beside(partial: String, target: String)
  }

  private let path: String
  private let way: Way
  private let descriptor: Int32

  /// Begins a file that only its owner may read; nil or `-`: standard output.
  init(_ named: String?) throws {
    path = named ?? "-"
    var status = stat()
    let exists = path != "-" && stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw Problem(.cannotWrite, "'\(path)' is a folder; name a file in it")
    }
    if path == "-" || (exists && Self.isStandardOutput(status)) {
      (way, descriptor) = (.standardOutput, STDOUT_FILENO)
    } else if exists, kind != S_IFREG {
      (way, descriptor) = (.straight, Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY))
    } else {
      let target = Self.target(ofLink: path)
      // A name of its own: two exports at once must not write into each other's file.
      let partial = "\(target).\(getpid()).partial"
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      (way, descriptor) = (
        .beside(partial: partial, target: target), Glibc.open(partial, flags, 0o600)
      )
    }
    guard descriptor >= 0 else { throw Self.problem(path) }
  }

  /// Whether an export goes into a file of its own, and not where somebody reads while it is written.
  static func isFile(_ named: String?) -> Bool {
    guard let named, named != "-" else { return false }
    var status = stat()
    guard stat(named, &status) == 0 else { return true }
    return status.st_mode & S_IFMT == S_IFREG && !isStandardOutput(status)
  }

  deinit {
    if case .standardOutput = way { return }
    guard descriptor >= 0 else { return }
    close(descriptor)
    // Gone already where the file was kept.
    if case .beside(let partial, _) = way { unlink(partial) }
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
        throw Self.problem(path == "-" ? "standard output" : path)
      }
    }
  }

  /// Gives the file its name: it is whole and on disk.
  func keep() throws {
    guard case .beside(let partial, let target) = way else { return }
    guard fsync(descriptor) == 0, rename(partial, target) == 0 else { throw Self.problem(path) }
  }

  /// Whether a path names what standard output is, as `/dev/stdout` does.
  private static func isStandardOutput(_ file: stat) -> Bool {
    var output = stat()
    guard fstat(STDOUT_FILENO, &output) == 0 else { return false }
    return output.st_dev == file.st_dev && output.st_ino == file.st_ino
      && output.st_rdev == file.st_rdev
  }

  /// The file that a link leads to, whether it is there or not: the link stays a link.
  private static func target(ofLink path: String) -> String {
    var path = path
    // As many links as Linux follows.
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        break
      }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = next.hasPrefix("/") ? next : folder + next
    }
    return path
  }

  private static func problem(_ path: String) -> Problem {
    let reason = FileTrouble.words(errno, path)
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
