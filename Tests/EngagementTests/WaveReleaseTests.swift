// Tables by the waves that a survey names: who answered in which round, beside everything else.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct WaveReleaseTests {
  private static func survey(
    _ module: String = "rounds", version: String = "1.0.0", secondEnds: String = "2026-06-30"
  ) -> String {
    """
    \(surveyHead(module, "Rounds", version: version))
    waves:
      - {id: second, label: Early summer, from: 2026-05-01, to: \(secondEnds)}
      - {id: first, label: Spring, from: 2026-01-01, to: 2026-03-31}
    questions:
      - {id: age, ask: How old?, type: choose_one, role: age_band, choices: [1 young: Young, 2 old: Old]}
      - {id: warm, ask: Is it warm?, type: yes_no}
    indicators:
      - id: is_warm
        label: Warm
        show: percent
        count: warm = yes
        out_of: answered(warm)
        by: [wave, [age_band, wave]]
    """
  }

  private func record(
    _ count: Int, _ day: String, _ warm: String, _ age: String = "old", in programme: Programme,
    _ survey: String
  ) async throws {
    for _ in 0..<count {
      var body = Programme.response(
        answers: ["warm": .string(warm), "age": .string(age)], consent: ["analyse"])
      body["answered_on"] = .string(day)
      _ = try await programme.engagement.record(
        body, survey: survey, as: programme.researcher, origin: .http)
    }
  }

  private func start(_ programme: Programme, _ survey: String = "rounds") async throws {
    for age in ["young", "old"] {
      try await record(40, "2026-03-31", "yes", age, in: programme, survey)
      try await record(30, "2026-01-01", "no", age, in: programme, survey)
      try await record(20, "2026-06-30", "yes", age, in: programme, survey)
      try await record(40, "2026-05-02", "no", age, in: programme, survey)
      try await record(30, "2026-04-15", "no", age, in: programme, survey)
      try await record(15, "2026-04-15", "yes", age, in: programme, survey)
    }
  }

  @Test func `a table by wave counts each answer in the round of its day`() async throws {
    try await withProgramme(modules: ["rounds": Self.survey()]) { programme in
      try await start(programme)
      let release = JSONValue.object(
        try await programme.engagement.release(
          survey: "rounds", as: programme.coordinator, origin: .cli))
      let table = try #require(
        release["findings"]?.array?.first { $0["by"] == ["wave"] }, "\(release)")
      let rows = try #require(table["rows"]?.array)
      #expect(
        rows.map { $0["group"]?["wave"]?["label"]?.string } == [
          "Spring", "Early summer", "Not stated",
        ])
      #expect(rows.map { $0["base"] } == [140, 120, 90])
      #expect(rows.map { $0["count"] } == [80, 40, 30])
      let crossed = release["findings"]?.array?.first { $0["by"] == ["age_band", "wave"] }
      #expect(crossed != nil)
      let chosen = try await programme.engagement.findings(
        survey: "rounds", FindingsChoice(by: "wave"), as: programme.commissioner)
      #expect(chosen["findings"]?.array?.count == 1)
    }
  }

  @Test
  func
    `a version with another round leaves the tables by wave out where somebody was counted in it`()
    async throws
  {
    let survey = "warm-rooms"
    try await withChangingSurvey(Self.survey(survey)) { programme, write in
      try await start(programme, survey)
      _ = try await programme.release()
      try write(Self.survey(survey, version: "1.1.0", secondEnds: "2026-05-31"))
      _ = try await programme.publish()
      for age in ["young", "old"] {
        try await record(40, "2026-05-02", "yes", age, in: programme, survey)
        try await record(20, "2026-03-02", "no", age, in: programme, survey)
      }
      let release = JSONValue.object(try await programme.release())
      // Those of June are in no round any more: beside the first release they would stand out.
      let tables = (release["findings"]?.array ?? []).filter {
        $0["by"]?.array?.contains("wave") == true && $0["held_back"] == nil
      }
      #expect(tables.isEmpty, "\(tables)")
    }
  }
}
