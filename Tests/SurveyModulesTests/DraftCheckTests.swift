// What a survey that is still written is held against: slips that would pass in silence.

import Foundation
import SurveyModules
import Surveys
import Testing

struct DraftCheckTests {
  @Test func `an item of a list that would end the survey is refused`() {
    let survey = SmallSurvey().asking(
      """
        - id: visits
          ask: Your visits
          type: repeat
          up_to: 3
          questions:
            - {id: stop_here, ask: Shall we stop?, type: yes_no, end_if: stop_here = yes}
      """)
    #expect(survey.codes == ["S070"])
    #expect(survey.lines[0].contains("ask a question after the list"))
  }

  @Test
  func `a kind of place that Hark does not know is pointed out, with the word that may be meant`() {
    let kinds = SmallSurvey().asking(
      "  - {id: home, ask: Where do you live?, type: place, kinds: [district, planet]}")
    #expect(kinds.codes == ["S071"])
    #expect(kinds.lines[0].contains("'planet' is not a kind of place; write one of country"))
    let finest = SmallSurvey().with("disclosure: {finest_place: distrct}")
    #expect(finest.codes == ["S004"] && finest.report.module == nil)
    #expect(finest.lines[0].contains("did you mean 'district'?"))
    let other = SmallSurvey().with("disclosure: {finest_place: postman}")
    #expect(other.lines[0].contains("from the largest to the smallest: country, region, county"))
    #expect(SmallSurvey().with("disclosure: {finest_place: district}").codes == [])
  }

  @Test func `a total of a group that does not exist is refused`() {
    func total(_ group: String) -> SmallSurvey {
      SmallSurvey().asking("  - {id: warm, ask: Are you warm?, type: yes_no}").with(
        """
        indicators:
          - id: is_warm
            label: People who are warm
            show: percent
            count: warm = yes
            out_of: answered(warm)
            better: higher
            by: [safe]
        tests:
          people:
            - {name: one, consent: [analyse], answers: {safe: very_safe, warm: yes}}
          totals:
            is_warm: {count: 1, by: {safe: {\(group): {out_of: 0}}}}
        """)
    }
    #expect(total("very_saef").codes == ["S045"])
    #expect(total("very_saef").lines[0].contains("did you mean 'very_safe'?"))
    #expect(total("not_safe").codes == [] && total("not_stated").codes == [])
  }

  @Test func `a question that rests on what was retired is named, and its survey still loads`() {
    let survey = SmallSurvey().asking(
      """
        - {id: old_help, ask: Is there help?, type: yes_no, retired: yes}
        - {id: who_helps, ask: Who?, type: text, show_if: old_help = yes and safe = not_safe}
        - {id: who_else, ask: Who else?, type: text, show_if: answered(who_helps)}
        - {id: still, ask: More?, type: text, show_if: old_help = yes or safe = not_safe}
      """)
    #expect(survey.codes == ["S072", "S072"])
    #expect(survey.report.module != nil)
    #expect(survey.lines[0].contains("nobody can be asked 'who_helps' any more"))
  }

  @Test func `a version that was published before a check was there is read as it is`() throws {
    let survey = SmallSurvey().asking(
      "  - {id: home, ask: Where do you live?, type: place, kinds: [district]}")
    let bundle = try #require(survey.report.module).bundle
    let text = String(decoding: bundle.bytes, as: UTF8.self)
      .replacingOccurrences(of: "[district]", with: "[quarter]")
    #expect(try ModuleBundle.load(Array(text.utf8)).survey.id == "example")
  }

  @Test func `blocks of every folder serve a folder and a module that is named by its path`() throws
  {
    try withFolder([
      "a/blocks/agree@1/block.yaml": SmallSurvey.wording,
      "b/example/survey.yaml": SmallSurvey().text,
    ]) { root in
      for path in ["\(root)/b", "\(root)/b/example", "\(root)/b/example/survey.yaml"] {
        let catalog = ModuleCatalog.load(paths: [path], otherRoots: ["\(root)/a"])
        #expect(catalog.reports.flatMap(\.problems) == [], "\(path)")
      }
      #expect(ModuleCatalog.load(paths: ["\(root)/b"]).failures.count == 1)
    }
  }

