// What a started program gets of ours, and that its own end is what is waited for. A test run hung for
// ever when it was not so.

import EmbeddedPostgres
import Foundation
import Glibc
import Testing

@Suite struct SpawnedProcessTests {
  @Test func `the end of a program is known while what it left behind goes on`() async throws {
    let file = freshPath(".pid")
    defer { unlink(file) }
    let process = try SpawnedProcess(
      ["/bin/sh", "-c", "sleep 600 & echo $! > \"$0\"", file],
      environment: ["PATH": "/usr/bin:/bin"],
      streams: .init())
    #expect(try await process.end() == 0)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let left = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(left, SIGKILL) == 0)
  }

  @Test func `a program gets its three streams and no other open file`() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let process = try SpawnedProcess(
      ["/bin/sh", "-c", "test -e /proc/self/fd/2 && ! test -e /proc/self/fd/$0", "\(ends[1])"],
      environment: [:], folder: "/", streams: .init())
    #expect(try await process.end() == 0)
  }

  @Test func `a program that was started where signals are blocked can be ended by one`()
    async throws
  {
    let process: SpawnedProcess = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        continuation.resume(
          with: Result {
            try SpawnedProcess(
              ["/bin/sh", "-c", "kill -TERM $$; exit 3"], environment: [:], streams: .init())
          })
      }
    }
    #expect(try await process.end() == 128 + SIGTERM)
  }

  @Test func `a program that is not there is an error and not a hang`() throws {
    #expect(throws: POSIXError.self) {
      _ = try SpawnedProcess(["/nowhere/program"], environment: [:], streams: .init())
    }
  }
}
