// Lists over the built program: imported, shown, imported again, retired; and what a client sees of them.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct ListCommandTests {
  @Test func `a list is imported, shown as it was, brought up to date and retired from`()
    async throws
  {
    try await withSampleProgramme { sample in
      let published = try await sample.run("survey", "publish", "croydon-locality-outcomes")
      #expect(published.errors.contains("the list 'funded_groups', which has none yet"))
      let file = sample.folder.appendingPathComponent("groups.csv")
      func write(_ text: String) throws { try Data(text.utf8).write(to: file) }
      try write("id,label,label.cy\nkettle_club,The kettle club,Y clwb\nseed_bank,Seeds,\n")
      let taken = try await sample.run(
        "list", "import", "funded_groups", file.path, "--title", "Funded groups")
      #expect(taken.output == "funded_groups: 2 added; 2 entries are offered\n")
      let shown = try await sample.run("list", "show", "funded_groups", "--format", "csv")
      try write(shown.output)
      let again = try await sample.run("list", "import", "funded_groups", file.path)
      #expect(again.output == "funded_groups: nothing changed; 2 entries are offered\n")
      _ = try await sample.run("list", "add", "funded_groups", "bread=Bread table")
      _ = try await sample.run("list", "retire", "funded_groups", "seed_bank")
      let wrong = try await sample.run("list", "retire", "funded_groups", "seed_bnak", expect: 1)
      #expect(wrong.errors.contains("did you mean 'seed_bank'?"))
      let answers = "response record croydon-locality-outcomes --answers locality=E09000008"
      func record(_ group: String, expect status: Int32) async throws -> Outcome {
        let words = answers.split(separator: " ").map(String.init)
        let outcome = try await hark(
          arguments: words + ["group_name=\(group)", "month=2026-09"], environment: sample.settings)
        #expect(outcome.status == status, "\(outcome.errors)")
        return outcome
      }
      let unknown = try await record("nobody", expect: 1)
      #expect(unknown.errors.contains("kettle_club, bread"))
      let list = try JSONValue.parse(
        try await sample.run("list", "show", "--format", "json").output)
      #expect(list[0]?["offered"] == 2 && list[0]?["retired"] == 1)
      try write("id,label,retired\nkettle_club,Kettle,perhaps\nBread,Bread,\n,No id,yes\n")
      let refused = try await sample.run("list", "import", "funded_groups", file.path, expect: 1)
      for place in ["line 2: retired is yes or no", "line 3: an id has", "line 4: an id has"] {
        #expect(refused.errors.contains(place))
      }
      try write("id,name\na,b\n")
      #expect(
        try await sample.run("list", "import", "funded_groups", file.path, expect: 1).errors
          .contains(
            "there is no column 'name'"))
    }
  }
}
