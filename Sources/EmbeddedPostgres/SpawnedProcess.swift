// Starts programs that get three streams and nothing else of ours. Foundation's Process is not used:
// it learns of an end through a socket that whatever the program leaves behind holds open, its
// children inherit what other threads open meanwhile and the blocked signals of the thread that
// starts them, and it keeps a descriptor of each stream for ever.

import CSpawn
import Foundation
import Glibc

/// A program that was started, and that must be waited for once.
package struct SpawnedProcess: Sendable {
  /// Its number, until it was waited for.
  package let id: Int32

  /// What a program reads and writes.
  package struct Streams: Sendable {
    let descriptors: [Int32?]
    let terminal: String?

    /// Uses these descriptors, which stay open here; nothing is read or kept where there is none.
    package init(input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil) {
      (descriptors, terminal) = ([input, output, errors], nil)
    }

    /// Uses a terminal, which the program is then controlled by.
    package init(terminal: String) {
      (descriptors, self.terminal) = ([], terminal)
    }
  }

  /// Starts a program, named by the path that is the first word of the command.
  package init(
    _ command: [String], environment: [String: String], folder: String? = nil, streams: Streams
  ) throws {
    guard let program = command.first else { throw POSIXError(.ENOENT) }
    let process = try Self.withActions(folder, streams) { actions, attributes in
      let arguments = command.map { strdup($0) } + [nil]
      let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
      defer { for text in arguments + variables { free(text) } }
      var process: pid_t = 0
      try Self.check(posix_spawn(&process, program, actions, attributes, arguments, variables))
      return process
    }
    id = process
  }

  /// Waits on a thread of its own, because it blocks for as long as the program runs. Returns the exit
  /// status; 128 and more for a program that a signal ended.
  package func end() async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try waitForEnd() }) }
    }
  }

  /// As `end`, and blocks.
  package func waitForEnd() throws -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) == -1 {
      if errno != EINTR { throw POSIXError(.ECHILD) }
    }
    // As the macros WIFEXITED and WEXITSTATUS, which Swift does not import.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Blocks until it ended, and leaves its number to it: `waitForEnd` gives that back.
  func waitUnreaped() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
  }

  private static func withActions<Value>(
    _ folder: String?, _ streams: Streams,
    _ body: (UnsafePointer<posix_spawn_file_actions_t>, UnsafePointer<posix_spawnattr_t>) throws ->
      Value
  ) throws -> Value {
    var actions = posix_spawn_file_actions_t()
    try check(posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    for number in Int32(0)...2 {
      let stream = streams.terminal == nil ? streams.descriptors[Int(number)] : nil
      if let stream {
        try check(posix_spawn_file_actions_adddup2(&actions, stream, number))
      } else {
        let path = streams.terminal ?? "/dev/null"
        try check(posix_spawn_file_actions_addopen(&actions, number, path, O_RDWR, 0))
      }
    }
    // In the child: a list made here would miss what another thread opens before the child begins.
    try check(posix_spawn_file_actions_addclosefrom_np(&actions, 3))
    if let folder { try check(posix_spawn_file_actions_addchdir_np(&actions, folder)) }
    var attributes = posix_spawnattr_t()
    try check(posix_spawnattr_init(&attributes))
    defer { posix_spawnattr_destroy(&attributes) }
    try setSignals(&attributes, isSession: streams.terminal != nil)
    return try body(&actions, &attributes)
  }

  /// The threads of Swift's pool block almost every signal, and a child would go on blocking them:
  /// neither Ctrl-C nor SIGTERM would end it.
  private static func setSignals(
    _ attributes: UnsafeMutablePointer<posix_spawnattr_t>, isSession: Bool
  ) throws {
    var (blocked, restored) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigemptyset(&restored)
    sigaddset(&restored, SIGPIPE)
    try check(posix_spawnattr_setsigmask(attributes, &blocked))
    try check(posix_spawnattr_setsigdefault(attributes, &restored))
    // POSIX_SPAWN_SETSIGDEF, SETSIGMASK and SETSID: who leads a session and opens a terminal is
    // controlled by it.
    try check(posix_spawnattr_setflags(attributes, 0x04 | 0x08 | (isSession ? 0x80 : 0)))
  }

  private static func check(_ status: Int32) throws {
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO) }
  }
}
