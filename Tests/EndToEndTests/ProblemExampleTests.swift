// Every command of docs/problems.md ends in the problem that it is an example of.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct ProblemExampleTests {
  @Test func `every command of the page on problems ends in its problem`() async throws {
    let examples = try ProblemExample.all("sh")
    #expect(examples.count >= 8)
    for example in examples {
      try await withDatabase { database in
        let settings = [
          "HARK_DATABASE_URL": database.applicationURL,
          "HARK_DATABASE_ADMIN_URL": database.superuserURL,
          "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
          "HARK_PARTNERSHIP": "sample",
        ]
        _ = try await database.addPartnership(slug: "sample", accountName: "kim")
        _ = try await hark("survey", "publish", "open-conversation", environment: settings)
        try await withFolder { folder in
          let outcome = try await shell(example.lines, in: folder, environment: settings)
          #expect(outcome.status != 0, "\(example.code)")
          #expect(outcome.errors.contains("error: \(example.code)"), "\(outcome.errors)")
        }
      }
    }
  }
}
