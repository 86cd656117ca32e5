// `by: [needs.food]`: what a survey may say of one choice of a question of several.

import SurveyModules
import Surveys
import Testing

struct ChoiceBreakdownTests {
  private static let survey = SmallSurvey().with("languages: {en: English}").asking(
    """
      - {id: age, ask: Age?, type: whole_number, bands: [0-17, 18+], role: age_band}
      - {id: needs, ask: What do you need?, type: choose_many, missing: [unsaid], choices: [1 food: Food, 2 rent: Rent, 3 none: {text: None, exclusive: yes}, 99 unsaid: Not said]}
      - {id: clubs, ask: Which clubs?, type: choose_many, list: clubs}
    """)

  private func asked(_ by: String) -> SmallSurvey {
    Self.survey.with(
      """
      indicators:
        - {id: a, label: A, show: percent, count: safe = very_safe, out_of: answered(safe), by: \(by)}
      """)
  }

  @Test(arguments: [
    ("[needs.food]", "", ""), ("[age_band, needs.food, [needs.food, age_band]]", "", ""),
    ("[[needs.food, needs.rent]]", "", ""),
    ("[needs.none, [needs.food, needs.none, age_band]]", "", ""),
    ("[needs]", "S034", "such as needs.food"),
    ("[[needs, age_band]]", "S034", "such as needs.food"),
    ("[needs.foot]", "S034", "food"), ("[needs.unsaid]", "S034", "has not answered"),
    ("[[needs.food.now, age_band]]", "S034", "has no choice"), ("[clubs.chess]", "S034", "a list"),
    ("[needs.food, needs.food]", "S006", ""), ("[[needs.food]]", "S051", "no brackets"),
    ("[needs.food, needs.rent]", "S036", "tables over both"),
    ("[[needs.food, age_band], [needs.rent, age_band]]", "S036", "tables over both"),
  ]) func `a figure is by one choice of a question of several, and says what else to write`(
    by: String, code: String, words: String
  ) {
    let survey = asked(by)
    #expect(survey.codes.joined() == code, "\(by): \(survey.lines)")
    #expect(words.isEmpty || survey.lines.joined().contains(words), "\(by): \(survey.lines)")
  }

  @Test func `what a figure counts is not what it is by`() {
    let survey = Self.survey.with(
      """
      indicators:
        - {id: a, label: A, show: percent, count: needs has food, out_of: answered(needs), by: [needs.rent]}
      """)
    #expect(survey.codes == ["S036"], "\(survey.lines)")
  }

  @Test func `a test of a survey expects the groups of a choice`() {
    let tests = { (group: String) in
      self.asked("[needs.food]").with(
        """
        tests:
          people:
            - {name: one, consent: [analyse], answers: {safe: very_safe, needs: [food, rent]}}
            - {name: two, consent: [analyse], answers: {safe: very_safe, needs: [rent]}}
            - {name: three, consent: [analyse], answers: {safe: very_safe, needs: [unsaid]}}
            - {name: four, consent: [analyse], answers: {safe: very_safe}}
          totals:
            a:
              by: {needs.food: {\(group): {count: 1, out_of: 1}, not_stated: {out_of: 2}}}
        """)
    }
    #expect(tests("chosen").codes == [], "\(tests("chosen").lines)")
    #expect(tests("not_chosen").codes == [], "\(tests("not_chosen").lines)")
    #expect(tests("food").lines.joined().contains("has no group 'food'"))
  }

  @Test func `a question of several choices has no role, and hears where to name a choice`() {
    let survey = SmallSurvey().asking(
      "  - {id: needs, ask: Needs?, type: choose_many, role: disability, choices: [1 food: Food, 2 rent: Rent]}"
    )
    #expect(survey.lines.joined().contains("such as needs.food"), "\(survey.lines)")
  }
}
