// Examples of docs/problems.md that are requests or commands.

import Foundation

/// An example of a problem.
public struct ProblemExample: Sendable {
  /// The problem's code.
  public let code: String
  /// The lines of the example.
  public let lines: [String]

  /// The examples of the page with that kind of fence.
  public static func all(_ fence: String) throws -> [ProblemExample] {
    let page = try String(
      contentsOf: checkout.appendingPathComponent("docs/problems.md"), encoding: .utf8)
    var examples: [ProblemExample] = []
    var code = ""
    var lines: [String]?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("## ") { code = String(line.dropFirst(3).prefix(4)) }
      if let read = lines {
        if line == "```" {
          examples.append(ProblemExample(code: code, lines: read))
          lines = nil
        } else {
          lines = read + [line]
        }
      } else if line == "```\(fence)" {
        lines = []
      }
    }
    return examples
  }

  /// The codes that the page has a section for.
  public static func sections() throws -> [String] {
    let page = try String(
      contentsOf: checkout.appendingPathComponent("docs/problems.md"), encoding: .utf8)
    return page.split(separator: "\n").filter { $0.hasPrefix("## ") }.map {
      String($0.dropFirst(3).prefix(4))
    }
  }
}
