// Waves of a survey and what the same people said before: read as written, and refused where they make no
// sense.

import SurveyModules
import Surveys
import Testing

struct WaveTests {
  static let first = "{id: spring, label: Spring, from: 2026-01-01, to: 2026-03-31}"

  @Test func `waves are read in the order of their days`() throws {
    let survey = SmallSurvey().with(
      """
      waves:
        - {id: summer, label: Summer, from: 2026-06-01, to: 2026-08-31}
        - \(Self.first)
      """)
    let waves = try #require(survey.report.module?.survey.handling.waves, "\(survey.lines)")
    #expect(waves.map(\.id) == ["spring", "summer"] && waves[0].label == "Spring")
    #expect(waves[0].first.description == "2026-01-01" && waves[1].last.description == "2026-08-31")
  }

  @Test(arguments: [
    ("{id: spring, label: B, from: 2026-05-01, to: 2026-06-01}", "second time"),
    ("{id: b, label: B, from: 2026-03-31, to: 2026-06-01}", "have days in common"),
    ("{id: b, label: B, from: 2026-06-02, to: 2026-06-01}", "ends before it begins"),
    ("{id: b, label: B, from: soon, to: 2026-06-01}", "a date that exists"),
    ("{id: not_stated, label: B, from: 2026-05-01, to: 2026-06-01}", "between two waves"),
    ("{id: b, label: B, from: 2026-05-01}", "to"),
  ]) func `waves that make no sense are refused where they stand`(wave: String, words: String) {
    let survey = SmallSurvey().with("waves:\n  - \(Self.first)\n  - \(wave)")
    #expect(survey.report.module == nil)
    #expect(survey.lines.joined(separator: " ").contains(words), "\(survey.lines)")
  }

  private func indicator(_ more: String, by: String = "[]", show: String = "percent") -> String {
    """
    indicators:
      - id: is_safe
        label: Safe
        show: \(show)
        count: safe = very_safe
        \(show == "percent" ? "out_of: answered(safe)" : "better: higher")
        by: \(by)
        \(more)
    """
  }

  @Test func `a table by wave needs waves`() {
    let without = SmallSurvey().with(indicator("better: higher", by: "[wave]"))
    #expect(
      without.lines.joined(separator: " ").contains("says nothing of waves"), "\(without.lines)")
  }

  @Test(arguments: [
    ("", "percent", "is_safe", "which earlier response is of the same person"),
    ("one_per: [safe]", "percent", "was_safe", "held against itself"),
    ("follows: before@1", "count", "was_safe", "only a percentage"),
  ]) func `what people said before is held against a share alone, where it can be found`(
    head: String, show: String, before: String, words: String
  ) {
    let survey = SmallSurvey().with(
      head + (head.isEmpty ? "" : "\n") + indicator("before: \(before)", show: show))
    #expect(survey.lines.joined(separator: " ").contains(words), "\(survey.lines)")
  }

  @Test(arguments: ["[before]", "[[before, safe]]", "[[safe, \"before:is_safe\"]]"])
  func `the change of the same people is divided by nothing else, and the refusal says so`(
    by: String
  ) {
    let survey = SmallSurvey().with(
      "follows: before@1\n" + indicator("before: was_safe", by: by))
    let text = survey.lines.joined(separator: " ")
    #expect(text.contains("of all of them, and divided by nothing else"), "\(survey.lines)")
  }

  @Test func `an indicator says which one counted the same people before`() throws {
    let survey = SmallSurvey().with("follows: before@1\n" + indicator("before: was_safe"))
    let module = try #require(survey.report.module, "\(survey.lines)")
    #expect(module.survey.indicators[0].before == "was_safe")
  }
}
