// Signals as something to wait for together with input: a handler may do no more than write a byte.

internal import Engagement
internal import Glibc
internal import Synchronization

/// Waits for input or a signal, whichever thread the signal reaches.
struct SignalPipe: Sendable {
  /// What came.
  enum Event: Sendable { case input, interrupted, resized }

  private let reader: Int32
  private static let writer = Atomic<Int32>(-1)

  /// Takes over Ctrl-C, the end of the terminal and a request to stop.
  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw Problem(.failed, "no pipe can be made for signals; are too many files open?")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    reader = ends[0]
    Self.writer.store(ends[1], ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGCONT, SIGWINCH] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SignalPipe.writer.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = before
      }
      sigaction(number, &action, nil)
    }
  }

  /// Waits until there is something to read, or a signal came.
  func wait() -> Event {
    while true {
      if let event = wait(for: STDIN_FILENO, milliseconds: -1) { return event }
    }
  }

  /// Waits until there is something to read from there, or a signal came; nil when the time is over.
  func wait(for input: Int32, milliseconds: Int32) -> Event? {
    var waiting = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: reader, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&waiting, 2, milliseconds)
      if count < 0 { continue }
      if count == 0 { return nil }
      if waiting[1].revents != 0 {
        var byte: UInt8 = 0
        guard read(reader, &byte, 1) == 1 else { continue }
        let isResize = [SIGCONT, SIGWINCH].contains(Int32(byte))
        return isResize ? .resized : .interrupted
      }
      if waiting[0].revents != 0 { return .input }
    }
  }
}
