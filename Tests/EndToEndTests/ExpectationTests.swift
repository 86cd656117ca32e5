// Expect: 100-continue, over a socket: clients such as curl wait a second with a long body where nobody
// answers.

import Foundation
import TestSupport
import Testing

@Suite struct ExpectationTests {
  private static let body = """
    {"id": "0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b36", "version": "1.0.0",
     "consent": {"form": "spoken", "scopes": {"analyse": true}}, "answers": {"safe": "not_safe"}}
    """

  private func head(
    _ path: String, _ token: String, length: Int, type: String = "application/json"
  ) -> String {
    "POST /api/v1/\(path) HTTP/1.1\r\nHost: hark\r\nAuthorization: Bearer \(token)\r\n"
      + "Content-Type: \(type)\r\nContent-Length: \(length)\r\nExpect: 100-continue\r\n\r\n"
  }

  @Test func `R27 a client that asks before it sends a body is answered at once, yes or no`()
    async throws
  {
    try await ServedHome.with { home, token in
      let port = try await home.startServer()
      try await onThread {
        let responses = "surveys/worcs-feeling-safe/responses"
        let length = Self.body.utf8.count
        let wanted = try RawConnection(port: port)
        // Two of them, one after the other, on the same connection.
        for _ in 0..<2 {
          try wanted.send(head(responses, token, length: length))
          #expect(wanted.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
          try wanted.send(Self.body)
          #expect(wanted.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 201"))
          #expect(wanted.read(through: "}").contains("worcs-feeling-safe"))
        }
        let refusals = [
          (responses, token, 3 << 20, "application/json", "413"),
          (responses, "nonsense", length, "application/json", "401"),
          (responses, token, length, "text/plain", "415"),
          ("responses/batch", token, 300 << 20, "application/x-ndjson", "413"),
          ("nowhere", token, length, "application/json", "404"),
        ]
        for (path, token, length, type, status) in refusals {
          let refused = try RawConnection(port: port)
          try refused.send(head(path, token, length: length, type: type))
          let answer = refused.read(through: "\r\n\r\n")
          #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer)")
          #expect(answer.lowercased().contains("connection: close"), "\(answer)")
        }
        // An answer that begins while the body is read comes after the word to go on.
        let batch = try RawConnection(port: port)
        try batch.send(
          head("responses/batch", token, length: 2, type: "application/x-ndjson"))
        #expect(batch.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try batch.send("x\n")
        #expect(batch.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 200"))
        // Who does not wait is not told to go on.
        let hasty = try RawConnection(port: port)
        try hasty.send(head(responses, token, length: length) + Self.body)
        let answer = hasty.read(through: "}")
        #expect(answer.contains("HTTP/1.1 201"), "\(answer)")
      }
    }
  }
}
