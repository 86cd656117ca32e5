// How many people a record of a table, a household or an event is about.

import Engagement
import Foundation
import JSON
import Storage
import Surveys
import Testing

@Suite struct TablesOfPeopleTests {
  private func survey(_ unit: String) -> String {
    surveyHead("tables", "Tables").replacing("unit: person", with: "unit: \(unit)") + """

      questions:
        - {id: agreed, ask: Did the table agree?, type: yes_no}
      indicators:
        - {id: agreed, label: Tables that agreed, show: percent, count: agreed = yes, out_of: answered(agreed)}
      tests:
        people:
          - {name: one, consent: [analyse], answers: {agreed: yes}}
      """
  }

  @Test(arguments: ["event", "person"])
  func `a table's record says how many sat there, and a figure of people takes one at a time`(
    unit: String
  ) async throws {
    try await withProgramme(modules: ["tables": survey(unit)]) { programme in
      let refused = await problem {
        _ = try await programme.engagement.log(
          [
            "id": .string(UUID().uuidString.lowercased()), "survey": "tables",
            "held_on": "2026-10-01", "how": "group", "people": 9,
            "setting": "community_centre", "answers": ["agreed": "yes"],
            "consent": ["form": "spoken", "scopes": ["analyse": true]],
          ], as: programme.researcher, origin: .http)
      }
      #expect(refused?.answers.map(\.question) == (unit == "person" ? ["people"] : nil))
    }
  }
}
