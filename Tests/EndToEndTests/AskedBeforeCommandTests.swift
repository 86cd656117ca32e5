// Whoever publishes a survey or plans one with the built program reads what was asked before.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct AskedBeforeCommandTests {
  @Test func `publishing says which question is like which earlier one, and standard ones once`()
    async throws
  {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      func run(_ arguments: String...) async throws -> Outcome {
        let outcome = try await hark(arguments: arguments, environment: settings, input: "")
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
        return outcome
      }
      let first = try await run("survey", "publish", "worcs-feeling-safe")
      #expect(!first.errors.contains("asked before?"))
      let draft = try await run("survey", "asked-before", "worcs-positive-days", "--format", "json")
      let alike = try JSONValue.parse(draft.output)["alike"]?.array
      #expect(alike?.contains { $0["id"] == "safe_here" } == true)
      let second = try await run("survey", "publish", "worcs-positive-days")
      #expect(second.errors.contains("Has this been asked before?"))
      #expect(second.errors.contains("\"Do you feel safe here?\" is like"))
      #expect(second.errors.contains("question in worcs-feeling-safe: \"How safe do you feel"))
      #expect(second.errors.contains("asked in 1 other survey"))
      #expect(second.errors.components(separatedBy: "standard").count == 2)
      let again = try await run("survey", "publish", "worcs-positive-days")
      #expect(!again.errors.contains("asked before?"))
      let plan = try await run(
        "plan", "add", "--set", "title=Feeling safe from day to day", "decision=Who pays.",
        "feedback_on=2099-04-30")
      #expect(plan.errors.contains("\"Feeling safe from day to day\" is like"))
    }
  }
}
