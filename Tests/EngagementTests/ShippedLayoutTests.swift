// Laying out a survey's file changes nothing that Hark reads from it.

import Engagement
import Foundation
import JSON
import SurveyModules
import TestSupport
import Testing
import YAML

struct ShippedLayoutTests {
  private static let surveys = checkout.appendingPathComponent("surveys").path
  private static let files: [String] = {
    let walk = FileManager.default.enumerator(atPath: surveys)
    return (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test func `every shipped survey is the same survey when its files are laid out`() throws {
    #expect(Self.files.count > 10)
    var before: [String: String] = [:]
    var after: [String: String] = [:]
    for file in Self.files {
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.surveys)/\(file)")))
      let once = try YAML.laidOut(bytes)
      let twice = try YAML.laidOut(once)
      #expect(twice == once, "\(file)")
      before[file] = String(decoding: bytes, as: UTF8.self)
      after[file] = String(decoding: once, as: UTF8.self)
    }
    for file in Self.files where file.hasSuffix("/survey.yaml") {
      let id = String(file.prefix { $0 != "/" })
      let reports = [before, after].map { files in
        let own = files.filter { $0.key.hasPrefix(id + "/") }
          .map { (String($0.key.dropFirst(id.count + 1)), $0.value) }
        let blocks = files.filter { $0.key.hasPrefix("blocks/") }
        return ModuleLoader.load(
          files: blocks.merging(own) { _, own in own }, folderName: id)
      }
      let surveys = reports.map { $0.module?.survey.document }
      #expect(surveys[0] != nil && surveys[0] == surveys[1], "\(file)")
      #expect(reports[0].tests?.checks.map(\.actual) == reports[1].tests?.checks.map(\.actual))
    }
  }
}
