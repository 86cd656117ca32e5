// Links over the built program: made once, listed without their token, closed.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct LinkCommandTests {
  @Test func `a link is made, listed without its token, and closed`() async throws {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      func run(_ arguments: String..., expect status: Int32 = 0) async throws -> Outcome {
        let outcome = try await hark(arguments: arguments, environment: settings)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        return outcome
      }
      _ = try await run("survey", "publish", "worcs-feeling-safe")
      _ = try await run("survey", "publish", "open-conversation")
      let made = try await run("link", "add", "worcs-feeling-safe", "--until", "2999-12-31")
      let token = made.output.trimmingCharacters(in: .newlines)
      #expect(token.hasPrefix("sample.") && token.count == 7 + 32)
      _ = try await run("link", "add", "worcs-feeling-safe", "--until", "2020-01-01", expect: 64)
      _ = try await run("link", "add", "open-conversation", expect: 64)
      _ = try await run("link", "add", "worcs-feeling-safe", "--place", "nowhere", expect: 64)
      let list = try await run("link", "list", "--format", "json")
      #expect(!list.output.contains(token))
      let link = try JSONValue.parse(list.output)[0]
      #expect(link?["open"] == true && link?["taken"] == 0)
      let id = link?["id"]?.string ?? ""
      _ = try await run("link", "close", id)
      _ = try await run("link", "close", id, expect: 1)
      let accounts = try await run("account", "list", "--format", "json")
      #expect(try JSONValue.parse(accounts.output).array?.count == 1)
    }
  }
}
