// The demo and whoever stops it in the middle, or reads no more than its first lines.

import Foundation
import TestSupport
import Testing

@Suite struct DemoTests {
  @Test(arguments: ["making a new database", "made the sample partnership", "recorded over HTTP"])
  func
    `Ctrl-C in the middle of the demo ends it soon, says that it can go on, leaves nothing behind`(
      moment: String
    ) async throws
  {
    try await withFolder { folder in
      let home = folder.appendingPathComponent("h").path
      let ended = try await onThread {
        let screen = try PseudoTerminal(
          program.path, ["demo", "--listen", "127.0.0.1:0"], environment: Self.environment(home))
        try screen.wait(for: moment, seconds: 600)
        screen.type("\u{3}")
        return (status: try screen.end(seconds: 300), screen: screen.screen)
      }
      #expect(ended.status == 130, "\(ended.screen)")
      #expect(ended.screen.contains("goes on from here") && !ended.screen.contains("H020"))
      try await Self.expectStopped(home)
    }
  }

  @Test func `whoever reads the first lines alone leaves no database behind, and sees no log`()
    async throws
  {
    try await withFolder { folder in
      let home = folder.appendingPathComponent("h").path
      let line = "'\(program.path)' demo --once | head -n 1; echo \"status ${PIPESTATUS[0]}\""
      let outcome = try await runProgram(
        "/bin/bash", ["-c", line], in: folder, environment: Self.environment(home), input: "")
      #expect(outcome.output.contains("status 141"), "\(outcome.output)")
      #expect(outcome.errors.contains("recorded over HTTP"))
      #expect(!outcome.errors.contains("\"level\":\"info\""))
      try await Self.expectStopped(home)
    }
  }

  private static func environment(_ home: String) -> [String: String] {
    ["HARK_HOME": home, "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path]
  }

  private static func expectStopped(_ home: String) async throws {
    let status = try await hark("database", "status", environment: ["HARK_HOME": home + "/demo"])
    #expect(!status.output.contains("runs"), "\(status.output)")
  }
}
