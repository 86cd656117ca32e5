// Margins of a survey: read as written, and refused where figures could not be weighted to them.

import SurveyModules
import Surveys
import Testing

struct MarginTests {
  static let survey = SmallSurvey().asking(
    """
      - {id: sort, ask: Which?, type: choose_one, role: age_band, choices: [1 young: Young, 2 old: Old]}
      - {id: why, ask: Why?, type: text}
    """)

  @Test func `margins are read with their source, by role and by question`() throws {
    let survey = Self.survey.with(
      """
      margins:
        - {by: age_band, source: Made-up census, people: {young: 600, old: 400}}
        - {by: safe, source: Made-up count, people: {very_safe: 250, not_safe: 750}}
      """)
    let margins = try #require(survey.report.module?.survey.margins, "\(survey.lines)")
    #expect(margins.map(\.by) == ["age_band", "safe"])
    #expect(margins[0].groups.map(\.id) == ["young", "old"])
    #expect(margins.map(\.people) == [1000, 1000] && margins[0].source == "Made-up census")
  }

  @Test(arguments: [
    ("{by: age_band, source: a, people: {young: 600, old: 300}}", "adds up to 900"),
    ("{by: age_band, source: a, people: {young: 1000}}", "does not say how many are old"),
    ("{by: age_band, source: a, people: {young: 1000, odl: 0}}", "did you mean 'old'"),
    ("{by: age_band, source: a, people: {young: -1, old: 1001}}", "no number of people"),
    ("{by: age_band, source: a, people: {young: '1,000', old: 0}}", "no number of people"),
    ("{by: age_band, source: a, people: {young: 0, old: 0}}", "add up to nobody"),
    ("{by: agebnd, source: a, people: {young: 1000}}", "neither a role nor a question"),
    ("{by: why, source: a, people: {young: 1000}}", "fall into no groups"),
  ]) func `what figures cannot be weighted to is refused, and says why`(
    margin: String, words: String
  ) {
    let survey = Self.survey.with(
      """
      margins:
        - {by: safe, source: Made-up count, people: {very_safe: 250, not_safe: 750}}
        - \(margin)
      """)
    #expect(survey.report.module == nil)
    #expect(Set(survey.codes) == ["S076"], "\(survey.lines)")
    #expect(survey.lines.joined(separator: " ").contains(words), "\(survey.lines)")
  }

  @Test func `a margin needs its source and stands once`() {
    let without = Self.survey.with("margins: [{by: age_band, people: {young: 1, old: 1}}]")
    #expect(without.codes == ["S002"])
    let twice = Self.survey.with(
      """
      margins:
        - {by: age_band, source: a, people: {young: 1, old: 1}}
        - {by: age_band, source: a, people: {young: 1, old: 1}}
      """)
    #expect(twice.codes == ["S006"])
    let clubs = Self.survey.with(
      "unit: organisation\nmargins: [{by: safe, source: a, people: {very_safe: 1, not_safe: 1}}]")
    #expect(clubs.codes.contains("S076"))
  }
}
