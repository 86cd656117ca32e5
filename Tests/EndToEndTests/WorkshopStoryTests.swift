// Getting help from a GP practice, told through organisations that people trust: nothing about fewer than
// ten people of a group is shown, and no words leave the partnership's view without a second look.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct WorkshopStoryTests {
  private static let survey = "leeds-adaptive-action"

  @Test(.timeLimit(.minutes(10 * patience)))
  func
    `a workshop shows a group of ten and hides one of nine, and its words wait for a second look`()
    async throws
  {
    try await withDatabase { database in
      try await withFolder { folder in
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
        func write(_ text: String, to name: String) throws -> String {
          let file = folder.appendingPathComponent(name)
          try Data(text.utf8).write(to: file)
          return file.path
        }
        let groups = try write(
          "id,label\nharbour_tea,Harbour tea\nriver_site,River site\ntuesday_circle,Tuesday\n",
          to: "groups.csv")
        _ = try await run("list", "import", "trusted_groups", groups, "--title", "Groups")
        _ = try await run("survey", "publish", Self.survey)
        _ = try await run("survey", "publish", "leeds-adaptive-action-experiment")
        var rows = [
          "consent.analyse,consent.quote,consent.analyse_sensitive,invited_by,gp_registered,what"
        ]
        for (group, count) in [("harbour_tea", 24), ("tuesday_circle", 22), ("river_site", 9)] {
          rows += (0..<count).map { number in
            "yes,yes,yes,\(group),\(number.isMultiple(of: 2) ? "registered" : "refused"),"
              + "They said come back with a bill."
          }
        }
        let table = try write(rows.joined(separator: "\n") + "\n", to: "people.csv")
        let imported = try await run("response", "import", Self.survey, table)
        #expect(imported.output.contains("55 stored"), "\(imported.output)")
        _ = try await run("findings", "release", Self.survey)
        let release = try JSONValue.parse(
          try await run("findings", Self.survey, "--format", "json").output)
        #expect(release["rule"]?["hide_below"] == 10)
        let cells =
          release["findings"]?.array?.flatMap { $0["breakdowns"]?.array ?? [] }
          .flatMap { $0["cells"]?.array ?? $0["groups"]?.array ?? [] } ?? []
        let text = JSONValue.array(cells).text()
        #expect(!text.contains("\"base\":9"), "nothing shows a group of nine")
        let words = try await run(
          "response", "export", Self.survey, "--with-personal", "--for", "quotes", expect: 1)
        #expect(words.errors.contains("H077") && !words.output.contains("bill"))
        let look = try await run(
          "response", "export", Self.survey, "--with-personal", "--for", "second_look")
        #expect(look.output.contains("They said come back with a bill."))
        // The experiment that came of it, with what became of it.
        let experiment = try await run(
          "experiment", "add", "--set", "title=A desk that knows the rules",
          "what=People are asked for bills.", "so_what=They go without.",
          "now_what=A card at the desk.", "review_month=2027-01", "survey=\(Self.survey)"
        ).output.trimmingCharacters(in: .newlines)
        _ = try await run("experiment", "edit", experiment, "--set", "outcome=spread", expect: 1)
        let done = try await run(
          "experiment", "edit", experiment, "--set", "outcome=spread", "learned=It helps")
        #expect(done.output.contains("Stage: spread"))
      }
    }
  }
}
