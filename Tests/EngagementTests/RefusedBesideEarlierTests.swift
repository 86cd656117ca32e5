// A release that no hiding can make safe: it says that nothing was released, and what to do works.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct RefusedBesideEarlierTests {
  private static func survey(_ version: String, hurt: Bool = true) -> String {
    """
    \(surveyHead("warm-rooms", "Feeling safe", version: version, scopes: "analyse, analyse_sensitive"))
    questions:
    \(ageQuestion)
    \(outingQuestions)
    indicators:
    \(hurt ? "  - {id: was_hurt, label: Hurt, show: percent, count: hurt = yes, out_of: answered(hurt), by: [age_band]}" : "")
      - {id: is_well, label: Well, show: percent, count: well = yes, out_of: answered(well), by: [age_band]}
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {well: yes}
    """
  }

  private static func record(
    _ programme: Programme, _ people: Int, _ age: String, hurt: String, well: String
  ) async throws -> [UUID] {
    var ids: [UUID] = []
    for _ in 0..<people {
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(
          id, answers: ["age": .string(age), "hurt": .string(hurt), "well": .string(well)]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      ids.append(id)
    }
    return ids
  }

  @Test func `a row that becomes of one answer beside rows that stay refuses, and says what to do`()
    async throws
  {
    try await withChangingSurvey(Self.survey("1.0.0")) { programme, write in
      var leaving: [UUID] = []
      for well in ["yes", "no"] {
        leaving += try await Self.record(programme, 5, "young", hurt: "no", well: well)
        _ = try await Self.record(programme, 8, "young", hurt: "yes", well: well)
      }
      for age in ["middle", "old"] {
        for answer in ["yes", "no"] {
          _ = try await Self.record(programme, 40, age, hurt: answer, well: answer)
        }
      }
      let first = try await programme.release()
      #expect(first["findings"]?[0]?["rows"]?[0]?["base"] == 25)
      for id in leaving { try await programme.takeBack(id) }
      let refused = await problem { _ = try await programme.release() }
      #expect(refused?.code == "H013", "\(refused?.detail ?? "released")")
      let said = refused?.detail ?? ""
      #expect(said.contains("the last release stays what readers get"), "\(said)")
      #expect(said.contains("a version of the survey without was_hurt"), "\(said)")
      try write(Self.survey("1.1.0", hurt: false))
      _ = try await programme.publish()
      let made = try await programme.release()
      #expect(made["findings"]?.array?.allSatisfy { $0["indicator"] == "is_well" } ?? false)
    }
  }
}
