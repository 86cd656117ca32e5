// What the tests of this folder share: where the shipped surveys are, and a small survey to change.

import Foundation
import SurveyModules
import Testing

/// The folder of the checkout, found from this file.
let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The surveys that are shipped.
let shippedFolder = checkout.appendingPathComponent("surveys").path

/// A small survey without problems, whose parts a test replaces.
struct SmallSurvey {
  /// Top-level keys with their text, in order.
  private var parts: [(key: String, text: String)]
  /// Files of blocks by path.
  var blocks = ["blocks/agree@1/block.yaml": SmallSurvey.wording]

  static let wording = """
    hark: 1
    block: agree@1
    opening: We want to hear from you.
    safeguarding: If someone is in danger we may need to tell someone who can help.
    scopes:
      analyse: {ask: May we use your answers?}
      quote: {ask: May we quote you?}
      analyse_sensitive: {ask: May we use private answers?}

    """

  init(_ text: String) { parts = Self.split(text) }

  init() {
    self.init(
      """
      hark: 1
      module: example
      version: 1.0.0
      title: An example
      consent: {wording: agree@1, scopes: [analyse, quote, analyse_sensitive]}
      questions:
        - id: safe
          ask: How safe do you feel?
          type: choose_one
          choices:
            - 1 very_safe: Very safe
            - 2 not_safe: Not safe
            - -9 prefer_not: Prefer not to say
          missing: [prefer_not]

      """)
  }

  /// Replaces or adds the top-level keys of a text.
  func with(_ text: String) -> SmallSurvey {
    var copy = self
    for part in Self.split(text) {
      if let index = copy.parts.firstIndex(where: { $0.key == part.key }) {
        copy.parts[index] = part
      } else {
        copy.parts.append(part)
      }
    }
    return copy
  }

  /// Adds questions, as list items indented by two.
  func asking(_ questions: String) -> SmallSurvey {
    var copy = self
    for index in copy.parts.indices where copy.parts[index].key == "questions" {
      copy.parts[index].text += questions.hasSuffix("\n") ? questions : questions + "\n"
    }
    return copy
  }

  func without(_ key: String) -> SmallSurvey {
    var copy = self
    copy.parts.removeAll { $0.key == key }
    return copy
  }

  func block(_ reference: String, _ text: String) -> SmallSurvey {
    var copy = self
    copy.blocks["blocks/\(reference)/block.yaml"] = "hark: 1\nblock: \(reference)\n\(text)"
    return copy
  }

  var text: String { parts.map(\.text).joined() }
  var files: [String: String] { blocks.merging(["survey.yaml": text]) { _, own in own } }

  var report: ModuleReport {
    ModuleLoader.load(files: files, folderName: "example", prefix: "surveys/")
  }

  /// Codes with lines: `S014:12`.
  var problems: [String] { report.problems.map { "\($0.code):\($0.line):\($0.column)" } }
  var codes: [String] { report.problems.map(\.code) }
  /// Problems as people read them.
  var lines: [String] { report.problems.map(\.description) }

  /// Line and column of a text in survey.yaml, from 1.
  func place(of needle: String) -> String? {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let range = line.range(of: needle) {
        return "\(number + 1):\(line.distance(from: line.startIndex, to: range.lowerBound) + 1)"
      }
    }
    return nil
  }

  private static func split(_ text: String) -> [(key: String, text: String)] {
    var parts: [(key: String, text: String)] = []
    let text = text.hasSuffix("\n") ? text : text + "\n"
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.first?.isLetter ?? false {
        let key = line.prefix { $0 != ":" }
        parts.append((String(key), line + "\n"))
      } else if !parts.isEmpty {
        parts[parts.count - 1].text += line + "\n"
      }
    }
    return parts
  }
}

/// Runs a test with a folder that holds these files, by path.
func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
  let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: root) }
  for (path, text) in files {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  try body(root.path)
}

/// The differences between a survey and its next version.
func differences(_ old: SmallSurvey, _ new: SmallSurvey) throws -> SurveyDifferences {
  SurveyDifferences(from: try loaded(old), to: try loaded(new))
}

/// A survey of a test as a module, which it has to be.
func loaded(_ survey: SmallSurvey) throws -> LoadedModule {
  let report = ModuleLoader.load(files: survey.files)
  return try #require(report.module, "\(report.problems)")
}
