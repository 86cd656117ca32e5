// A frozen version is exactly the files it depends on, and can be read again from its bytes alone.

import JSON
import SurveyModules
import Surveys
import Testing

struct BundleTests {
  private func module(_ survey: SmallSurvey) throws -> LoadedModule {
    try #require(survey.report.module, "\(survey.lines)")
  }

  static let survey = SmallSurvey().asking("  - use: asked@1")
    .block("asked@1", "questions:\n  - {id: a, ask: A?, type: text}\n")
    .block("unused@1", "questions:\n  - {id: b, ask: B?, type: text}\n")

  @Test func `it holds the survey and exactly the blocks that it uses`() throws {
    let bundle = try module(Self.survey).bundle
    let files = try #require(JSONValue.parse(bundle.bytes)["files"]?.object)
    #expect(
      files.keys == ["blocks/agree@1/block.yaml", "blocks/asked@1/block.yaml", "survey.yaml"])
    #expect(files["survey.yaml"]?.string == Self.survey.text)
    #expect(try JSONValue.parse(bundle.bytes).canonical() == bundle.bytes)
  }

  @Test func `the hash is SHA-256 of the bytes and changes with every byte of every file`() throws {
    let bundle = try module(Self.survey).bundle
    #expect(bundle.sha256.count == 64 && bundle.sha256.allSatisfy(\.isHexDigit))
    #expect(try module(Self.survey).bundle == bundle)
    let comment = Self.survey.block("asked@1", "questions:\n  - {id: a, ask: A?, type: text} # \n")
    #expect(try module(comment).bundle.sha256 != bundle.sha256)
    let unused = Self.survey.block("unused@1", "questions:\n  - {id: c, ask: C?, type: text}\n")
    #expect(try module(unused).bundle == bundle)
  }

  @Test func `the hash of known bytes is the known one`() throws {
    let module = try module(SmallSurvey())
    let again = try ModuleBundle.load(
      Array("{\"files\":{\"survey.yaml\":\"\(Self.anonymous)\"}}".utf8))
    #expect(
      again.bundle.sha256 == "51527a8ad615a595959b4a08a97b8eebcb3b45367d123cf485a6afb52e291eac")
    #expect(module.bundle.sha256 != again.bundle.sha256)
  }

  static let anonymous =
    #"hark: 1\nmodule: a\nversion: 1.0.0\ntitle: A\nconsent: {not_needed: b}\nquestions:\n  - {id: c, ask: C, type: text}\n"#

  @Test(arguments: ["open-conversation", "plymouth-belonging-conversations", "worcs-feeling-safe"])
  func `a shipped survey is the same when read again from its bytes`(id: String) throws {
    let module = try #require(ModuleCatalog.load(folders: [shippedFolder])[id])
    let again = try ModuleBundle.load(module.bundle.bytes)
    #expect(again.bundle == module.bundle)
    #expect(
      String(describing: again.survey.questions) == String(describing: module.survey.questions))
    #expect(again.survey.indicators.map(\.count) == module.survey.indicators.map(\.count))
    #expect(again.survey.translations == module.survey.translations)
    #expect(again.survey.consent == module.survey.consent)
    #expect(again.survey.benchmarks == module.survey.benchmarks)
    #expect(again.tests.run(again.survey).passed)
  }

  @Test(arguments: [
    "", "{}", "[]", "{\"files\":[]}", "{\"files\":{\"survey.yaml\":1}}", "{\"files\":{}}",
  ])
  func `bytes that are no version are refused`(text: String) {
    let error = #expect(throws: ModuleLoadError.self) { try ModuleBundle.load(Array(text.utf8)) }
    #expect(error?.problems.map(\.code) == ["S047"])
  }

  @Test func `a version whose files have a fault is refused with every problem`() {
    let bytes = Array("{\"files\":{\"survey.yaml\":\"hark: 2\\nmodule: a\"}}".utf8)
    let error = #expect(throws: ModuleLoadError.self) { try ModuleBundle.load(bytes) }
    #expect(error?.problems.contains { $0.code == "S010" && $0.file == "survey.yaml" } == true)
  }
}
