// Blocks stand where they are asked and bring what belongs to them.

import SurveyModules
import Surveys
import Testing

struct BlockTests {
  static let block = """
    title: Loneliness
    questions:
      - {id: alone, ask: Alone?, easy: Are you alone?, type: yes_no}
      - {id: often, ask: How often?, type: whole_number, show_if: safe = not_safe}
      - {id: double, type: calculate, value: often * 2}
    codebook:
      company: [{id: friends, name: Friends, means: Friends}]
    indicators:
      - {id: alone_people, label: Alone, show: percent, count: alone = yes, out_of: answered(alone)}
      - {id: often_alone, label: Often alone, show: percent, count: double > 6,
         out_of: answered(double)}
    benchmarks:
      - {indicator: often_alone, area: E92000001, period: 2024, population: adults, question: How?,
         choices: [A], value: 7, source: A survey}
    translations:
      cy: {questions: {alone: {ask: Ar eich pen?}, often: {ask: Pa mor aml?}}}

    """

  private func survey(_ use: String, languages: String = "{en: English, cy: Cymraeg}")
    -> SmallSurvey
  {
    SmallSurvey().with("languages: \(languages)").asking(use).block("lonely@1", Self.block)
  }

  private func loaded(_ survey: SmallSurvey) throws -> Survey {
    try #require(survey.report.module, "\(survey.lines)").survey
  }

  @Test func `a block stands where it is asked`() throws {
    let read = try loaded(survey("  - use: lonely@1\n  - {id: last, ask: Last?, type: text}"))
    #expect(read.questions.map(\.id) == ["safe", "alone", "often", "double", "last"])
    #expect(read.indicators.map(\.id) == ["alone_people", "often_alone"])
    #expect(read.benchmarks.count == 1)
    #expect(read.codebooks.map(\.name) == ["company"])
    #expect(read.translations["cy"]?.questions["often"]?.ask == "Pa mor aml?")
  }

  @Test func `texts in languages that the survey does not list stay out`() throws {
    let read = try loaded(survey("  - use: lonely@1", languages: "{en: English}"))
    #expect(read.translations.isEmpty)
    let easy = try loaded(
      survey("  - use: lonely@1", languages: "{en: English, en-x-easyread: Easy}"))
    #expect(easy.translations["en-x-easyread"]?.questions["alone"]?.ask == "Are you alone?")
  }

  @Test func `the rule of a use holds for each question beside its own`() throws {
    let read = try loaded(
      survey("  - {use: lonely@1, show_if: safe = not_safe or safe = prefer_not}"))
    #expect(
      read.questions.dropFirst().map { $0.showIf?.text } == [
        "safe = not_safe or safe = prefer_not",
        "(safe = not_safe or safe = prefer_not) and safe = not_safe",
        "safe = not_safe or safe = prefer_not",
      ])
  }

  @Test func `a fault in the rule of a use is named once, where it stands`() {
    let survey = survey("  - {use: lonely@1, show_if: safe = unsafe}")
    #expect(survey.problems == ["S014:\(survey.place(of: "unsafe}") ?? "")"])
    let ahead = self.survey("  - {use: lonely@1, show_if: often > 3}")
    #expect(ahead.problems == ["S019:\(ahead.place(of: "often > 3") ?? "")"])
  }

  @Test func `what a survey leaves out takes its figures and texts along`() throws {
    let read = try loaded(survey("  - {use: lonely@1, only: [alone]}"))
    #expect(read.questions.map(\.id) == ["safe", "alone"])
    #expect(read.indicators.map(\.id) == ["alone_people"])
    #expect(read.benchmarks.isEmpty)
    #expect(read.translations["cy"]?.questions.keys.sorted() == ["alone"])
    let both = try loaded(
      survey("  - {use: lonely@1, only: [alone]}\n  - {use: lonely@1, only: [often, double]}"))
    #expect(both.questions.map(\.id) == ["safe", "alone", "often", "double"])
    #expect(both.indicators.count == 2)
  }

  @Test func `only names questions of the block`() {
    let survey = survey("  - {use: lonely@1, only: [alone, oftn]}")
    #expect(survey.problems == ["S013:\(survey.place(of: "oftn") ?? "")"])
    #expect(survey.lines[0].hasSuffix("did you mean 'often'?"))
  }

  @Test(arguments: ["../../etc@1", "lonely", "lonely@0", "lonely@1@2", "Lonely@1", "lonely@2"])
  func `a block is named by its folder and number alone`(reference: String) {
    let survey = survey("  - use: \(reference)")
    #expect(survey.codes == ["S025"])
  }

  @Test func `the survey's own texts win over the block's`() throws {
    let read = try loaded(
      survey("  - use: lonely@1").with(
        "translations: {cy: {questions: {often: {ask: Sawl gwaith?}}}}"))
    #expect(read.translations["cy"]?.questions["often"]?.ask == "Sawl gwaith?")
    #expect(read.translations["cy"]?.questions["alone"]?.ask == "Ar eich pen?")
  }

  @Test func `a block's own faults are named in its file, once`() {
    let survey = SmallSurvey().asking("  - use: lonely@1\n  - use: other@1")
      .block("lonely@1", "questions:\n  - {id: a, ask: A?, type: txt}\n")
      .block("other@1", "questions:\n  - use: lonely@1\n")
    #expect(
      survey.lines == [
        "surveys/blocks/lonely@1/block.yaml:4:28: error[S004]: 'txt' is not a type of question; "
          + "did you mean 'text'?",
        "surveys/blocks/other@1/block.yaml:4:5: error[S026]: a block cannot use another block; "
          + "use both in the survey",
      ])
  }
}
