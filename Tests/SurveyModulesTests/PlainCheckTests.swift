// Which texts of a survey are held against the rules of plain language.

import SurveyModules
import Testing

struct PlainCheckTests {
  @Test func `what consent is asked with is held against Easy Read where it is translated`() {
    let translation = """
      opening: Our safeguarding pathway for vulnerable stakeholders is 50% ready.
      safeguarding: We keep you safe.
      scopes:
        analyse: {ask: May the ICB count what you say?}
      """
    for file in ["translations/en-x-easyread.yaml", "translations/cy.yaml"] {
      let found = PlainCheck.problems(file: file, bytes: Array(translation.utf8))
      #expect(found.isEmpty == file.contains("cy"), "\(found)")
      guard !found.isEmpty else { continue }
      #expect(Set(found.map(\.line)) == [1, 4])
    }
  }

  private func found(_ text: String) -> [ModuleProblem] {
    PlainCheck.problems(file: "surveys/example/survey.yaml", bytes: Array(text.utf8))
  }

  @Test(arguments: [
    "scale, from: 0, to: 10", "text", "long_text", "whole_number", "number", "date",
    "choose_one, choices: [1 a: A, 2 b: B]", "yes_no", "rank, choices: [1 a: A, 2 b: B]",
  ])
  func `every kind of sensitive question that nobody can decline is named`(kind: String) {
    let question = "questions: [{id: health, ask: How are you?, sensitive: yes, type: \(kind)}]"
    #expect(found(question).map(\.code) == ["P005"])
    #expect(found(question).first?.suggestion?.contains("prefer_not") == true)
  }

  @Test func `a sensitive question that says it can be left out is left alone`() {
    for words in ["How are you? You can leave this out.", "How are you? Skip it if you like."] {
      #expect(found("questions: [{id: a, ask: \(words), sensitive: yes, type: text}]").isEmpty)
    }
    // A hint reaches those who are asked by somebody.
    let hinted =
      "questions: [{id: a, ask: A?, hint: They may skip it., sensitive: yes, type: text}]"
    #expect(found(hinted).isEmpty)
    #expect(found("collected_by: self\n" + hinted).map(\.code) == ["P005"])
    #expect(
      found("questions: [{id: a, ask: A?, rights: ogl, sensitive: yes, type: number}]").isEmpty)
  }

  @Test func `Easy Read may keep the words of an official question, and no others`() {
    func question(_ easy: String) -> String {
      """
      questions:
        - id: help
          ask: How happy are you with help?
          type: choose_one
          rights: ogl
          choices: [1 good: "I'm happy with it", 2 bad: Bad]
      translations:
        en-x-easyread: {questions: {help: {choices: {good: "\(easy)"}}}}
      """
    }
    #expect(found(question("I'm happy with it")).isEmpty)
    #expect(found(question("I'm glad of it")).map(\.code) == ["P008"])
  }

  @Test func `the names of figures are read, too`() {
    #expect(found("indicators: [{id: a, label: Outcomes of the pathway}]").count == 2)
  }

  @Test func `the blocks that a survey uses are found, its consent's wording first`() throws {
    let survey = """
      consent: {wording: agree@1, scopes: [analyse]}
      questions:
        - use: outer@1
        - {id: heading, ask: A, type: group, questions: [{use: inner@2}, {use: outer@1}]}
        - use: none@1
        - use: ../../secret@1
      """
    let files = [
      "s/one/survey.yaml": survey, "s/blocks/agree@1/block.yaml": "block: agree@1\n",
      "t/blocks/inner@2/block.yaml": "block: inner@2\n",
      "s/blocks/outer@1/block.yaml": "block: outer@1\n",
    ]
    try withFolder(files) { root in
      let found = PlainCheck.blocks(
        ofFile: "\(root)/s/one/survey.yaml", bytes: Array(survey.utf8), otherRoots: ["\(root)/t"])
      #expect(
        found.map(\.name) == [
          "\(root)/s/blocks/agree@1/block.yaml", "\(root)/s/blocks/outer@1/block.yaml",
          "\(root)/t/blocks/inner@2/block.yaml",
        ])
    }
  }
}
