// Why figures are not released anew, or not at all: true reasons, in words that are the same whoever it is.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct StandingReasonTests {
  private static func survey(_ version: String, strict: Bool = false, share: Bool) -> String {
    """
    \(surveyHead("warm-rooms", "Walking", version: version, scopes: "analyse, analyse_sensitive"))
    \(strict ? "disclosure: {hide_below: 9}" : "")
    questions:
    \(ageQuestion)
    \(outingQuestions)
    indicators:
      - {id: of_walks, label: Walks, show: mean, of: walks, by: [age_band]}
    \(share ? "  - {id: is_well, label: Well, show: percent, count: well = yes, out_of: answered(well), by: [age_band]}" : "")
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {walks: 3}
    """
  }

  private static func record(
    _ programme: Programme, _ people: Int, _ age: String
  ) async throws -> [UUID] {
    var ids: [UUID] = []
    for person in 0..<people {
      let id = UUID()
      let answers: JSONObject = [
        "age": .string(age), "walks": .number(Double(person * 7 % 31)),
        "well": person % 3 == 0 ? "yes" : "no",
      ]
      _ = try await programme.engagement.record(
        Programme.response(id, answers: answers), survey: "warm-rooms", as: programme.researcher,
        origin: .http)
      ids.append(id)
    }
    return ids
  }

  @Test
  func `where one waits and hundreds join, the refusal does not say that those who joined are few`()
    async throws
  {
    var words: Set<String> = []
    for leaving in [0, 30] {
      try await withChangingSurvey(Self.survey("1.0.0", share: false)) { programme, _ in
        let ids = try await Self.record(programme, 60, "young")
        _ = try await Self.record(programme, 60, "old")
        _ = try await programme.release()
        try await programme.takeBack(ids[leaving])
        _ = try await Self.record(programme, 120, "old")
        let refused = await problem { _ = try await programme.release() }
        #expect(refused?.code == "H013")
        words.insert(refused?.detail ?? "none")
      }
    }
    #expect(words.count == 1)
    let said = words.first ?? ""
    #expect(
      said.contains("those who joined, those who left or those who changed an answer"), "\(said)")
    #expect(said.contains("counted anew when enough people have joined or left"), "\(said)")
  }

  @Test func `under a stricter rule the release says so, whether somebody left or nobody`()
    async throws
  {
    var printed: [JSONValue] = []
    for isLeaving in [true, false] {
      try await withChangingSurvey(Self.survey("1.0.0", share: true)) { programme, write in
        let ids = try await Self.record(programme, 60, "young")
        _ = try await Self.record(programme, 60, "old")
        _ = try await programme.release()
        if isLeaving { try await programme.takeBack(ids[0]) }
        try write(Self.survey("1.1.0", strict: true, share: true))
        _ = try await programme.publish()
        printed.append(.object(try await programme.release()))
      }
    }
    #expect(ReleaseTwins.difference(printed[0], printed[1]) == nil)
    let said = printed[0]["findings"]?[0]?["limitations"]?.array?.compactMap(\.string) ?? []
    let reason = said.first { $0.contains("Walks") } ?? ""
    #expect(reason.contains("the rule is stricter by now"), "\(said)")
    #expect(!reason.contains("too few"))
  }
}
