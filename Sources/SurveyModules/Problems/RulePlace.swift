// A rule's text with its place in a file.

internal import Surveys
internal import YAML

/// A rule as it was written, before it is checked.
struct RuleText {
  let text: String
  let scalar: YAMLScalar
  let position: YAML.Position
  let reporter: Reporter

  init?(_ node: YAMLNode, _ reporter: Reporter) {
    guard let scalar = node.scalar, !scalar.isAbsent else { return nil }
    (text, self.scalar, position) = (scalar.text, scalar, node.position)
    self.reporter = reporter
  }

  func report(_ problem: RuleProblem) {
    reporter.report(
      problem.code, at: reporter.file.position(of: problem.offset, in: scalar, at: position),
      problem.message, suggestion: problem.suggestion)
  }

  /// Every word of the rule, questions or not.
  var words: Set<String> {
    Set(
      text.split { !($0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init))
  }
}
