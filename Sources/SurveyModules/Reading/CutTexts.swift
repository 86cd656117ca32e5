// A text without quotes ends before " # ", as YAML has it. Where the rest of the line reads as if it
// belonged to the text, people would be asked half a question.

internal import Surveys
internal import YAML

/// Looks for texts of one file that a comment cuts off.
struct CutTexts {
  let reporter: Reporter

  private static let keys: Set<String> = [
    "ask", "hint", "easy", "text", "title", "label", "check_message", "end_text", "opening",
    "safeguarding", "about_this_survey", "unit_label",
  ]
  private static let lists: Set<String> = ["choices", "rows", "labels"]

  /// Warns of each in a file's tree.
  func look(_ node: YAMLNode) {
    guard reporter.file.hasComments else { return }
    look(node, in: "")
  }

  private func look(_ node: YAMLNode, in list: String) {
    for item in node.sequence ?? [] { look(item, in: list) }
    for entry in node.mapping ?? [] {
      if let scalar = entry.value.scalar {
        if Self.keys.contains(entry.key) || Self.lists.contains(list) {
          check(scalar, at: entry.value.position)
        }
      } else {
        look(entry.value, in: entry.key)
      }
    }
  }

  /// Comments stand two spaces after a text, or after the end of a sentence.
  private func check(_ scalar: YAMLScalar, at start: YAML.Position) {
    guard scalar.style == .plain, let last = scalar.text.last, !".?!…:;)".contains(last) else {
      return
    }
    let end = reporter.file.position(of: scalar.text.count, in: scalar, at: start)
    let rest = reporter.file.rest(from: end)
    guard rest.count > 3, rest.prefix(3).elementsEqual(" # "), rest.dropFirst(3).first != " " else {
      return
    }
    reporter.report(
      .cutText, at: YAML.Position(line: end.line, column: end.column + 1),
      "the text ends before this #: nobody is shown what follows",
      suggestion: "put the text in quotes; before the # of a comment write two spaces")
  }
}
