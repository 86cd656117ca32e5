// The first records hold each row of a grid under a name of its own ("feel.at_home"). They are read,
// mended, exported and counted like those that hold the rows together.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct FlatGridTests {
  private static let survey = """
    \(surveyHead("how-it-feels", "How it feels", scopes: "analyse, quote, analyse_sensitive"))
    questions:
      - id: feel
        ask: How does it feel?
        type: grid
        note_per_row: yes
        rows:
          - at_home: At home
          - outside: Outside
        choices:
          - 1 good: Good
          - 2 bad: Bad
      - id: rooms
        ask: Which rooms?
        type: repeat
        up_to: 3
        questions:
          - {id: room, ask: Which?, type: text}
          - id: is
            ask: How is it?
            type: grid
            rows:
              - warm: Warm
              - dry: Dry
            choices:
              - 1 enough: Enough
              - 2 little: Little
    indicators:
      - id: good_at_home
        label: People who feel good at home
        show: percent
        count: feel.at_home = good
        out_of: answered(feel.at_home)
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {feel: {at_home: good}}
    """

  private static let answers: JSONObject = [
    "feel": ["at_home": "good", "at_home_note": "A warm kitchen", "outside": "bad"],
    "rooms": [["room": "kitchen", "is": ["warm": "enough", "dry": "little"]]],
  ]
  private static let flat: JSONValue = [
    "feel.at_home": "good", "feel.at_home_note": "A warm kitchen", "feel.outside": "bad",
    "rooms": [["room": "kitchen", "is.warm": "enough", "is.dry": "little"]],
  ]

  @Test func `a record that holds rows one by one is read, mended, exported and counted alike`()
    async throws
  {
    try await withProgramme(modules: ["how-it-feels": Self.survey]) { programme in
      let ids = (0..<40).map { _ in UUID() }
      for id in ids {
        _ = try await programme.engagement.record(
          Programme.response(id, answers: Self.answers), survey: "how-it-feels",
          as: programme.researcher, origin: .http)
      }
      let old = ids[0]
      func exported(_ request: ExportRequest) async throws -> [String: String] {
        let text = try await programme.export(request)
        return Dictionary(
          text.split(separator: "\r\n").map { row in
            (
              String(row.prefix(36)),
              row.dropFirst(36).split(separator: ",2026").first.map(String.init) ?? ""
            )
          }
        ) { first, _ in first }
      }
      let table = ExportRequest(.response, survey: "how-it-feels")
      let items = ExportRequest(.response, survey: "how-it-feels", repeated: "rooms")
      let (before, itemsBefore) = (try await exported(table), try await exported(items))
      #expect(itemsBefore[old.uuidString.lowercased()] == ",1,kitchen,enough,little")
      try await programme.database.superuser.withTransaction { connection in
        try connection.setLocal("session_replication_role", "replica")
        let changed = try connection.execute(
          "update hark.response set answers = \(JSONText(Self.flat.encoded())) where id = \(old)")
        #expect(changed == 1)
      }
      #expect(try await exported(table) == before)
      #expect(try await exported(items) == itemsBefore)
      let view = try await programme.engagement.response(
        old.uuidString, as: programme.researcher, origin: .http)
      #expect(view.json["answers"] == .object(Self.answers))
      // What is sent back as it was read changes nothing.
      let same = try await programme.engagement.edit(
        .response, old.uuidString, ["answers": .object(Self.answers)], made: .any,
        as: programme.coordinator, origin: .http)
      #expect(same.revision == 1)
      let mended = try await programme.engagement.edit(
        .response, old.uuidString, ["answers": ["feel": ["at_home": "good", "outside": "good"]]],
        made: .any, as: programme.coordinator, origin: .http)
      #expect(mended.revision == 2 && mended.json["answers"]?["feel"]?["outside"] == "good")
      let release = try await programme.engagement.release(
        survey: "how-it-feels", as: programme.coordinator, origin: .cli)
      #expect(release["findings"]?[0]?["total"]?["base"] == 40)
    }
  }
}
