// The paper form in other languages: no fixed word in English on it, and right to left as it is read.

import Foundation
import SurveyModules
import Surveys
import Testing

@testable import Commands

@Suite struct PaperFormTests {
  private func form(_ language: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../surveys").standardizedFileURL
    try #require(FileManager.default.fileExists(atPath: folder.path))
    let catalog = ModuleCatalog.load(folders: [folder.path])
    let module = try #require(catalog["plymouth-belonging-conversations"])
    let texts = try #require(SurveyTexts(module.sample, language: language))
    return PaperForm(
      texts, notice: texts.words(.noticeAsk), takeBack: texts.words(.takeBackAsk)
    ).lines.flatMap {
      $0.rows(width: 90, colours: false)
    }
  }

  @Test(arguments: [("cy", "( ) Cewch", "Cedwir yr atebion"), ("ur", "( ) ہاں", "مہینے")])
  func `yes, no and every other fixed word stand on the form in its language`(
    language: String, yes: String, kept: String
  ) throws {
    let rows = try form(language)
    #expect(rows.contains { $0.trimmingCharacters(in: .whitespaces) == yes })
    #expect(rows.contains { $0.contains(kept) })
    let english = try form("en")
    #expect(english.contains { $0.contains("take back what you said") })
    let fixed = [
      "( ) Yes", "( ) No", "stop here", "Answer this if", "Tick all", "go to ", "only this",
      "For the researcher", "Only if you said", "are kept for", "needs an answer", "you said",
      "How we look after", "six words",
    ]
    for word in fixed where english.contains(where: { $0.contains(word) }) {
      #expect(
        !rows.contains { $0.contains(word) }, "'\(word)' is in English on the form in \(language)")
    }
  }

  @Test func `what was retired, and what rests on it alone, is not on the form`() throws {
    let report = ModuleLoader.load(files: [
      "survey.yaml": """
      hark: 1
      module: example
      version: 1.0.0
      title: An example
      consent: {not_needed: the answers are invented}
      questions:
        - id: safe
          ask: Are you safe?
          type: choose_one
          choices: [1 yes_safe: Safe, 2 fairly: {text: Fairly, retired: yes}, 3 unsafe: Unsafe]
        - {id: old, ask: Is this the old question?, type: yes_no, retired: yes}
        - {id: old_why, ask: And why the old one?, type: text, show_if: old = no}
        - {id: fairly_why, ask: Why only fairly?, type: text, show_if: safe = fairly}
        - {id: why, ask: Why unsafe?, type: text, show_if: safe = unsafe}
        - {id: last, ask: The last question?, type: text}

      """
    ])
    let module = try #require(report.module, "\(report.problems)")
    let rows = PaperForm(SurveyTexts(module.survey)).lines
      .flatMap { $0.rows(width: 90, colours: false) }
    for gone in ["old question", "old one", "Why only fairly"] {
      #expect(!rows.contains { $0.contains(gone) }, "\(gone)")
    }
    #expect(rows.contains { $0.hasPrefix("2.") && $0.contains("Why unsafe?") })
    #expect(rows.contains { $0.hasPrefix("3.") && $0.contains("The last question?") })
    #expect(rows.contains { $0.contains("if you said “Unsafe” to question 1") }, "\(rows)")
  }

  @Test func `arrows on a form that runs from right to left point to the left`() throws {
    let rows = try form("ur")
    #expect(rows.contains { $0.contains("←") } && !rows.contains { $0.contains("→") })
  }
}
