// What consent is asked with, and the words that questions share, in other languages.

import SurveyModules
import Surveys
import Testing

@Suite struct ConsentTextTests {
  private static let questions = """
      - {id: out, ask: Out?, type: yes_no, or_prefer_not: yes}
      - {id: likes, ask: Likes?, type: choose_one, other: yes, choices: [1 tea: Tea]}
      - id: feel
        ask: Feel?
        type: grid
        note_per_row: yes
        rows: [at_home: At home]
        choices: [1 good: Good]
    """
  private static let survey = SmallSurvey().with(
    "languages: {en: English, cy: Cymraeg, en-x-easyread: Easy Read}"
  ).asking(questions)

  private static let welsh = """
    translations:
      cy:
        title: Enghraifft
        opening: Rydym eisiau clywed.
        safeguarding: Os oes perygl.
        scopes: {analyse: {ask: Cewch chi?, hint: Stopiwch}, quote: {ask: Dyfynnu?}}
        words: {yes: Ie, no: Na, prefer_not: Dim dweud, other: Arall, say_what: Beth?, say_more: "{row}: mwy?"}
        questions:
          likes: {ask: Hoffi?}
          likes_other: {ask: Beth arall?}
          feel: {ask: Teimlo?, rows: {at_home: Gartref}, choices: {good: Da}}
    """

  private func texts(_ survey: SmallSurvey, _ language: String = "cy") throws -> SurveyTexts {
    #expect(survey.lines == [])
    let read = try #require(survey.report.module?.survey)
    return try #require(SurveyTexts(read, language: language))
  }

  private func wording(_ texts: SurveyTexts) throws -> ConsentWording {
    guard case .asked(let wording) = texts.survey.consent else {
      throw MissingWording()
    }
    return wording
  }

  private struct MissingWording: Error {}

  @Test func `consent is asked in the language, and what is missing in the survey's own`() throws {
    let texts = try texts(Self.survey.with(Self.welsh))
    let wording = try wording(texts)
    #expect(texts.opening(wording) == "Rydym eisiau clywed.")
    #expect(texts.safeguarding(wording) == "Os oes perygl.")
    #expect(
      wording.scopes.map(texts.ask) == ["Cewch chi?", "Dyfynnu?", "May we use private answers?"])
    #expect(wording.scopes.map(texts.hint) == ["Stopiwch", nil, nil])
    let original = SurveyTexts(texts.survey)
    #expect(original.opening(wording) == "We want to hear from you.")
  }

  @Test func `words that questions share are said once, and a question's own win`() throws {
    let texts = try texts(Self.survey.with(Self.welsh))
    func question(_ id: String) throws -> Question {
      try #require(texts.survey.questions.first { $0.id == id })
    }
    let out = try question("out")
    #expect(out.choices.map { texts.text($0, of: out) } == ["Ie", "Na", "Dim dweud"])
    #expect(texts.ask(try question("likes_other")) == "Beth arall?")
    #expect(texts.ask(try question("feel.at_home_note")) == "Gartref: mwy?")
    let likes = try question("likes")
    #expect(likes.choices.map { texts.text($0, of: likes) } == ["Tea", "Arall"])
  }

  @Test func `every text counts, and those that are missing are named`() throws {
    let completeness = try texts(Self.survey.with(Self.welsh)).completeness
    #expect(
      completeness.missing == [
        "scopes.analyse_sensitive.ask", "questions.safe.ask", "questions.safe.choices.very_safe",
        "questions.safe.choices.not_safe", "questions.safe.choices.prefer_not",
        "questions.out.ask", "questions.likes.choices.tea",
      ])
    #expect(completeness.translated == completeness.all - 7)
    let easy = try texts(Self.survey, "en-x-easyread").completeness
    #expect(easy.missing.contains("opening"))
    let original = SurveyTexts(try texts(Self.survey).survey).completeness
    #expect(original.missing.isEmpty && original.all == completeness.all)
  }

  @Test func `a wording's block brings its languages, and the survey's own texts win`() throws {
    var survey = Self.survey.with(
      "translations:\n  cy:\n    scopes: {quote: {ask: Fy nyfynnu?}}")
    survey.blocks["blocks/agree@1/block.yaml"] =
      SmallSurvey.wording + """
        translations:
          cy:
            opening: O'r bloc.
            scopes: {analyse: {ask: Bloc?}, quote: {ask: Dyfynnu o'r bloc?}}
          de: {opening: Guten Tag.}
        """
    let texts = try texts(survey)
    let wording = try wording(texts)
    #expect(texts.opening(wording) == "O'r bloc.")
    #expect(
      wording.scopes.map(texts.ask) == ["Bloc?", "Fy nyfynnu?", "May we use private answers?"])
    #expect(texts.survey.translations["de"] == nil)
  }

  @Test func `what there is nothing of to translate is named`() {
    let unknown = Self.survey.with("translations:\n  cy:\n    scopes: {qoute: {ask: A}}")
    #expect(unknown.lines.count == 1)
    #expect(unknown.lines[0].contains("there is no scope 'qoute'; did you mean 'quote'?"))
    let none = Self.survey.with("consent: {not_needed: Nobody is asked who they are.}")
      .with("translations:\n  cy:\n    opening: A")
    #expect(none.lines.count == 1)
    #expect(none.lines[0].contains("nobody is asked for consent here"))
    let row = Self.survey.with("translations:\n  cy:\n    words: {say_more: Mwy?}")
    #expect(row.lines.count == 1)
    #expect(row.lines[0].contains("write {row} where the row's text belongs"))
    let key = Self.survey.with("translations:\n  cy:\n    words: {perhaps: Efallai}")
    #expect(key.lines.count == 1)
  }

  @Test(arguments: ["cy", "ur"])
  func `the Welsh and Urdu texts of the Plymouth survey are complete`(_ language: String) throws {
    let catalog = ModuleCatalog.load(folders: [shippedFolder])
    let survey = try #require(catalog["plymouth-belonging-conversations"]?.survey)
    let texts = try #require(SurveyTexts(survey, language: language))
    #expect(texts.completeness.missing == [])
  }
}
