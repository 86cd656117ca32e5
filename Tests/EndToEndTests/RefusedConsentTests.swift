// What is told to be agreed but cannot have been: a wording that does not exist, turns of speech that run
// backwards. The answer says what is wrong, and nothing is stored.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct RefusedConsentTests {
  @Test func `R35 a consent wording that does not exist is named, and nothing is stored`()
    async throws
  {
    try await withDatabase { database in
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "east",
        "HARK_SURVEYS": checkout.appendingPathComponent("surveys").path,
      ]
      _ = try await database.addPartnership(slug: "east", accountName: "kim")
      for survey in ["open-conversation", "transcript"] {
        let published = try await hark("survey", "publish", survey, environment: settings)
        #expect(published.status == 0, "\(published.errors)")
      }
      func log(_ wording: String) async throws -> Outcome {
        try await hark(
          arguments: ["conversation", "log", "--from", "-"], environment: settings,
          input: """
            {"held_on": "2026-10-01", "setting": "home", "how": "phone",
             "consent": {"form": "spoken", "wording": "\(wording)", "scopes": {"analyse": true}},
             "answers": {"what_matters": "A made-up bench."}}
            """)
      }
      let refused = try await log("consent-nowhere@9")
      #expect(refused.status == 1 && refused.output.isEmpty)
      #expect(refused.errors.contains("consent.wording") && refused.errors.contains("consent"))
      let backwards = try await hark(
        arguments: [
          "conversation", "transcript", "-", "--held-on", "2026-10-01", "--consent", "analyse",
          "--people", "2",
        ], environment: settings,
        input: "00:09 Researcher: What matters?\n00:05 Person: The last bus.\n")
      #expect(backwards.status == 1 && backwards.errors.contains("line 2"), "\(backwards.errors)")
      let list = try await hark("conversation", "list", "--format", "csv", environment: settings)
      #expect(list.output.split(separator: "\n").count <= 1, "\(list.output)")
    }
  }
}
