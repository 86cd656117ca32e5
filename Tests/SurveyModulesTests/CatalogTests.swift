// A catalogue loads the modules of folders; one that does not load never stops the others.

import Foundation
import SurveyModules
import Surveys
import Testing

struct CatalogTests {
  private func survey(_ id: String) -> String { SmallSurvey().with("module: \(id)").text }
  private let wording = ["s/blocks/agree@1/block.yaml": SmallSurvey.wording]

  @Test func `a survey that does not load never stops the others`() throws {
    var files = wording
    files["s/first/survey.yaml"] = survey("first")
    files["s/broken/survey.yaml"] = "hark: [\n"
    files["s/wrong/survey.yaml"] = SmallSurvey().with("module: wrong\nunit: persons").text
    files["s/failing/survey.yaml"] =
      SmallSurvey().with("module: failing\ntests: {people: [{name: a, asked: [safe]}]}").text
    files["s/last/survey.yaml"] = survey("last")
    files["s/nothing/notes.txt"] = "no survey here"
    files["s/README.md"] = "not a folder"
    files["s/.hidden/survey.yaml"] = "hidden"
    try withFolder(files) { root in
      let catalog = ModuleCatalog.load(folders: ["\(root)/s/"])
      #expect(catalog.modules.map(\.survey.id) == ["first", "last"])
      #expect(catalog.failures.map(\.id) == ["broken", "failing", "nothing", "wrong"])
      #expect(catalog.failures.map { $0.problems.first?.code } == ["Y009", "S046", "S047", "S004"])
      #expect(catalog.failures.last?.problems.first?.file == "\(root)/s/wrong/survey.yaml")
      #expect(catalog["last"]?.survey.title == "An example")
      #expect(catalog["wrong"] == nil && catalog["none"] == nil)
    }
  }

