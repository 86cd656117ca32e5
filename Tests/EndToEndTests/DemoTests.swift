// The demo and whoever stops it in the middle.

import Foundation
import TestSupport
import Testing

@Suite struct DemoTests {
  @Test func `Ctrl-C in the middle of the demo ends it soon, and says that it can go on`()
    async throws
  {
    try await withFolder { folder in
      let home = folder.appendingPathComponent("h").path
      let ended = try await onThread {
        let screen = try PseudoTerminal(
          program.path, ["demo", "--listen", "127.0.0.1:0"],
          environment: [
            "HARK_HOME": home, "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
          ])
        try screen.wait(for: #""status":"201""#, seconds: 120)
        screen.type("\u{3}")
        return (status: try screen.end(seconds: 40), screen: screen.screen)
      }
      #expect(ended.status == 130)
      #expect(ended.screen.contains("goes on from here") && !ended.screen.contains("H020"))
      let status = try await hark(
        "database", "status", environment: ["HARK_HOME": home + "/demo"])
      #expect(!status.output.contains("runs"), "\(status.output)")
    }
  }
}
