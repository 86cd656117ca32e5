// Figures that stand as they were printed: nobody reads from which of them stand what somebody who left, or
// changed an answer, had said.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import Surveys
import TestSupport
import Testing

@Suite struct StandingMeasuresTests {
  /// Two means of which one is of those who were hurt alone, and a table by what the day says.
  private static let survey = """
    \(surveyHead("warm-rooms", "Going out", scopes: "analyse, quote, analyse_sensitive"))
    waves:
      - {id: early, label: First round, from: 2026-09-01, to: 2026-10-02}
      - {id: late, label: Second round, from: 2026-10-03, to: 2026-10-31}
    questions:
    \(ageQuestion)
    \(outingQuestions)
    indicators:
      - id: of_hurt
        label: Outings of those who were hurt
        show: mean
        of: if(hurt = yes, outings)
        by: [age_band]
      - id: of_all
        label: Walks
        show: mean
        of: walks
        by: [age_band]
      - id: is_well
        label: People who are well
        show: percent
        count: well = yes
        out_of: answered(well)
        by: [age_band, [age_band, wave]]
    tests:
      people:
        - name: one
          consent: [analyse, analyse_sensitive]
          answers: {outings: 3}
    """

  private static func answers(_ person: Int, _ age: String) -> JSONObject {
    [
      "age": .string(age), "hurt": person % 2 == 0 ? "yes" : "no",
      "outings": .number(Double(person % 12)), "walks": .number(Double(person % 7)),
      "well": person % 3 == 0 ? "yes" : "no",
    ]
  }

  private static func record(
    _ programme: Programme, _ people: Range<Int>, _ age: String, on day: String = "2026-10-01"
  ) async throws -> [String] {
    var ids: [String] = []
    for person in people {
      let id = UUID()
      var body = Programme.response(id, answers: answers(person, age))
      body["answered_on"] = .string(day)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
      ids.append(id.uuidString.lowercased())
    }
    return ids
  }

  private static func population(_ young: Double, _ programme: Programme) async throws {
    _ = try await programme.engagement.keepPopulation(
      [
        .init(by: "age_band", group: "young", people: young),
        .init(by: "age_band", group: "middle", people: 3_000),
        .init(by: "age_band", group: "old", people: 2_000),
      ], as: programme.coordinator, origin: .cli)
  }

  private enum Waiting: CaseIterable { case nobody, hurt, unhurt, otherDay }

  @Test(arguments: [true, false])
  func
    `beside another population nobody reads whether one left, who it was, or that a day was mended`(
      withShare: Bool
    ) async throws
  {
    var survey = Self.survey
    if !withShare, let share = survey.range(of: "  - id: is_well"),
      let tests = survey.range(of: "tests:")
    {
      survey.removeSubrange(share.lowerBound..<tests.lowerBound)
    }
    let asked = survey
    var printed: [Waiting: (first: JSONValue, second: JSONValue)] = [:]
    for waiting in Waiting.allCases {
      printed[waiting] = try await withProgramme(modules: ["warm-rooms": asked]) {
        programme in
        var ids: [String] = []
        for age in ["young", "middle", "old"] {
          ids += try await Self.record(programme, 0..<40, age)
          _ = try await Self.record(programme, 0..<40, age, on: "2026-10-05")
        }
        try await Self.population(5_000, programme)
        let first = JSONValue.object(try await programme.release())
        switch waiting {
        case .nobody: break
        case .hurt: try await programme.takeBack(try #require(UUID(uuidString: ids[40])))
        case .unhurt: try await programme.takeBack(try #require(UUID(uuidString: ids[41])))
        case .otherDay: _ = try await programme.edit(ids[40], ["answered_on": "2026-10-05"])
        }
        try await Self.population(6_000, programme)
        return (first, JSONValue.object(try await programme.release()))
      }
    }
    let nobody = try #require(printed[.nobody])
    #expect(nobody.second["findings"]?.array?.count == (withShare ? 4 : 2))
    for waiting in Waiting.allCases {
      let second = try #require(printed[waiting]?.second)
      for part in ["findings", "heard"] {
        #expect(
          ReleaseTwins.difference(second[part], nobody.second[part]) == nil,
          "\(part) tells \(waiting)")
      }
      // What stands is weighted to the population there is now, and everybody was heard.
      #expect(second["heard"]?[0]?["base"] == 240)
      #expect(second["heard"]?[0]?["rows"]?[0]?["population"] == 6_000)
      let total = second["findings"]?.array?.first { $0["indicator"] == "of_all" }?["total"]
      #expect(total?["flags"]?.array?.contains("held_back") == true && total?["as_of"] != nil)
    }
  }

  @Test(arguments: [40, 41])
  func `while one who left is counted as before no mean is printed anew, whoever left`(
    leaving: Int
  ) async throws {
    try await withProgramme(modules: ["warm-rooms": Self.survey]) { programme in
      var ids: [String] = []
      for age in ["young", "middle", "old"] {
        ids += try await Self.record(programme, 0..<40, age)
      }
      let first = JSONValue.object(try await programme.release())
      try await programme.takeBack(try #require(UUID(uuidString: ids[leaving])))
      for age in ["young", "old"] { _ = try await Self.record(programme, 0..<40, age) }
      let second = JSONValue.object(try await programme.release())
      func finding(_ release: JSONValue, _ indicator: String) -> JSONValue? {
        release["findings"]?.array?.first { $0["indicator"]?.string == indicator }
      }
      for indicator in ["of_hurt", "of_all"] {
        let (then, now) = (finding(first, indicator), finding(second, indicator))
        #expect(now?["total"]?["value"] == then?["total"]?["value"], "\(indicator)")
        #expect(now?["total"]?["base"] == then?["total"]?["base"], "\(indicator)")
        #expect(now?["total"]?["flags"]?.array?.contains("held_back") == true, "\(indicator)")
      }
      #expect(finding(second, "is_well")?["total"]?["base"] == 200)
    }
  }

  @Test(arguments: ["of: walks + 1", "hide_below: 12"])
  func `R15 a mean that stands is not printed by another rule, nor as it was beside a stricter one`(
    change: String
  ) async throws {
    try await withChangingSurvey(Self.survey) { programme, write in
      var ids: [String] = []
      for age in ["young", "middle", "old"] {
        ids += try await Self.record(programme, 0..<40, age)
      }
      _ = try await programme.release()
      try await programme.takeBack(try #require(UUID(uuidString: ids[40])))
      let changed =
        change.hasPrefix("of")
        ? Self.survey.replacing("of: walks", with: change)
        : Self.survey.replacing("waves:", with: "disclosure: {\(change)}\nwaves:")
      try write(changed.replacing("version: 1.0.0", with: "version: 1.1.0"))
      _ = try await programme.publish()
      let release = JSONValue.object(try await programme.release())
      let shown = Set(
        (release["findings"]?.array ?? []).compactMap { $0["indicator"]?.string })
      #expect(shown.contains("is_well"))
      #expect(!shown.contains("of_all"))
      #expect(release.text().contains("not released: Walks"))
    }
  }
}
