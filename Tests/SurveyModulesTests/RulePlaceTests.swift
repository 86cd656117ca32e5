// A mistake inside a rule is found at its own column, however the rule is written.

import SurveyModules
import Testing

struct RulePlaceTests {
  /// Whether the one problem of the rule stands where the wrong word does.
  private func isFound(_ rule: String, at word: String = "very_saef") -> Bool {
    let survey = SmallSurvey().asking(
      "  - id: why\n    ask: Why?\n    type: text\n    show_if: \(rule)")
    return survey.problems == ["S014:\(survey.place(of: word) ?? "")"]
  }

  @Test func `in a plain rule`() {
    #expect(isFound("safe = very_saef"))
    #expect(isFound("safe   =    very_saef   # a comment"))
  }

  @Test func `in a rule in double quotes, after signs that are written as two`() {
    #expect(isFound(#""safe = very_saef""#))
    #expect(isFound(#""length(\"a\") > 0 and safe = very_saef""#))
    #expect(isFound(#""length(\u0022a\x22) > 0 and safe = very_saef""#))
  }

  @Test func `in a rule in single quotes, which doubles them`() {
    #expect(isFound("'safe = very_saef'"))
    #expect(isFound("'length(\"it''s\") > 0 and safe = very_saef'"))
  }

  @Test func `in a rule over several lines`() {
    #expect(isFound("safe = very_safe\n      or safe = very_saef"))
    #expect(isFound("safe = very_safe   \n\n      or safe = very_saef"))
    #expect(isFound("\"safe = very_safe\n\n\n      or safe = very_saef\""))
    #expect(isFound("'safe = very_safe or  \n  safe = very_saef'"))
    #expect(isFound("\n      safe = very_safe or\n      safe = very_saef"))
  }

  @Test func `at the beginning of a rule after a block sign`() {
    #expect(isFound(">-\n      safe = very_saef", at: ">-"))
  }

  @Test func `in characters as a person sees them`() {
    #expect(isFound("length(\"café 👩‍👩‍👧\") > 0 and safe = very_saef"))
  }

  @Test func `in rules of choices, of items and of indicators`() {
    let survey = SmallSurvey().asking(
      """
        - id: where
          ask: Where?
          type: choose_one
          choices:
            - 1 here: {text: Here, show_if: safe = x}
        - id: places
          ask: Which places?
          type: repeat
          questions:
            - {id: spot, ask: Where?, type: text}
            - {id: light, ask: Is it lit?, type: yes_no, show_if: spot > 3}
      """
    ).with("indicators:\n  - {id: a, label: A, show: count, count: safe = y}")
    #expect(
      survey.problems
        == ["S014", "S017", "S014"].enumerated().map { index, code in
          let needles = ["x}", "spot > 3", "y}"]
          return "\(code):\(survey.place(of: needles[index]) ?? "")"
        })
  }

  @Test func `a warning stands at its place and does not stop the survey`() {
    let survey = SmallSurvey().asking(
      "  - {id: why, ask: Why?, type: text, show_if: not (safe = very_safe)}")
    #expect(survey.problems == ["S022:\(survey.place(of: "not (") ?? "")"])
    #expect(survey.report.module?.warnings.map(\.severity) == [.warning])
    #expect(
      survey.lines == [
        "surveys/example/survey.yaml:15:47: warning[S022]: 'not (safe = very_safe)' also holds for "
          + "people who did not answer; write safe != very_safe, or add 'and answered(…)'"
      ])
  }
}
