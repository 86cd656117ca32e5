// Runs the built program in a real terminal, or rather what the kernel gives for one.

import EmbeddedPostgres
import Foundation
import Glibc
import TestSupport
import Testing

/// A program with a terminal of its own, typed into by a test.
final class PseudoTerminal {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let master: Int32
  let process: SpawnedProcess
  private(set) var screen = ""
  private var seen = 0
  private var bytes: [UInt8] = []

  init(
    _ program: String, _ arguments: [String], environment: [String: String],
    columns: UInt16 = 100
  ) throws {
    // What posix_openpt, unlockpt and ptsname do, which Swift's Glibc does not show.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (lock, number) = (Int32(0), UInt32(0))
    guard master >= 0, ioctl(master, 0x4004_5431, &lock) == 0,
      ioctl(master, 0x8004_5430, &number) == 0
    else { throw Failure(description: "no pseudo-terminal") }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    process = try SpawnedProcess(
      [program] + arguments,
      environment: testEnvironment(["TERM": "xterm-256color"].merging(environment) { $1 }),
      streams: .init(terminal: name))
  }

  deinit { close(master) }

  /// Waits until the screen, after what was waited for last, shows this.
  func wait(for text: String, seconds: Double = 60 * Double(patience)) throws {
    let end = Date().addingTimeInterval(seconds)
    while true {
      if let range = screen[screen.index(screen.startIndex, offsetBy: seen)...].range(of: text) {
        seen = screen.distance(from: screen.startIndex, to: range.upperBound)
        return
      }
      guard try read(until: end) else {
        throw Failure(description: "'\(text)' was not shown; the screen:\n\(screen)")
      }
    }
  }

  /// Types text; Enter is `\r`.
  func type(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits for a text and answers with a line.
  func answer(_ line: String, to text: String) throws {
    try wait(for: text)
    try wait(for: "> ")
    type(line + "\r")
  }

  /// Waits until the program has ended; its status, or 128 and the number of the signal that ended it.
  func end(seconds: Double = 60 * Double(patience)) throws -> Int32 {
    let end = Date().addingTimeInterval(seconds)
    while try read(until: end) {}
    return try process.waitForEnd()
  }

  /// Reads what there is; false at the end or when the time is over.
  private func read(until end: Date) throws -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    let left = end.timeIntervalSinceNow
    guard left > 0, poll(&waiting, 1, Int32(left * 1_000)) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(master, &chunk, chunk.count)
    guard count > 0 else { return false }
    bytes += chunk.prefix(count)
    screen = String(decoding: bytes, as: UTF8.self)
    return true
  }
}

/// Runs what waits on a thread of its own: the tests' threads are few.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}
