// Means, totals and ratios from recording to reading: protected where they are of people, exact where
// they are of organisations.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import SurveyModules
import TestSupport
import Testing

@Suite struct MeasureReleaseTests {
  static let hours = """
    \(surveyHead("hours-given", "Hours given"))
    questions:
      - id: age
        ask: How old are you?
        type: choose_one
        role: age_band
        choices:
          - 1 young: Under 50
          - 2 old: 50 and over
      - id: hours
        ask: How many hours did you give?
        type: whole_number
        min: 0
      - id: miles
        ask: How many miles did you go?
        type: number
        min: 0
    indicators:
      - id: mean_hours
        label: Hours given, on average
        show: mean
        of: hours
        by: [age_band]
      - id: all_miles
        label: Miles gone
        show: total
        sum_of: miles
        by: [age_band]
    tests:
      people:
        - name: one
          consent: [analyse]
          answers: {hours: 3, miles: 2.5}
      totals:
        mean_hours: {mean: 3}
    """

  private static let returns = """
    hark: 1
    module: club-returns
    version: 1.0.0
    title: Club returns
    about_this_survey: Made up for tests.
    languages: {en: English}
    unit: organisation
    population: clubs in a test
    sample: census
    collected_by: both
    consent: {basis: role}
    questions:
      - id: club
        ask: Which club is it?
        type: choose_one
        role: group
        choices:
          - 1 north: North club
          - 2 south: South club
      - id: visits
        ask: How many visits were there?
        type: whole_number
        min: 0
      - id: pounds
        ask: How much was spent?
        type: number
        min: 0
    indicators:
      - id: all_visits
        label: Visits
        show: total
        sum_of: visits
        by: [group]
      - id: per_visit
        label: Pounds for each visit
        show: ratio
        sum_of: pounds
        per: visits
        by: [group]
    tests:
      people:
        - name: one
          answers: {club: north, visits: 4, pounds: 10}
      totals:
        per_visit: {ratio: 2.5}
    """

  @Test func `means and totals of people are released protected, and read in every format`()
    async throws
  {
    try await withProgramme(modules: ["hours-given": Self.hours]) { programme in
      for person in 0..<90 {
        let answers: JSONObject = [
          "age": person < 45 ? "young" : "old", "hours": .number(Double(person % 8)),
          "miles": .number(person == 7 ? 5_000 : Double(person % 5)),
        ]
        _ = try await programme.engagement.record(
          Programme.response(answers: answers, consent: ["analyse"]), survey: "hours-given",
          as: programme.researcher, origin: .http)
      }
      let release = try await programme.engagement.release(
        survey: "hours-given", as: programme.coordinator, origin: .cli)
      let mean = try #require(release["findings"]?[0])
      #expect(mean["indicator"] == "mean_hours" && mean["show"] == "mean")
      let average = (0..<90).reduce(0) { $0 + Double($1 % 8) } / 90
      // Eight different numbers of hours are a scale: the mean is rounded to a share of it.
      #expect(mean["total"]?["value"]?.number == (average * 2).rounded() / 2)
      #expect(mean["total"]?["rounded_to"] == 0.5)
      #expect(mean["total"]?["count"] == .null && mean["total"]?["base"] == 90)
      #expect(mean["total"]?["low"]?.number ?? 9 < average)
      // One person went nearly all the miles: no total may say so.
      let miles = try #require(release["findings"]?[1])
      #expect(miles["total"]?["flags"] == ["suppressed"] && miles["total"]?["value"] == .null)
      let document = try ReleaseDocument(json: .object(release))
      #expect(document.csv.contains("mean_hours,\"Hours given, on average\",mean,neither,age_band"))
      let table = document.table()
      #expect(table.contains("Value  95% interval") && !table.contains("%\n"))
      let read = try await programme.engagement.findings(
        survey: "hours-given", FindingsChoice(indicator: "mean_hours"),
        as: programme.commissioner)
      #expect(read["findings"]?[0] == mean)
    }
  }

  @Test func `one person's number that is mended cannot be worked out from two releases`()
    async throws
  {
    try await withProgramme(modules: ["hours-given": Self.hours]) { programme in
      let ids = (0..<70).map { _ in UUID() }
      for (person, id) in ids.enumerated() {
        let answers: JSONObject = [
          "age": person < 35 ? "young" : "old", "hours": .number(Double(person % 8)),
          "miles": .number(Double(person % 5)),
        ]
        _ = try await programme.engagement.record(
          Programme.response(id, answers: answers, consent: ["analyse"]), survey: "hours-given",
          as: programme.researcher, origin: .http)
      }
      _ = try await programme.engagement.release(
        survey: "hours-given", as: programme.coordinator, origin: .cli)
      func mend(_ person: Int) async throws {
        _ = try await programme.engagement.edit(
          .response, ids[person].uuidString, ["answers": ["hours": 100]], made: .any,
          addsAnswers: true, as: programme.coordinator, origin: .http)
      }
      try await mend(3)
      let refused = await #expect(throws: Problem.self) {
        _ = try await programme.engagement.release(
          survey: "hours-given", as: programme.coordinator, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
    }
  }

  @Test func `totals and ratios of organisations are exact`() async throws {
    try await withProgramme(modules: ["club-returns": Self.returns]) { programme in
      for (club, visits, pounds) in [("north", 3, 12.5), ("south", 1, 2), ("south", 5, 10)] {
        var response = Programme.response(
          answers: [
            "club": .string(club), "visits": .number(Double(visits)), "pounds": .number(pounds),
          ], consent: [])
        response["consent"] = nil
        _ = try await programme.engagement.record(
          response, survey: "club-returns", as: programme.researcher, origin: .http)
      }
      let release = try await programme.engagement.release(
        survey: "club-returns", as: programme.coordinator, origin: .cli)
      let visits = try #require(release["findings"]?[0])
      #expect(visits["total"]?["value"] == 9 && visits["total"]?["flags"] == ["not_personal"])
      #expect(visits["rows"]?.array?.map { $0["value"] } == [3, 6, .null])
      let ratio = try #require(release["findings"]?[1])
      #expect(ratio["total"]?["value"] == 2.72)
      #expect(ratio["rows"]?.array?.map { $0["value"] } == [4.17, 2, .null])
      let document = try ReleaseDocument(json: .object(release))
      #expect(
        document.table().contains(
          "The figures are about organisations, not about people; they are exact."))
    }
  }

  @Test func `R15 a mean and a share of one question are refused when the survey is read`() {
    let share = """
      indicators:
        - id: gave_any
          label: People who gave hours
          show: percent
          count: hours > 0
          out_of: answered(hours)

      """
    let report = ModuleLoader.load(files: [
      "survey.yaml": Self.hours.replacing("indicators:\n", with: share),
      "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    #expect(report.module == nil)
    #expect(report.problems.contains { $0.code == "S036" }, "\(report.problems)")
  }
}
