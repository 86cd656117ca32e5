// A group event with several tables over the built program: written down, its tables logged, imported,
// transcribed and minuted, listed, exported and taken back.

import Foundation
import JSON
import TestSupport
import Testing

@Suite struct EventStoryTests {
  @Test(.timeLimit(.minutes(10 * patience)))
  func `an event with several tables is recorded, listed and exported as one`() async throws {
    try await withSampleProgramme { sample in
      for survey in ["open-conversation", "transcript", "minutes"] {
        _ = try await sample.run("survey", "publish", survey)
      }
      let event = try await sample.run(
        "event", "add", "--set", "title=Getting to the surgery", "held_on=2026-10-01",
        "topics=buses; phones"
      ).output.trimmingCharacters(in: .newlines)
      let heading = ["--event", event, "--held-on", "2026-10-01", "--consent", "analyse"]
      let talk = try sample.write(
        "00:01 Speaker 1: What matters?\n00:05 Person: The last bus.\n", to: "talk.txt")
      func transcript(_ more: [String], expect status: Int32) async throws -> Outcome {
        let outcome = try await hark(
          arguments: ["conversation", "transcript", talk] + heading
            + ["--table", "Table 1", "--people", "6"] + more, environment: sample.settings)
        #expect(outcome.status == status, "\(outcome.errors)")
        return outcome
      }
      let named = try await transcript([], expect: 1)
      #expect(named.errors.contains("line 1") && !named.errors.contains("Speaker 1 is"))
      let speakers = ["--speaker", "Speaker 1=researcher"]
      _ = try await transcript(speakers, expect: 0)
      #expect(try await transcript(speakers, expect: 0).errors.contains("stored before"))
      #expect(
        try await transcript(speakers + ["--note", "x"], expect: 1).errors.contains("H007"))
      let table = try sample.write(
        "consent.analyse,what_matters,_held_on,_event,_table,_people,_setting,_how\n"
          + "yes,A crossing,2026-10-01,\(event),Table 2,8,other,group\n"
          + "yes,A bench,2026-10-01,\(event),Table 3,9,other,group\n"
          + "yes,Lost,2026-10-01,\(UUID().uuidString),Table 9,9,other,group\n", to: "tables.csv")
      let imported = try await sample.run("conversation", "import", table, expect: 1)
      #expect(imported.output.contains("2 stored") && imported.errors.contains("event"))
      let minutes = try sample.write("1. Buses\n\nThe board noted a late bus.\n", to: "minutes.txt")
      _ = try await sample.run("conversation", "minutes", minutes, "--held-on", "2026-10-01")
      let published = try await sample.run(
        "conversation", "minutes", try sample.write("Other minutes.\n", to: "other.txt"),
        "--consent",
        "analyse", expect: 1)
      #expect(published.errors.contains("consent"))

      let tables = try await sample.run("event", "tables", event, "--format", "json")
      let rows = try JSONValue.parse(tables.output).array ?? []
      #expect(rows.map { $0["table"] } == ["Table 1", "Table 2", "Table 3"])
      #expect(tables.errors.contains("3 tables, 23 people"))
      let export = try await sample.run("conversation", "export", "--with-personal").output
      #expect(export.contains("_event,_table") && export.contains("\(event),Table 2"))
      let quotes = try await sample.run("conversation", "export", "--for", "quotes").output
      #expect(!quotes.contains(event))
      let moved = rows[2]["conversation"]?.string ?? ""
      _ = try await sample.run("event", "seat", moved, "--event", event, "--table", "Table 4")
      _ = try await sample.run("event", "edit", event, "--set", "happened=Three tables talked.")
      #expect(try await sample.run("event", "show", event).output.contains("Stage: held"))
      _ = try await sample.run("retention", "erase", moved, "--reason", "names_somebody")
      let left = try await sample.run("event", "tables", event, "--format", "csv")
      #expect(!left.output.contains("Table 4") && left.errors.contains("2 tables"))
    }
  }

  @Test func `a transcript that is too large is refused without being read whole`() async throws {
    try await withDatabase { database in
      try await withFolder { folder in
        _ = try await database.addPartnership(slug: "sample", accountName: "kim")
        let outcome = try await shell(
          [
            "yes 'Person: A made-up bench.' | head -c 52428800 > talk.txt",
            // 400 MB of memory in all would not hold the file, its text and its turns.
            "hark conversation transcript talk.txt --consent analyse",
          ],
          in: folder,
          environment: [
            "HARK_DATABASE_URL": database.applicationURL, "HARK_PARTNERSHIP": "sample",
          ])
        #expect(outcome.status == 1 && outcome.errors.contains("H005"), "\(outcome.errors)")
        #expect(outcome.errors.contains("4 MiB"))
      }
    }
  }
}
