// A coordinator's file with ten different mistakes: all are named at once, each where it is.

import Foundation
import SurveyModules
import Testing

struct TenMistakesTests {
  static let survey = """
    hark: 1
    module: example
    version: 1.0
    titel: Feeling safe
    title: Feeling safe
    consent: {wording: agree@1, scopes: [analyse, quot]}
    questions:
      - id: Safe
        ask: How safe do you feel?
        type: choose_on
      - id: reasons
        ask: What makes you feel less safe?
        type: choose_many
        choices:
          - 1 lighting: Street lighting
          - 2 falls Worry about falling
          - 3 people: Other people
      - id: story
        ask: Would you tell me more?
        type: long_text
        show_if: reasons has [people, lightning]
        required: maybe
      - id: visits
        ask: How often?
        type: whole_number
        check: visits >= 0 & visits <= 50
      - id: score
        type: calculate
        value: if(visist > 3, 1, 0)
    indicators:
      - id: dark_streets
        label: People who name street lighting
        show: percent
        count: reasons has lighting
        out_of: answered(reasons)
        by: [age_band]

    """

  @Test func `ten mistakes are all named with their place, code and suggestion`() {
    let report = ModuleLoader.load(
      files: ["survey.yaml": Self.survey, "blocks/agree@1/block.yaml": SmallSurvey.wording],
      folderName: "example", prefix: "surveys/")
    #expect(
      report.problems.map(\.description)
        == [
          "3:10: error[S009]: a version is three numbers with points between them; write version: 1.0.0",
          "4:1: error[S001]: 'titel' is not a key of a survey; did you mean 'title'?",
          "6:47: error[S024]: the wording has no scope 'quot'; did you mean 'quote'?",
          "8:9: error[S005]: the id 'Safe' is not small letters, digits and _, beginning with a letter; "
            + "write 'safe'",
          "10:11: error[S004]: 'choose_on' is not a type of question; did you mean 'choose_one'?",
          "16:9: error[S012]: a choice has a colon and a space before its text; "
            + "write '- 1 very_safe: Very safe'",
          "22:15: error[S008]: 'required' is yes or no; write required: yes",
          "26:24: error[S016]: the sign '&' is not part of the rule language; write 'and'",
          "29:15: error[S013]: there is no question 'visist'; did you mean 'visits'?",
          "36:10: error[S034]: no question of this survey has the role 'age_band'; add 'role: age_band' to "
            + "a question, or use a block that has it",
        ].map { "surveys/example/survey.yaml:" + $0 })
    #expect(report.module == nil)
    #expect(report.tests == nil)
  }

  @Test func `a rule about a list with a broken choice is judged once the list is whole`() {
    let repaired = Self.survey.replacingOccurrences(of: "2 falls Worry", with: "2 falls: Worry")
    let report = ModuleLoader.load(
      files: ["survey.yaml": repaired, "blocks/agree@1/block.yaml": SmallSurvey.wording],
      folderName: "example")
    #expect(
      report.problems.map(\.description).contains(
        "example/survey.yaml:21:35: error[S014]: the choice 'lightning' is not one of 'reasons'; "
          + "did you mean 'lighting'?"))
  }
}
