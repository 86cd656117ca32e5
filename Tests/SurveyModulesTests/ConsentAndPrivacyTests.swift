// What a survey may ask depends on whom it asks and what they agreed to.

import SurveyModules
import Surveys
import Testing

struct ConsentAndPrivacyTests {
  @Test func `scopes are asked in the survey's order with the wording's texts`() throws {
    let survey = SmallSurvey().with(
      "consent: {wording: agree@1, scopes: [quote, analyse], keep_months: 24}")
    let consent = try #require(survey.report.module).survey.consent
    guard case .asked(let wording) = consent else {
      Issue.record("consent is asked")
      return
    }
    #expect(wording.id == "agree@1" && wording.keepMonths == 24)
    #expect(wording.opening == "We want to hear from you.")
    #expect(wording.scopes.map(\.ask) == ["May we quote you?", "May we use your answers?"])
  }

  @Test(arguments: [
    ("consent: {wording: agree@1, scopes: [quote]}", "S027"),
    ("consent: {wording: agree@1, scopes: []}", "S027"),
    ("consent: {wording: agree@1}", "S002"),
    ("consent: {wording: agree@1, scopes: [analyse, analyse]}", "S006"),
    ("consent: {wording: agree@1, scopes: [analyse], keep_months: 0}", "S027"),
    ("consent: {wording: agree@1, scopes: [analyse], not_needed: Why}", "S027"),
    ("consent: {scopes: [analyse]}", "S027"),
    ("consent: {not_needed: Nobody is named, scopes: [analyse]}", "S027"),
    ("consent: {basis: role}", "S027"),
    ("consent: {basis: law}", "S004"),
    ("consent: yes", "S003"),
    ("consent: {wording: agreed@1, scopes: [analyse]}", "S025"),
    ("unit: organisation\nconsent: {not_needed: Nobody is named}", "S027"),
    ("unit: household\nconsent: {basis: role}", "S027"),
    ("disclosure: {hide_below: 5}", "S040"),
  ]) func `consent that does not fit is refused`(text: String, code: String) {
    let survey = SmallSurvey().with(text)
    #expect(survey.codes == [code], "\(survey.lines)")
  }

  @Test func `a survey without consent is refused`() {
    #expect(SmallSurvey().without("consent").codes == ["S002"])
  }

  @Test func `a question block is no consent wording`() {
    let survey = SmallSurvey().with("consent: {wording: other@1, scopes: [analyse]}")
      .block("other@1", "questions:\n  - {id: a, ask: A?, type: text}\n")
    #expect(survey.codes == ["S027"])
  }

  @Test func `a rule may name only scopes that the survey asks for`() throws {
    let asks = SmallSurvey().asking(
      "  - {id: a, ask: A?, type: text, show_if: consent.quote = yes}")
    #expect(asks.report.module != nil)
    let lacks = asks.with("consent: {wording: agree@1, scopes: [analyse]}")
    #expect(lacks.codes == ["S024"])
    let broken = asks.with("consent: {wording: agreed@1, scopes: [analyse]}")
    #expect(broken.codes == ["S025"])
  }

  @Test(arguments: [
    ("unit: person\nconsent: {not_needed: Nobody is named}", "personal: may_identify", "S029"),
    ("unit: person\nconsent: {not_needed: Nobody is named}", "sensitive: yes", "S029"),
    ("unit: person\nconsent: {not_needed: Nobody is named}", "personal: no", ""),
    ("unit: plan\nconsent: {basis: role}", "personal: identifies", "S029"),
    ("unit: event\nconsent: {basis: role}", "sensitive: yes", "S029"),
    ("unit: household", "personal: may_identify", "S029"),
    ("consent: {wording: agree@1, scopes: [analyse]}", "sensitive: yes", "S028"),
    ("consent: {wording: agree@1, scopes: [analyse, analyse_sensitive]}", "sensitive: yes", ""),
    ("consent: {wording: agree@1, scopes: [analyse]}", "personal: identifies", ""),
  ]) func `personal and sensitive questions need a survey that may ask them`(
    head: String, key: String, code: String
  ) {
    let question = "  - {id: a, ask: A?, type: text, \(key)}"
    let survey = SmallSurvey().with(head).asking(question)
    #expect(survey.codes.joined() == code, "\(survey.lines)")
    let item = SmallSurvey().with(head).asking(
      "  - id: list\n    ask: Which?\n    type: repeat\n    questions:\n    \(question)")
    #expect(item.codes.joined() == code, "\(item.lines)")
  }

  @Test(arguments: [
    ("{id: a, ask: A?, type: yes_no, role: carer}", ""),
    ("{id: a, ask: A?, type: number, bands: [0-9, 10+], role: age_band}", ""),
    ("{id: a, ask: A?, type: place, role: place}", ""),
    ("{id: a, ask: A?, type: number, role: age_band}", "S039"),
    ("{id: a, ask: A?, type: scale, from: 0, to: 5, role: carer}", "S039"),
    ("{id: a, ask: A?, type: text, role: sex}", "S039"),
    ("{id: a, ask: A?, type: yes_no, role: place}", "S039"),
    ("{id: a, ask: A?, type: yes_no, role: colour}", "S004"),
    (
      "{id: a, ask: A?, type: repeat, questions: [{id: b, ask: B?, type: yes_no, role: sex}]}",
      "S039"
    ),
  ]) func `a role needs groups`(question: String, code: String) {
    #expect(SmallSurvey().asking("  - \(question)").codes.joined() == code)
  }

  @Test func `a role belongs to one question`() {
    let survey = SmallSurvey().asking(
      "  - {id: a, ask: A?, type: yes_no, role: carer}\n  - {id: b, ask: B?, type: yes_no, role: carer}"
    )
    #expect(survey.codes == ["S039"])
    #expect(survey.lines[0].contains("already taken by the question on line 15"))
  }
}
