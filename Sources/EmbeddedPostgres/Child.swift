// Runs a program to its end, as the user the database belongs to. What is touched inside the home
// is touched by such a child, so that root never follows a link somebody else has put there.

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
    _ command: [String], _ added: [String: String]
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
    let status = try process.waitForEnd()
    rewind(output)
    var text = [UInt8](repeating: 0, count: 65_536)
    let length = fread(&text, 1, text.count, output)
    let words = String(decoding: text.prefix(length), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return ChildResult(status: status, output: String(words.suffix(2000)))
  }
}
