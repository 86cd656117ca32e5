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
    try await withSampleProgramme { sample in
      let groups = try sample.write(
        "id,label\nharbour_tea,Harbour tea\nriver_site,River site\ntuesday_circle,Tuesday\n",
        to: "groups.csv")
      _ = try await sample.run("list", "import", "trusted_groups", groups, "--title", "Groups")
      _ = try await sample.run("survey", "publish", Self.survey)
      _ = try await sample.run("survey", "publish", "leeds-adaptive-action-experiment")
      var rows = [
        "consent.analyse,consent.quote,consent.analyse_sensitive,invited_by,gp_registered,what"
      ]
      for (group, count) in [("harbour_tea", 24), ("tuesday_circle", 22), ("river_site", 9)] {
        rows += (0..<count).map { number in
          "yes,yes,yes,\(group),\(number.isMultiple(of: 2) ? "registered" : "refused"),"
            + "They said come back with a bill."
        }
      }
      let table = try sample.write(rows.joined(separator: "\n") + "\n", to: "people.csv")
      let imported = try await sample.run("response", "import", Self.survey, table)
      #expect(imported.output.contains("55 stored"), "\(imported.output)")
      _ = try await sample.run("findings", "release", Self.survey)
      let release = try JSONValue.parse(
        try await sample.run("findings", Self.survey, "--format", "json").output)
      #expect(release["rule"]?["hide_below"] == 10)
      let shown =
        release["findings"]?.array?.filter { $0["indicator"] == "gp_is_registered" }
        .flatMap { $0["rows"]?.array ?? [] } ?? []
      func bases(_ group: String) -> [JSONValue?] {
        shown.filter { $0["group"]?["group"]?["id"]?.string == group }.map { $0["base"] }
      }
      #expect(bases("harbour_tea").contains(25), "a group of 24 is shown: \(shown)")
      #expect(!bases("river_site").isEmpty, "a group of nine has its rows")
      #expect(bases("river_site").allSatisfy { $0 == .null }, "and no figure in them")
      for base in shown.compactMap({ $0["base"]?.int }) { #expect(base == 0 || base >= 10) }
      let words = try await sample.run(
        "response", "export", Self.survey, "--with-personal", "--for", "quotes", expect: 1)
      #expect(words.errors.contains("H077") && !words.output.contains("bill"))
      let look = try await sample.run(
        "response", "export", Self.survey, "--with-personal", "--for", "second_look")
      #expect(look.output.contains("They said come back with a bill."))
      // The experiment that came of it, with what became of it.
      let experiment = try await sample.run(
        "experiment", "add", "--set", "title=A desk that knows the rules",
        "what=People are asked for bills.", "so_what=They go without.",
        "now_what=A card at the desk.", "review_month=2027-01", "survey=\(Self.survey)"
      ).output.trimmingCharacters(in: .newlines)
      _ = try await sample.run(
        "experiment", "edit", experiment, "--set", "outcome=spread", expect: 1)
      let done = try await sample.run(
        "experiment", "edit", experiment, "--set", "outcome=spread", "learned=It helps")
      #expect(done.output.contains("Stage: spread"))
    }
  }
}
