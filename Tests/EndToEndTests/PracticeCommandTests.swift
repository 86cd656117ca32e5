// Plans, cycles and experiments over the built program.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct PracticeCommandTests {
  @Test func `a plan is filled in from its template, advised on, mended, and its survey published`()
    async throws
  {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      func run(
        _ arguments: String..., input: String = "", expect status: Int32 = 0
      ) async throws -> Outcome {
        let outcome = try await hark(arguments: arguments, environment: settings, input: input)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        return outcome
      }
      let template = try await run("plan", "template").output
      #expect(
        template.contains("# What decision will this change, who takes it, and when? Needed."))
      let filled = template.replacingOccurrences(of: "\ntitle:", with: "\ntitle: Feeling safe")
        .replacingOccurrences(of: "title:\n", with: "title: Feeling safe\n")
        .replacingOccurrences(of: "decision:\n", with: "decision: What the board does first.\n")
        .replacingOccurrences(of: "survey:\n", with: "survey: worcs-feeling-safe\n")
        .replacingOccurrences(
          of: "missed:\n", with: "missed:\n  - people without a phone\n  - carers\n")
      let added = try await run("plan", "add", "--from", "-", input: filled)
      let id = added.output.trimmingCharacters(in: .newlines)
      #expect(added.errors.contains("feedback_on"))
      let held = try await run("survey", "publish", "worcs-feeling-safe", expect: 1)
      #expect(held.errors.contains("H050"))
      _ = try await run(
        "plan", "advise", id, "--set", "panellist=resident 1", "advice=pause", "hardest=Who pays?")
      _ = try await run("plan", "edit", id, "--set", "feedback_on=2099-04-30")
      _ = try await run("survey", "publish", "worcs-feeling-safe", expect: 1)
      _ = try await run("plan", "advise", id, "--set", "panellist=resident 1", "advice=go")
      let shown = try await run("plan", "show", id)
      #expect(shown.output.contains("people without a phone; carers"))
      #expect(!shown.output.contains("In the way"))
      _ = try await run("survey", "publish", "worcs-feeling-safe")
      let list = try JSONValue.parse(try await run("plan", "list", "--format", "json").output)
      #expect(list[0]?["stage"] == "planned" && list[0]?["revision"] == 2)
      let wrong = try await run(
        "experiment", "add", "--set", "title=T", "review_month=soon", expect: 1)
      #expect(wrong.errors.contains("review_month") && wrong.errors.contains("so_what"))
      _ = try await run("cycle", "list")
      _ = try await run("cycle", "show", id, expect: 1)
    }
  }
}
