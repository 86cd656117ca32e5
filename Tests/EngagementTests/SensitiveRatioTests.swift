// Ratios over sensitive answers, and breakdowns of more places than are counted.

import Engagement
import Findings
import Foundation
import JSON
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct SensitiveRatioTests {
  private static let survey = """
    \(surveyHead("warm-rooms", "Walks", scopes: "analyse, quote, analyse_sensitive"))
    questions:
    \(ageQuestion)
      - {id: walks, ask: How often do you walk?, type: whole_number, min: 0, max: 100}
      - {id: hurt, ask: How often did somebody hurt you?, type: whole_number, min: 0, max: 100, sensitive: yes}
      - {id: home, ask: Where?, type: place, role: place}
    indicators:
      - {id: walks_each, label: Walks for each time, show: ratio, sum_of: walks, per: hurt, by: [age_band]}
    tests:
      people:
        - {name: one, consent: [analyse], answers: {walks: 3}}
    """

  @Test func `R15 that nobody of a group was hurt is not read off a ratio without a value`()
    async throws
  {
    try await withProgramme(modules: ["warm-rooms": Self.survey]) { programme in
      for person in 0..<45 {
        let walks = JSONValue.number(Double(person % 8))
        try await programme.record(1, ["age": "young", "walks": walks, "hurt": 0])
        for age in ["middle", "old"] {
          try await programme.record(
            1, ["age": .string(age), "walks": walks, "hurt": .number(Double(person % 5))])
        }
      }
      let release = try await programme.release()
      let rows = release["findings"]?[0]?["rows"]?.array ?? []
      let young = rows.first { $0["group"]?["age_band"]?["id"] == "young" }
      #expect(
        young?["flags"]?.array?.contains("suppressed") == true, "\(JSONValue.object(release))")
      #expect(young?["base"] == .null)
    }
  }

  @Test func `more different places than are counted leave their breakdown out, with the reason`()
    throws
  {
    let survey = try #require(
      ModuleLoader.load(files: [
        "survey.yaml": Self.survey.replacingOccurrences(of: "by: [age_band]", with: "by: [place]"),
        "blocks/consent-test@1/block.yaml": Programme.consent,
      ]).module?.survey)
    let today = try #require(CalendarDay("2026-10-01"))
    let code = Array("E06000026".utf8)
    let judged = Interview(survey, today: today).judge(
      consent: ["analyse": true], answers: ["home": .string(String(decoding: code, as: UTF8.self))])
    var coded = CodedForm(survey).encode(judged.sheet)
    let place = try #require(
      coded.indices.first { coded[$0...].starts(with: code) })
    var columns = AnswerColumns(survey)
    for number in 0..<Grouping.most {
      let digits = Array(String(10_000_000 + number).utf8)
      coded.replaceSubrange(place + 1..<place + 9, with: digits)
      let isAppended = columns.append(coded)
      #expect(isAppended)
    }
    #expect(Grouping("place", columns) == nil)
    let tally = Tally(columns)
    #expect(tally.counts.first?.breakdowns.isEmpty == true)
    #expect(tally.leftOut.first?.role == "place")
    #expect(tally.leftOut.first?.reason.contains("larger places") == true)
  }
}
