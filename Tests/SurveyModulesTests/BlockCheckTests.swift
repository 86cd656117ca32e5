// Blocks that no survey uses are read as well.

import SurveyModules
import Testing

@Suite struct BlockCheckTests {
  @Test func `a mistake in a block that no survey uses is named at its place`() throws {
    var files = SmallSurvey().blocks
    files["example/survey.yaml"] = SmallSurvey().text
    files["blocks/spare@1/block.yaml"] = """
      hark: 1
      block: spare@1
      title: Spare
      questions:
        - {id: ill, ask: Are you ill?, type: yes_no, sensitive: yes, easy: Ill?}
        - {id: why, ask: Why?, type: text, shwo_if: ill = yes}
      translations:
        cy: {questions: {ill: {ask: Sal?}, wyh: {ask: Pam?}}}

      """
    files["blocks/wording@1/block.yaml"] = "hark: 1\nblock: other@2\ntitle: Other\n"
    try withFolder(files) { folder in
      let catalog = ModuleCatalog.load(folders: [folder])
      let reports = BlockCheck.unused(in: [folder], by: catalog)
      #expect(reports.map(\.name) == ["spare@1", "wording@1"])
      let spare = reports[0].problems
      #expect(spare.map(\.line) == [6, 8])
      #expect(spare.map(\.code) == ["S001", "S032"])
      #expect(spare.allSatisfy { $0.file == "\(folder)/blocks/spare@1/block.yaml" })
      #expect(!reports[1].isGood && reports[1].problems.contains { $0.line == 2 })
      let named = BlockCheck.report(path: "\(folder)/blocks/spare@1/block.yaml")
      #expect(named?.problems == spare)
      #expect(BlockCheck.report(path: "\(folder)/blocks/agree@1")?.isGood == true)
      #expect(BlockCheck.report(path: "\(folder)/example") == nil)
      let all = BlockCheck.reports(path: "\(folder)/blocks/")
      #expect(
        all?.map(\.name).sorted() == SmallSurvey().blocks.keys.map {
          String($0.split(separator: "/")[1])
        }.sorted() + ["spare@1", "wording@1"])
      #expect(BlockCheck.reports(path: folder) == nil)
    }
  }

  @Test func `every shipped block can be used by a survey`() {
    let catalog = ModuleCatalog.load(folders: [shippedFolder])
    for report in BlockCheck.unused(in: [shippedFolder], by: catalog) {
      #expect(report.problems.filter { $0.severity == .error } == [], "\(report.name)")
    }
    for name in ["consent-conversation@1", "about-you@1", "ons4@1"] {
      #expect(BlockCheck.report(path: "\(shippedFolder)/blocks/\(name)")?.isGood == true, "\(name)")
    }
  }
}
