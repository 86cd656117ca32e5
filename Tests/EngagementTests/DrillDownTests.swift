// A later version of a survey that shows the same people in finer groups: what would be the difference to an
// earlier release is not shown.

import Engagement
import JSON
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct DrillDownTests {
  private static let places = [
    PlaceRecord(code: "D1", name: "North district", kind: "district"),
    PlaceRecord(code: "D2", name: "South district", kind: "district"),
    PlaceRecord(code: "W1", name: "Mill ward", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W2", name: "Quay ward", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W3", name: "Hill ward", kind: "ward", parent: "D2"),
    PlaceRecord(code: "W4", name: "Dale ward", kind: "ward", parent: "D2"),
  ]

  private static func survey(_ version: String, bands: String, finest: String) -> String {
    Programme.survey.replacing("version: 1.0.0", with: "version: \(version)")
      .replacing(
        "consent: {wording", with: "disclosure: {finest_place: \(finest)}\nconsent: {wording"
      )
      .replacing(
        "  - id: warm\n",
        with: """
            - {id: years, ask: How many years old are you?, type: whole_number, bands: [\(bands)]}
            - {id: home, ask: Where do you live?, type: place, role: place}
            - id: warm

          """
      )
      .replacing("by: [age_band]", with: "by: [years, place]")
  }

  private func roles(_ release: JSONObject) -> [String?] {
    (release["findings"]?.array ?? []).map { $0["by"]?[0]?.string }
  }

  private func limitations(_ release: JSONObject) -> String {
    (release["findings"]?[0]?["limitations"]?.array ?? []).compactMap(\.string)
      .joined(separator: "\n")
  }

  private func record(_ programme: Programme) async throws {
    let administrator = programme.partnership.principal(.administrator)
    try await programme.database.application.transaction(as: administrator) { connection in
      _ = try PlaceQueries.importOfficial(Self.places, on: connection)
    }
    for (age, home, count) in [(20, "W1", 60), (40, "W2", 9), (60, "W3", 50), (70, "W4", 12)] {
      for side in 0..<count {
        try await programme.record(
          1,
          [
            "years": .number(Double(age)), "home": .string(home),
            "warm": side.isMultiple(of: 2) ? "yes" : "no",
          ])
      }
    }
  }

  @Test
  func `R15 finer bands and smaller places are not shown beside the coarser ones of a release`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try write(Self.survey("1.1.0", bands: "0-49, 50+", finest: "district"))
      _ = try await programme.publish()
      try await record(programme)
      #expect(Set(roles(try await programme.release())) == ["years", "place"])
      // North district and Mill ward would show 9 people of Quay ward, who are hidden.
      try write(Self.survey("1.2.0", bands: "0-24, 25-49, 50+", finest: "ward"))
      _ = try await programme.publish()
      let release = try await programme.release()
      #expect(roles(release).allSatisfy { $0 == nil })
      let reason = "because its groups differ from those that were released before"
      #expect(limitations(release).contains("by years, \(reason)"))
      #expect(limitations(release).contains("by place, \(reason)"))
      #expect(release["findings"]?[0]?["total"]?["base"] == 130)
      // Nor do they come back with groups as they were: in between rows may have changed by a few.
      try write(Self.survey("1.3.0", bands: "0-49, 50+", finest: "district"))
      _ = try await programme.publish()
      let back = try await programme.release()
      #expect(roles(back).allSatisfy { $0 == nil })
      #expect(limitations(back).contains("left out of a release after it had been released"))
    }
  }
}
