// Clients that go away in the middle of what they send, as phones do that lose their signal.

import Foundation
import TestSupport
import Testing

@Suite struct LostClientTests {
  @Test func `a client that goes away in the middle is no fault of the service`() async throws {
    try await ServedHome.with { home, token in
      let port = try await home.startServer()
      let paths = [
        ("surveys/worcs-feeling-safe/responses", "application/json"),
        ("responses/batch", "application/x-ndjson"), ("withdrawals", "application/json"),
      ]
      try await onThread {
        for (path, type) in paths {
          let connection = try RawConnection(port: port)
          try connection.send(
            "POST /api/v1/\(path) HTTP/1.1\r\nHost: hark\r\nAuthorization: Bearer \(token)\r\n"
              + "Content-Type: \(type)\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n")
          // From here on the service reads the body.
          let head = connection.read(through: "\r\n\r\n")
          #expect(head.hasPrefix("HTTP/1.1 100"), "\(path): \(head)")
          try connection.send(#"{"answers": {"#)
          connection.vanish()
        }
      }
      let start = ContinuousClock.now
      // A batch answers while it reads: its answer had begun, with 200.
      func ended() -> [String] {
        home.log.filter { $0.contains(#""message":"request""#) && $0.contains("POST") }
      }
      while ended().count < paths.count, ContinuousClock.now - start < .seconds(60 * patience) {
        try await Task.sleep(for: .milliseconds(20))
      }
      let lines = ended()
      #expect(lines.count { $0.contains(#""status":"499""#) } == 2, "\(lines)")
      #expect(lines.count { $0.contains(#""status":"200""#) } == 1, "\(lines)")
      #expect(home.log.allSatisfy { !$0.contains(#""level":"error""#) }, "\(home.log)")
    }
  }
}