  @Test func `what editors leave is passed over, and a link that leads nowhere is named`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    for name in ["all.yaml~", "#all.yaml#", ".#all.yaml", "all.yaml.swp", ".all.yaml.swp"] {
      files["s/one/tests/\(name)"] = "tests: ["
    }
    try withFolder(files) { root in
      #expect(ModuleCatalog.load(folders: ["\(root)/s"]).failures.map(\.problems) == [])
      let link = "\(root)/s/one/tests/cy.yaml"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "gone.yaml")
      let problems = ModuleCatalog.load(folders: ["\(root)/s"]).failures.flatMap(\.problems)
      #expect(problems.map(\.file) == [link])
      #expect(problems.first?.message == "this is a link to 'gone.yaml', and nothing is there")
    }
  }

  @Test func `an id stands for one survey, the first that is found`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    files["t/one/survey.yaml"] = survey("one")
    files["t/two/survey.yaml"] = survey("two")
    try withFolder(files) { root in
      let catalog = ModuleCatalog.load(folders: ["\(root)/s", "\(root)/t"])
      #expect(catalog.modules.map(\.survey.id) == ["one", "two"])
      #expect(catalog.failures.map(\.id) == ["one"])
      #expect(catalog.failures[0].problems.map(\.code) == ["S048"])
      #expect(catalog.failures[0].problems[0].file == "\(root)/t/one/survey.yaml")
    }
  }

  @Test func `a block beside the survey is used before that of another folder`() throws {
    let other = SmallSurvey.wording.replacingOccurrences(of: "We want", with: "They want")
    var files = wording
    files["t/blocks/agree@1/block.yaml"] = other
    files["s/one/survey.yaml"] = survey("one")
    files["t/two/survey.yaml"] = survey("two")
    files["u/three/survey.yaml"] = survey("three")
    try withFolder(files) { root in
      let catalog = ModuleCatalog.load(folders: ["s", "t", "u"].map { "\(root)/\($0)" })
      let texts = ["one", "two", "three"].map { id in
        String(decoding: catalog[id]?.bundle.bytes ?? [], as: UTF8.self).contains("They want")
      }
      #expect(texts == [false, true, false])
      #expect(catalog.modules.count == 3)
    }
  }

  @Test func `a clash of ids names both places`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    files["t/one/survey.yaml"] = survey("one")
    try withFolder(files) { root in
      let catalog = ModuleCatalog.load(folders: ["\(root)/s", "\(root)/t"])
      let line = try #require(catalog.failures.first?.problems.first?.description)
      #expect(line.contains("\(root)/s/one/survey.yaml"))
      #expect(line.contains("\(root)/t/one/survey.yaml"))
    }
  }

  @Test func `an earlier version of a survey is read from a file of any name`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    files["old/before.yaml"] = survey("one")
    try withFolder(files) { root in
      let catalog = ModuleCatalog.load(
        paths: ["\(root)/old/before.yaml"], otherRoots: ["\(root)/s"])
      #expect(catalog.modules.map(\.survey.id) == ["one"])
    }
  }

  @Test func `a path names a survey's folder, its file, or a folder of surveys`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    files["s/two/survey.yaml"] = survey("two")
    files["notes.txt"] = "Made up."
    try withFolder(files) { root in
      func ids(_ paths: String...) -> [String] {
        ModuleCatalog.load(paths: paths.map { "\(root)/\($0)" }).modules.map(\.survey.id)
      }
      #expect(ids("s/one") == ["one"])
      #expect(ids("s/one/survey.yaml") == ["one"])
      #expect(ids("s") == ["one", "two"])
      #expect(ids("s/two/", "s/one") == ["two", "one"])
      #expect(ids("s/one", "s") == ["one", "one", "two"])
      let missing = ModuleCatalog.load(paths: ["\(root)/none"])
      #expect(missing.failures.map { $0.problems.map(\.code) } == [["S047"]])
      #expect(missing.failures.first?.problems.first?.suggestion == "check HARK_SURVEYS")
      // What is there, but is neither, is not said to be missing.
      let other = ModuleCatalog.load(paths: ["\(root)/notes.txt"])
      #expect(
        other.failures.first?.problems.first?.suggestion
          == "name a folder, or a file whose name ends in .yaml")
    }
  }

  @Test func `texts and tests stand in files of their own, which freeze with the survey`() throws {
    var files = wording
    files["s/one/survey.yaml"] = survey("one") + "languages: {en: English, cy: Cymraeg}\n"
    files["s/one/translations/cy.yaml"] = "title: Un\n"
    files["s/one/tests/people.yaml"] = "people: [{name: nobody, consent: [], refused: [safe]}]\n"
    try withFolder(files) { root in
      let report = ModuleLoader.load(folder: "\(root)/s/one")
      #expect(report.problems.map(\.code) == ["S046"])
      #expect(report.problems.map(\.file) == ["\(root)/s/one/tests/people.yaml"])
    }
    files["s/one/tests/people.yaml"] = "people: [{name: nobody, consent: []}]\n"
    try withFolder(files) { root in
      let module = try #require(ModuleLoader.load(folder: "\(root)/s/one").module)
      #expect(module.survey.translations["cy"]?.title == "Un")
      let text = String(decoding: module.bundle.bytes, as: UTF8.self)
      #expect(text.contains("translations/cy.yaml") && text.contains("tests/people.yaml"))
      let again = try ModuleBundle.load(module.bundle.bytes)
      #expect(again.survey.translations["cy"]?.title == "Un")
    }
  }

  @Test func `a file of texts in a language that the survey lacks, or of another kind, is refused`()
    throws
  {
    var files = wording
    files["s/one/survey.yaml"] = survey("one")
    files["s/one/translations/cy.yaml"] = "title: Un\n"
    files["s/one/translations/notes.txt"] = "to do"
    try withFolder(files) { root in
      let report = ModuleLoader.load(folder: "\(root)/s/one")
      #expect(Set(report.problems.map(\.code)) == ["S031", "S047"])
    }
  }
}
