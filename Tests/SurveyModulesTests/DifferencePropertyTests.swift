// No change of a survey is left without a class.

import Foundation
import Surveys
import Testing
import YAML

@testable import SurveyModules

@Suite struct DifferencePropertyTests {
  @Test(arguments: ShippedModulesTests.catalog.modules.map(\.survey.id))
  func `every line of a shipped survey that says something else is a difference`(
    id: String
  ) throws {
    let module = try #require(ShippedModulesTests.catalog[id])
    let files = module.bundle.files
    let wording = "blocks/consent"
    let survey = try #require(files[FilesInMemory.surveyPath])
    var tried = 0
    var seen = 0
    let start = id.utf8.reduce(0) { $0 + Int($1) }
    for (path, text) in files.sorted(by: { $0.key < $1.key })
    where !path.hasPrefix(wording) && !isUsedInPart(path, by: survey) {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for (number, line) in lines.enumerated() where isMutable(line) {
        // A tenth of the lines of each survey, others in each: two dozen surveys meet every key.
        seen += 1
        guard (seen + start) % 10 == 0 else { continue }
        var changed = lines
        changed[number] = line + "zz"
        let other = changed.joined(separator: "\n")
        guard YAML.read(Array(other.utf8)).problems.isEmpty else { continue }
        var mutated = files
        mutated[path] = other
        let found = SurveyDifferences(from: module.bundle, to: ModuleBundle(files: mutated))
        #expect(!found.all.isEmpty, "\(path):\(number + 1): \(line)")
        for difference in found.all {
          #expect(!difference.message.isEmpty && !difference.consequence.isEmpty)
          #expect(difference.place.line > 0 && difference.place.column > 0)
        }
        tried += 1
      }
    }
    #expect(tried > 5)
  }

  /// Whether a survey asks only some of a block's questions: the others say nothing about it.
  private func isUsedInPart(_ path: String, by survey: String) -> Bool {
    let parts = path.split(separator: "/")
    guard parts.first == "blocks", parts.count > 1 else { return false }
    let lines = survey.split(separator: "\n").map(\.trimmed)
    return zip(lines, lines.dropFirst()).contains { use, next in
      use.hasSuffix("use: \(parts[1])") && next.hasPrefix("only:")
    }
  }

  /// A line that ends in a value, other than the version, which says what is to be compared.
  private func isMutable(_ line: String) -> Bool {
    let text = line.trimmed
    guard !text.contains("#"), !text.hasPrefix("version:"), let last = text.last else {
      return false
    }
    return (last.isLetter || last.isNumber || last == "?" || last == ".") && text.contains(": ")
  }

  @Test func `every key of the format has a class of its own`() {
    let groups: [(PartKind, KnownKeys, without: Set<String>)] = [
      (
        .survey, .module,
        [
          "version", "questions", "consent", "languages", "codebook", "indicators", "benchmarks",
          "priorities", "translations", "tests",
        ]
      ),
      (.consent, .consent, []), (.scope, .scope, []), (.theme, .theme, []),
      (.indicator, .indicator, []), (.benchmark, .benchmark, []), (.priority, .priority, []),
      (.question, .question(nil), ["id", "questions", "choices", "rows"]),
      (.choice, .choice, []),
    ]
    for (kind, keys, without) in groups {
      for key in keys.names where !without.contains(key) {
        #expect(ChangeEffect.of(kind, key) != nil, "\(kind.rawValue): \(key)")
      }
    }
  }

  @Test(arguments: ShippedModulesTests.catalog.modules.map(\.survey.id))
  func `a survey does not differ from itself, and each difference has its mirror`(
    id: String
  ) throws {
    let module = try #require(ShippedModulesTests.catalog[id])
    #expect(SurveyDifferences(from: module, to: module).all.isEmpty)
    let shorter = module.bundle.files.mapValues {
      $0.replacing("required: yes", with: "required: no")
    }
    let other = ModuleBundle(files: shorter)
    let there = SurveyDifferences(from: module.bundle, to: other).all
    let back = SurveyDifferences(from: other, to: module.bundle).all
    #expect(
      Set(there.map { "\($0.id) \($0.key ?? "")" }) == Set(back.map { "\($0.id) \($0.key ?? "")" }))
    #expect(there.allSatisfy { $0.change == .minor } && back.allSatisfy { $0.change == .warning })
  }
}
