// A table by period whose survey was worded anew within one of the periods.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct PeriodWordingTests {
  private static let survey = Programme.survey.replacing(
    "by: [age_band]", with: "by: [age_band, [age_band, period.year]]")

  private func record(
    _ programme: Programme, _ count: Int, warm: String, on day: String
  ) async throws {
    for _ in 0..<count {
      var body = Programme.response(answers: ["age": "old", "warm": .string(warm)])
      body["answered_on"] = .string(day)
      _ = try await programme.engagement.record(
        body, survey: "warm-rooms", as: programme.researcher, origin: .http)
    }
  }

  /// By year how many people each of the tables counts.
  private static func years(_ release: JSONObject) -> [[String: Int]] {
    let tables = (release["findings"]?.array ?? []).filter { $0["by"] == ["age_band", "period"] }
    return tables.map { table in
      (table["rows"]?.array ?? []).reduce(into: [:]) { years, row in
        guard row["group"]?["age_band"]?["id"]?.string == "old",
          let year = row["group"]?["period"]?["id"]?.string, let base = row["base"]?.int, base > 0
        else { return }
        years[year] = base
      }
    }
  }

  @Test
  func `within a year each wording is counted by itself, and no change is worked out between them`()
    async throws
  {
    try await withChangingSurvey(Self.survey) { programme, write in
      try await record(programme, 40, warm: "yes", on: "2024-10-01")
      try await record(programme, 60, warm: "yes", on: "2025-03-01")
      _ = try await programme.release()
      try write(
        Self.survey.replacing("version: 1.0.0", with: "version: 1.1.0")
          .replacing("ask: Is your room warm?", with: "ask: Is your home warm enough?"))
      #expect(try await programme.publish().differences?.change == .series)
      try await record(programme, 50, warm: "no", on: "2025-09-01")
      let release = try await programme.release()
      let text = JSONValue.object(release).text()
      #expect(Self.years(release) == [["2024": 40, "2025": 60], ["2025": 50]], "\(text)")
      let findings = release["findings"]?.array ?? []
      for finding in findings {
        #expect(finding["total"]?["flags"]?.array?.contains("wording_changed") == true)
      }
      #expect(findings.filter { $0["versions"] == ["1.1.0"] }.allSatisfy { $0["change"] == nil })
      let words = try ReleaseDocument(json: .object(release)).table(width: 400)
      #expect(words.contains("The wording changed: answers to other versions are counted apart."))
    }
  }
}
