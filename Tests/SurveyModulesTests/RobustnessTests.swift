// Whatever is done to a file, reading it ends with a survey or with problems inside the file, and
// large surveys are read in time that grows with their size.

import TestRandomness
import Foundation
import SurveyModules
import Surveys
import Testing

struct RobustnessTests {
  private static func damage(_ text: String, _ random: inout SeededGenerator) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let index = Int.random(in: lines.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: lines.remove(at: index)
      case 1: lines.insert(lines[Int.random(in: lines.indices, using: &random)], at: index)
      case 2: lines.swapAt(index, Int.random(in: lines.indices, using: &random))
      case 3: lines[index] = String(lines[index].dropFirst(2))
      case 4:
        let signs = [
          "[", "]", "{", "}", ":", "\"", "'", "#", "-", "=", "é", "yes", "999", "@1", "\t",
        ]
        var line = Array(lines[index])
        let sign = signs.randomElement(using: &random) ?? ""
        line.insert(contentsOf: sign, at: Int.random(in: 0...line.count, using: &random))
        lines[index] = String(line)
      default:
        var line = Array(lines[index])
        if !line.isEmpty { line.remove(at: Int.random(in: line.indices, using: &random)) }
        lines[index] = String(line)
      }
      if lines.isEmpty { lines = [""] }
    }
    return lines.joined(separator: "\n")
  }

  @Test(arguments: ["worcs-feeling-safe", "plymouth-belonging-conversations"])
  func `a damaged survey loads or has problems with places inside its files`(id: String) throws {
    let folder = URL(fileURLWithPath: shippedFolder)
    let text = try String(
      contentsOf: folder.appendingPathComponent("\(id)/survey.yaml"), encoding: .utf8)
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(shippedFolder)/blocks") {
      files["blocks/\(name)/block.yaml"] = try? String(
        contentsOf: folder.appendingPathComponent("blocks/\(name)/block.yaml"), encoding: .utf8)
    }
    var random = SeededGenerator(seed: 20_261_120)
    for _ in 0..<80 {
      let damaged = Self.damage(text, &random)
      files["survey.yaml"] = damaged
      let report = ModuleLoader.load(files: files, folderName: id)
      let errors = report.problems.filter { $0.severity == .error }
      #expect((report.module == nil) == !errors.isEmpty)
      for problem in report.problems {
        let file = files[String(problem.file.drop { $0 == "/" })] ?? damaged
        let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
        #expect((1...lines.count + 1).contains(problem.line))
        let width = lines.indices.contains(problem.line - 1) ? lines[problem.line - 1].count : 0
        #expect((1...width + 1).contains(problem.column), "\(problem)\n\(damaged)")
        #expect(!problem.message.isEmpty)
      }
    }
  }

  @Test func `a survey of 5,000 questions loads, one of 5,001 does not`() {
    func survey(_ count: Int) -> SmallSurvey {
      let questions = (2...count).map {
        "  - {id: q\($0), ask: A?, type: yes_no, show_if: safe = not_safe}\n"
      }
      let texts = (2...count).map { "      q\($0): {ask: B?}\n" }
      return SmallSurvey().asking(questions.joined()).with(
        "languages: {en: English, cy: Cymraeg}\ntranslations:\n  cy:\n    questions:\n\(texts.joined())tests:\n"
          + "  people:\n    - {name: a, consent: [analyse], answers: {safe: not_safe}, asked: [q\(count)]}\n"
      )
    }
    #expect(survey(5_000).report.module?.survey.questions.count == 5_000)
    #expect(survey(5_001).codes.contains("S043"))
  }

  @Test func `a survey with thousands of mistakes is refused with the first of them`() {
    let questions = (2...1_000).map {
      "  - {id: q\($0), ask: A?, type: text, show_if: saef\($0) = x}\n"
    }
    let report = SmallSurvey().asking(questions.joined()).report
    #expect(report.problems.count == 200)
    #expect(report.problems.last?.code == "S049")
  }

  @Test func `a choice list has at most 1,000 choices`() {
    func survey(_ count: Int) -> SmallSurvey {
      let choices = (1...count).map { "      - \($0) c\($0): C\n" }.joined()
      return SmallSurvey().asking(
        "  - id: a\n    ask: A?\n    type: choose_many\n    choices:\n\(choices)")
    }
    #expect(survey(1_000).codes == [])
    #expect(survey(1_001).codes == ["S043"])
  }
}
