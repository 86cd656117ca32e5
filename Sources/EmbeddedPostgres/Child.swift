// Runs a program to its end, as the user the database belongs to. What is touched inside the home
// is touched by such a child, so that root never follows a link somebody else has put there.

import Foundation
import Glibc
import Synchronization

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
  /// the arguments. With `endsWithTask` it is asked to end when the task is cancelled, or we are killed.
  package func run(
    _ program: String, _ arguments: [String], variables: [String: String] = [:],
    endsWithTask: Bool = false
  ) async throws -> ChildResult {
    var command = [program] + arguments
    var changes: [String] = []
    if account.needsSwitch {
      changes += ["--reuid=\(account.user)", "--regid=\(account.group)", "--init-groups"]
    }
    if endsWithTask { changes.append("--pdeathsig=TERM") }
    if !changes.isEmpty { command = ["/usr/bin/setpriv"] + changes + ["--"] + command }
    let ending = ChildEnding()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { [command] continuation in
        // A thread of its own: it blocks for as long as the program runs.
        Thread.detachNewThread {
          continuation.resume(with: Result { try Self.runBlocking(command, variables, ending) })
        }
      }
    } onCancel: {
      if endsWithTask { ending.ask() }
    }
  }

  private static func runBlocking(
    _ command: [String], _ added: [String: String], _ ending: ChildEnding
  ) throws -> ChildResult {
    // A file, not a pipe: a server started by the program may hold its output open for ever.
    guard let output = tmpfile() else { throw POSIXError(.EIO) }
    defer { fclose(output) }
    let process = try SpawnedProcess(
      // The folder we are in may be closed to the other user.
      ["/usr/bin/env", "--chdir=/"] + command,
      // A clean environment: PGDATA, PGPORT and the like would change what PostgreSQL does.
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        .merging(added) { $1 },
      streams: .init(output: fileno(output), errors: fileno(output)))
    ending.began(process.id)
    process.waitUnreaped()
    ending.isOver()
    let status = try process.waitForEnd()
    rewind(output)
    var text = [UInt8](repeating: 0, count: 65_536)
    let length = fread(&text, 1, text.count, output)
    let words = String(decoding: text.prefix(length), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return ChildResult(status: status, output: String(words.suffix(2000)))
  }
}

/// Asks a program to end, once it has begun and as long as its number is its own.
private final class ChildEnding: Sendable {
  private let state = Mutex<(process: Int32?, isAsked: Bool)>((nil, false))

  func ask() {
    state.withLock { state in
      state.isAsked = true
      if let process = state.process { kill(process, SIGTERM) }
    }
  }

  func began(_ process: Int32) {
    state.withLock { state in
      state.process = process
      if state.isAsked { kill(process, SIGTERM) }
    }
  }

  func isOver() { state.withLock { $0.process = nil } }
}
