// Runs a program to its end, as the user the database belongs to. What is touched inside the home
// is touched by such a child, so that root never follows a link somebody else has put there.

import Dispatch
import Foundation

/// How a program ended.
struct ChildResult: Sendable {
  let status: Int32
  /// What it wrote, at most the last 2,000 characters.
  let output: String

  var isSuccess: Bool { status == 0 }
}

/// Runs programs as one user.
struct Child: Sendable {
  let account: Account

  /// Runs a program and waits for its end, off Swift's own threads.
  func run(_ program: String, _ arguments: [String]) async throws -> ChildResult {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try runBlocking(program, arguments) })
      }
    }
  }

  private func runBlocking(_ program: String, _ arguments: [String]) throws -> ChildResult {
    let process = Process()
    if account.needsSwitch {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
      process.arguments =
        [
          "--reuid", "\(account.user)", "--regid", "\(account.group)", "--init-groups",
          "--", program,
        ] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
    }
    // Nothing of ours reaches the server: PGDATA, PGPORT and the like would change what it does.
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    // The folder we are in may be closed to the other user.
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: output, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return ChildResult(status: process.terminationStatus, output: String(text.suffix(2000)))
  }
}
