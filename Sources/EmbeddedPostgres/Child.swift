// Runs a program to its end, as the user the database belongs to. What is touched inside the home
// is touched by such a child, so that root never follows a link somebody else has put there.
// Foundation's Process is not used: its children, and so the server, inherit every open file.

import Foundation
import Glibc

/// How a program ended.
package struct ChildResult: Sendable {
  /// The exit status; 128 and more for a program that a signal ended.
  package let status: Int32
  /// What it wrote, at most the last 2,000 characters.
  package let output: String

  /// Whether it ended well.
  package var isSuccess: Bool { status == 0 }
}

/// Runs programs as one user.
package struct Child: Sendable {
  let account: Account

  /// Runs as this user.
  package init(account: Account) {
    self.account = account
  }

  /// Runs a program, named by its path, and waits for its end, off Swift's own threads.
  /// `variables` are added to its environment: the place for a password, which others can read among
  /// the arguments.
  package func run(
    _ program: String, _ arguments: [String], variables: [String: String] = [:]
  ) async throws -> ChildResult {
    var command = [program] + arguments
    if account.needsSwitch {
      command =
        [
          "/usr/bin/setpriv", "--reuid=\(account.user)", "--regid=\(account.group)",
          "--init-groups", "--",
        ] + command
    }
    return try await withCheckedThrowingContinuation { [command] continuation in
      // A thread of its own: it blocks for as long as the program runs.
      Thread.detachNewThread {
        continuation.resume(with: Result { try Self.runBlocking(command, variables) })
      }
    }
  }

  private static func runBlocking(
    _ command: [String], _ variables: [String: String]
  ) throws -> ChildResult {
    // A file, not a pipe: a server started by the program may hold its output open for ever.
    guard let output = tmpfile() else { throw POSIXError(.EIO) }
    defer { fclose(output) }
    let process = try spawn(command, variables, output: fileno(output))
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1 {
      if errno != EINTR { throw POSIXError(.ECHILD) }
    }
    rewind(output)
    var text = [UInt8](repeating: 0, count: 65_536)
    let length = fread(&text, 1, text.count, output)
    let words = String(decoding: text.prefix(length), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    // As the macros WIFEXITED and WEXITSTATUS, which Swift does not import.
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    return ChildResult(status: code, output: String(words.suffix(2000)))
  }

  /// Starts a program with nothing but its standard input and outputs, and a clean environment:
  /// PGDATA, PGPORT and the like would change what PostgreSQL does.
  private static func spawn(
    _ command: [String], _ added: [String: String], output: Int32
  ) throws -> pid_t {
    // The folder we are in may be closed to the other user.
    let arguments = (["/usr/bin/env", "--chdir=/"] + command).map { strdup($0) } + [nil]
    let variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
      .merging(added) { $1 }
    let environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    return try withUnsafeTemporaryAllocation(of: posix_spawn_file_actions_t.self, capacity: 1) {
      guard let actions = $0.baseAddress, posix_spawn_file_actions_init(actions) == 0
      else { throw POSIXError(.ENOMEM) }
      defer { posix_spawn_file_actions_destroy(actions) }
      posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(actions, output, 1)
      posix_spawn_file_actions_adddup2(actions, output, 2)
      for descriptor in openDescriptors where descriptor > 2 {
        posix_spawn_file_actions_addclose(actions, descriptor)
      }
      var process: pid_t = 0
      let status = posix_spawn(&process, "/usr/bin/env", actions, nil, arguments, environment)
      guard status == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO)
      }
      return process
    }
  }

  private static var openDescriptors: [Int32] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return (names ?? []).compactMap { Int32($0) }
  }
}
