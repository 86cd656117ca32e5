// Rows in which somebody is counted as before, of an indicator that reads a private question.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct StandingSensitiveTests {
  private static let survey = """
    \(surveyHead("warm-rooms", "Feeling safe", scopes: "analyse, analyse_sensitive"))
    questions:
    \(ageQuestion)
      - id: sex
        ask: What is your sex?
        type: choose_one
        role: sex
        choices:
          - 1 female: Female
          - 2 male: Male
      - id: hurt
        ask: Has somebody hurt you?
        type: yes_no
        sensitive: yes
      - id: safe
        ask: Do you feel safe?
        type: yes_no
    indicators:
      - id: is_safe
        label: People who feel safe
        show: percent
        count: safe = yes
        out_of: answered(safe) and answered(hurt)
        by: [age_band, sex]
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {safe: yes}
    """

  private static func record(
    _ programme: Programme, _ people: Int, _ age: String, _ sex: String, hurt: String, safe: String
  ) async throws -> [UUID] {
    var ids: [UUID] = []
    for _ in 0..<people {
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(
          id,
          answers: [
            "age": .string(age), "sex": .string(sex), "hurt": .string(hurt), "safe": .string(safe),
          ]),
        survey: "warm-rooms", as: programme.researcher, origin: .http)
      ids.append(id)
    }
    return ids
  }

  private enum Left: CaseIterable { case nobody, unhurt, hurt }

  @Test func `whether a row is shown does not tell what somebody who left had said in private`()
    async throws
  {
    var printed: [Left: JSONValue] = [:]
    for left in Left.allCases {
      printed[left] = try await withProgramme(modules: ["warm-rooms": Self.survey]) { programme in
        // Of the young one alone was hurt: without that man all of them would say the same.
        let hurt = try await Self.record(programme, 1, "young", "male", hurt: "yes", safe: "yes")
        let unhurt = try await Self.record(programme, 5, "young", "male", hurt: "no", safe: "yes")
        _ = try await Self.record(programme, 4, "young", "male", hurt: "no", safe: "no")
        for safe in ["yes", "no"] {
          _ = try await Self.record(programme, 5, "young", "female", hurt: "no", safe: safe)
        }
        for (age, sex) in [("middle", "female"), ("old", "male")] {
          _ = try await Self.record(programme, 30, age, sex, hurt: "yes", safe: "yes")
        }
        for (age, sex) in [("middle", "male"), ("old", "female")] {
          _ = try await Self.record(programme, 30, age, sex, hurt: "no", safe: "no")
        }
        let first = try await programme.release()
        #expect(first["findings"]?[0]?["rows"]?[0]?["flags"] == ["low_base"])
        // Women alone answer by then: a man who left is one of few, and is counted as before.
        switch left {
        case .nobody: break
        case .unhurt: try await programme.takeBack(unhurt[0])
        case .hurt: try await programme.takeBack(hurt[0])
        }
        for safe in ["yes", "no"] {
          _ = try await Self.record(programme, 4, "young", "female", hurt: "no", safe: safe)
        }
        return JSONValue.object(try await programme.release())
      }
    }
    let nobody = try #require(printed[.nobody]?["findings"])
    #expect(nobody[0]?["rows"]?[0]?["base"] == 30)
    for left in Left.allCases {
      #expect(ReleaseTwins.difference(printed[left]?["findings"], nobody) == nil, "\(left)")
    }
  }
}
