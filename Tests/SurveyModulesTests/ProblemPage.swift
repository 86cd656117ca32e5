// Reads docs/problems.md: its sections, and their examples with what cannot be printed put in.

import Foundation
import Testing

/// The page of problem codes.
struct ProblemPage {
  /// One example: a fenced block with the path of the file it is, where it names one.
  struct Example {
    let language: String
    let path: String?
    let text: String
  }

  /// One code with its examples.
  struct Section: CustomTestStringConvertible {
    let code: String
    let title: String
    /// What it means and what to do.
    var prose = ""
    var examples: [Example] = []
    var testDescription: String { code }
  }

  /// The examples before the first code: the small survey and its block.
  private(set) var introduction: [Example] = []
  private(set) var sections: [Section] = []

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("## "), let section = Self.section(line) {
        sections.append(section)
      } else if line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
        let body = lines.prefix { $0 != "```" }
        lines = lines.dropFirst(body.count + 1)
        add(
          Example(
            language: words.first ?? "", path: words.count > 1 ? words[1] : nil,
            text: body.map { $0 + "\n" }.joined()))
      } else if !sections.isEmpty, !line.hasPrefix("#") {
        sections[sections.count - 1].prose += line
      }
    }
  }

  private mutating func add(_ example: Example) {
    if sections.isEmpty {
      introduction.append(example)
    } else {
      sections[sections.count - 1].examples.append(example)
    }
  }

  /// `## S014 Unknown choice`.
  private static func section(_ line: String) -> Section? {
    let words = line.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, words[0].count == 4, words[0].dropFirst().allSatisfy(\.isNumber) else {
      return nil
    }
    return Section(code: words[0], title: words[1])
  }

  /// The bytes of a text whose marks in pointed brackets are put in.
  static func bytes(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "⟨"), let end = rest[start...].firstIndex(of: "⟩") {
      bytes += rest[..<start].utf8
      bytes += marked(String(rest[rest.index(after: start)..<end]))
      rest = rest[rest.index(after: end)...]
    }
    return bytes + rest.utf8
  }

  private static func marked(_ mark: String) -> [UInt8] {
    if mark.hasPrefix("U+"), let number = UInt32(mark.dropFirst(2), radix: 16),
      let scalar = Unicode.Scalar(number)
    {
      return Array(String(scalar).utf8)
    }
    if mark.hasPrefix("byte "), let byte = UInt8(mark.dropFirst(5), radix: 16) { return [byte] }
    guard let sign = mark.range(of: " × "), let count = Int(mark[..<sign.lowerBound]) else {
      return Array("⟨\(mark)⟩".utf8)
    }
    let text = mark[sign.upperBound...].replacingOccurrences(of: "⏎", with: "\n")
    return Array(String(repeating: text, count: count).utf8)
  }
}
