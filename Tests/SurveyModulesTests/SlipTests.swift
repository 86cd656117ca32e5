// Slips of people who write surveys, and what they are told.

import SurveyModules
import Testing

struct SlipTests {
  private func problems(_ survey: SmallSurvey) -> [String] {
    ModuleLoader.load(files: survey.files).problems.map {
      "\($0.code) \($0.message); \($0.suggestion ?? "")"
    }
  }

  @Test func `a text that a comment cuts off is warned of, a comment is not`() {
    let cut = SmallSurvey().asking(
      """
        - id: welcome
          ask: Did you # feel welcome?
          type: choose_one
          choices:
            - 1 very: Very
            - 2 little: Not # at all
        - id: other  # as asked last year
          ask: Did you come back?  # asked since 2019
          hint: Read it out.  # for the researcher
          type: yes_no # a short one
      """)
    let report = ModuleLoader.load(files: cut.files)
    #expect(report.problems.map(\.code) == ["S073", "S073"])
    #expect(report.problems.allSatisfy { $0.severity == .warning })
    #expect(report.problems.allSatisfy { $0.suggestion?.contains("quotes") == true })
    #expect(report.module != nil)
  }

  @Test func `choices joined by or are told to stand in a list`() {
    let found = problems(
      SmallSurvey().asking(
        "  - {id: why, ask: Why?, type: text, show_if: safe = very_safe or not_safe}\n"))
    #expect(found == ["S013 there is no question 'not_safe'; write safe in [very_safe, not_safe]"])
  }

  @Test func `the id that a question had before is told in its new form, in rules and tests`() {
    let survey = SmallSurvey().asking(
      """
        - {id: weekly_visits, was: visits, ask: How often?, type: whole_number}
        - {id: why, ask: Why?, type: text, show_if: visits > 3}
      """)
    #expect(problems(survey).map { $0.hasSuffix("it is called 'weekly_visits' here") } == [true])
    let tested = SmallSurvey().asking(
      "  - {id: weekly_visits, was: visits, ask: How often?, type: whole_number}\n"
    ).with(
      """
      tests:
        people:
          - {name: one, consent: [analyse], answers: {visits: 3}, asked: [visits]}

      """)
    #expect(problems(tested).map { $0.contains("it is called 'weekly_visits' here") } == [true])
    let answered = SmallSurvey().asking(
      "  - {id: weekly_visits, was: visits, ask: How often?, type: whole_number}\n"
    ).with("tests: {people: [{name: one, consent: [analyse], answers: {visits: 3}}]}\n")
    #expect(problems(answered).map { $0.contains("it is called 'weekly_visits' here") } == [true])
  }
}