  @Test func `the survey that the page on the format shows passes, and its people reach all of it`()
    throws
  {
    let page = try String(
      contentsOf: checkout.appendingPathComponent("docs/survey-format.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```yaml\n# yaml-language-server"))
    let rest = page[start.lowerBound...].dropFirst(8)
    let text = String(rest[..<(try #require(rest.range(of: "```"))).lowerBound])
    try withFolder(["s/warm-spaces/survey.yaml": text]) { root in
      let catalog = ModuleCatalog.load(
        paths: ["\(root)/s/warm-spaces"], otherRoots: [shippedFolder])
      let report = try #require(catalog.reports.first)
      #expect(report.problems == [])
      let coverage = try #require(report.coverage)
      #expect(coverage.isComplete, "\(coverage)")
    }
  }

  @Test func `what a number counts is translated, and is missing until it is`() throws {
    let survey = SmallSurvey().with(
      "languages: {en: English, cy: Cymraeg, en-x-easyread: Easy Read}"
    ).asking("  - {id: hours, ask: How long?, type: whole_number, unit_label: hours}\n")
    func texts(_ survey: SmallSurvey, _ language: String) throws -> SurveyTexts {
      let module = try #require(survey.report.module, "\(survey.lines)")
      return try #require(SurveyTexts(module.survey, language: language))
    }
    let path = "questions.hours.unit_label"
    #expect(try texts(survey, "cy").completeness.missing.contains(path))
    let hasEasy = try texts(survey, "en-x-easyread").completeness.missing.contains(path)
    #expect(!hasEasy)
    let welsh = try texts(
      survey.with("translations:\n  cy:\n    questions: {hours: {unit_label: awr}}\n"), "cy")
    #expect(!welsh.completeness.missing.contains(path))
    let hours = try #require(welsh.survey.questions.last)
    #expect(
      welsh.unitLabel(hours) == "awr" && SurveyTexts(welsh.survey).unitLabel(hours) == "hours")
  }

  @Test func `a row's missing text is named as a translation writes it`() throws {
    let survey = SmallSurvey().with("languages: {en: English, cy: Cymraeg}").asking(
      """
        - id: grid1
          ask: How often?
          type: grid
          rows: [shop: To a shop, park: To a park]
          choices: [1 often: Often, 2 rarely: Rarely]
      """)
    let module = try #require(survey.report.module, "\(survey.lines)")
    let texts = try #require(SurveyTexts(module.survey, language: "cy"))
    let missing = texts.completeness.missing
    #expect(missing.contains("questions.grid1.rows.shop"))
    #expect(missing.contains("questions.grid1.choices.often"))
    #expect(!missing.contains { $0.contains("grid1.shop") })
  }

  @Test(.timeLimit(.minutes(10)))
  func `a pipe in the place of a survey is named, and nobody waits for it`() throws {
    try withFolder(["s/example/README.md": "A folder"]) { root in
      #expect(mkfifo("\(root)/s/example/survey.yaml", 0o600) == 0)
      let report = ModuleCatalog.load(folders: ["\(root)/s"]).reports.first
      #expect(report?.problems.map(\.code) == ["S047"])
      #expect(report?.problems.first?.message == "this is not a file that can be read")
    }
  }

  @Test
  func `a block with its licensed texts stands in for one without, wherever its folder is named`()
    throws
  {
    let block = """
      hark: 1
      block: scale@1
      title: A scale
      questions:
        - {id: level, type: choose_one, rights: licensed, slot: yes, choices: [1 lo: , 2 hi: ]}

      """
    let filled = block.replacing("type: choose_one", with: "ask: How is it?, type: choose_one")
      .replacing("1 lo: ,", with: "1 lo: Low,").replacing("2 hi: ]", with: "2 hi: High]")
    try withFolder([
      "a/blocks/agree@1/block.yaml": SmallSurvey.wording, "a/blocks/scale@1/block.yaml": block,
      "a/example/survey.yaml": SmallSurvey().asking("  - use: scale@1").text,
      "b/blocks/scale@1/block.yaml": filled,
    ]) { root in
      for folders in [["\(root)/a", "\(root)/b"], ["\(root)/b", "\(root)/a"]] {
        let module = try #require(ModuleCatalog.load(folders: folders)["example"])
        #expect(module.survey.questions.last?.ask == "How is it?")
      }
      let alone = try #require(ModuleCatalog.load(folders: ["\(root)/a"])["example"])
      #expect(alone.survey.questions.last?.isNeverAsked == true)
      #expect(BlockCheck.reports(path: "\(root)/b")?.map(\.name) == ["scale@1"])
      #expect(BlockCheck.reports(path: "\(root)/a") == nil)
    }
  }
}
