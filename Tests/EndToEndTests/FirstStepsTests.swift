// What somebody new types first, right or wrong.

import TestSupport
import Testing

@Suite struct FirstStepsTests {
  @Test func `the program says which version it is and which tables it knows`() async throws {
    let outcome = try await hark("--version")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("hark") && outcome.output.contains(/migration [0-9]+/))
  }

  @Test func `a partnership or an account that is not there is named in the refusal`() async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      for (variable, value) in [("HARK_PARTNERSHIP", "smaple"), ("HARK_ACCOUNT", "mik")] {
        let outcome = try await hark(
          "survey", "list",
          environment: [
            "HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys",
            variable: value,
          ])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("'\(value)'"), "\(outcome.errors)")
      }
    }
  }

  @Test func `consent that a survey does not ask for is refused with what it asks for`()
    async throws
  {
    try await withDatabase { database in
      _ = try await database.addPartnership(slug: "sample", accountName: "kim")
      let settings = [
        "HARK_DATABASE_URL": database.applicationURL, "HARK_SURVEYS": "surveys",
        "HARK_PARTNERSHIP": "sample",
      ]
      _ = try await hark("survey", "publish", "worcs-feeling-safe", environment: settings)
      let outcome = try await hark(
        "response", "record", "worcs-feeling-safe", "--consent", "analyse=yes", "--answers",
        "safe=very_safe", environment: settings)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("it asks for analyse, quote"), "\(outcome.errors)")
    }
  }
}
