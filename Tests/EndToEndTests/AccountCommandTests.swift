// Somebody leaves: their account and its tokens work no more, what they recorded stays, and a lead who
// left is named by the doctor.

import Foundation
import JSON
import NIOHTTP1
import TestSupport
import Testing

@Suite struct AccountCommandTests {
  @Test(.timeLimit(.minutes(10 * patience)))
  func `an account that is disabled gets in no more, and a lead who left is named`() async throws {
    try await ServedHome.with { home, _ in
      func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
        let outcome = try await home.run(arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        return outcome
      }
      _ = try await run("account", "add", "sam", "--role", "researcher", "--role", "steward")
      let token = try await run("account", "token", "sam", "--role", "researcher").output
        .trimmingCharacters(in: .whitespacesAndNewlines)
      _ = try await run(
        "partnership", "safeguarding", "set", "--lead", "sam", "--lead-email",
        "sam@council.example", "--deputy", "admin", "--deputy-email", "admin@council.example")
      for address in ["sam@council", "s..m@council.example", "sam@-x.example", "sam@x.example."] {
        let refused = try await run(
          "partnership", "safeguarding", "set", "--lead-email", address, expect: 1)
        #expect(refused.errors.contains("H063"), "\(address)")
      }
      for port in ["0", "65536", "99999999999", ""] {
        _ = try await run(
          "partnership", "safeguarding", "set", "--webhook", "https://alerts.example:\(port)/hark",
          expect: 1)
      }
      let port = try await home.startServer()
      try await ServiceClient.with(port: port, token: token, survey: "worcs-feeling-safe") {
        client in
        #expect(try await client.post(["safe": "very_safe"]).status == 201)
        _ = try await run("account", "disable", "sam")
        #expect(try await client.post(["safe": "very_safe"]).status == 401)
        #expect(try await client.send(.GET, "/api/v1/surveys").status == 401)
      }
      _ = try await run("account", "disable", "nobody", expect: 1)
      let list = try JSONValue.parse(try await run("account", "list", "--format", "json").output)
      let sam = list.array?.first { $0["account"] == "sam" }
      #expect(sam?["disabled"] != nil && sam?["disabled"] != .bool(false), "\(list)")
      _ = try await run("response", "list", "worcs-feeling-safe", "--as", "sam", expect: 1)
      let kept = try JSONValue.parse(
        try await run("response", "list", "worcs-feeling-safe", "--format", "json").output)
      #expect(kept.array?.count == 1, "what was recorded stays")
      let doctor = try await home.run(["doctor"])
      #expect((doctor.output + doctor.errors).contains("has left; the deputy is told instead"))
    }
  }
}
