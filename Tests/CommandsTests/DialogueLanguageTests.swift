// The interview in the languages of a survey, whole or in part.

import JSON
import SurveyModules
import Surveys
import Testing

@testable import Commands

@Suite struct DialogueLanguageTests {
  @Test func `Easy Read and other languages are shown where there are texts`() throws {
    var script = try DialogueScript("worcs-feeling-safe", language: "en-x-easyread")
    #expect(script.screen.contains("You can use my words to learn."))
    #expect(script.screen.contains("In English (Easy Read): "))
    script.type("yes", "no", "no", "no", "no", "no", "1")
    #expect(script.screen.contains("How safe do you feel?"))
    #expect(script.screen.contains("4  Not safe\n") || script.screen.contains("4  Not safe"))
    script.type("Not safe")
    #expect(script.answers["safe"] == "not_safe")
    #expect(script.screen.contains("Do care and support services help you"))
    let welsh = try DialogueScript("worcs-feeling-safe", language: "cy")
    #expect(welsh.screen.contains("Teimlo'n ddiogel"))
    // Whole by now: nothing is shown in another language.
    #expect(!welsh.screen.contains("The others are shown in English"))
  }

  @Test func `a language that is not whole says how much there is and shows the rest in the first`()
    throws
  {
    let report = ModuleLoader.load(files: [
      "survey.yaml": """
      hark: 1
      module: example
      version: 1.0.0
      title: An example
      languages: {en: English, cy: Cymraeg}
      consent: {not_needed: the answers are invented}
      questions:
        - {id: safe, ask: Are you safe?, type: yes_no}
        - {id: why, ask: And why?, type: text}
      translations:
        cy: {questions: {safe: {ask: Ydych chi'n ddiogel?}}}

      """
    ])
    let survey = try #require(report.module, "\(report.problems)").survey
    var script = try DialogueScript(survey, language: "cy")
    #expect(script.screen.contains("The others are shown in English"))
    #expect(script.screen.contains("In Cymraeg: 1 of 5 texts."))
    #expect(script.screen.contains("Ydych chi'n ddiogel?"))
    script.type("1")
    #expect(script.screen.contains("And why?"))
  }
}
