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
    return PaperForm(texts).lines.flatMap { $0.rows(width: 90, colours: false) }
  }

  @Test(arguments: [("cy", "( ) Cewch", "Cedwir yr atebion"), ("ur", "( ) ہاں", "مہینے")])
  func `yes, no and every other fixed word stand on the form in its language`(
    language: String, yes: String, kept: String
  ) throws {
    let rows = try form(language)
    #expect(rows.contains { $0.trimmingCharacters(in: .whitespaces) == yes })
    #expect(rows.contains { $0.contains(kept) })
    let english = try form("en")
    let fixed = [
      "( ) Yes", "( ) No", "stop here", "Answer this if", "Tick all", "go to ", "only this",
      "For the researcher", "Only if you said", "are kept for", "needs an answer", "you said",
    ]
    for word in fixed where english.contains(where: { $0.contains(word) }) {
      #expect(
        !rows.contains { $0.contains(word) }, "'\(word)' is in English on the form in \(language)")
    }
  }

  @Test func `arrows on a form that runs from right to left point to the left`() throws {
    let rows = try form("ur")
    #expect(rows.contains { $0.contains("←") } && !rows.contains { $0.contains("→") })
  }
}
