// What is wrong with a survey module, at its place, in one line for a person who does not program.

internal import Surveys
internal import YAML

/// Whether a problem stops a module from loading.
public enum ProblemSeverity: String, Sendable, Hashable, CaseIterable {
  case error, warning
}

/// One problem of a module's files.
public struct ModuleProblem: Error, Sendable, Hashable {
  /// The file, as its folder was given: `surveys/x/survey.yaml`.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column in characters, from 1.
  public let column: Int
  /// The stable code: `S014`, `Y008`; docs/problems.md explains each.
  public let code: String
  /// Whether it stops the module.
  public let severity: ProblemSeverity
  /// What is wrong.
  public let message: String
  /// What to do.
  public let suggestion: String?

  /// A problem at a place of a file.
  public init(
    file: String, line: Int, column: Int, code: String, severity: ProblemSeverity = .error,
    message: String, suggestion: String? = nil
  ) {
    (self.file, self.line, self.column) = (file, line, column)
    (self.code, self.severity, self.message) = (code, severity, message)
    self.suggestion = suggestion
  }
}

extension ModuleProblem: CustomStringConvertible {
  /// `surveys/x/survey.yaml:12:9: error[S014]: the choice …; did you mean 'very_safe'?`
  public var description: String {
    let what = "\(file):\(line):\(column): \(severity.rawValue)[\(code)]: \(message)"
    guard let suggestion else { return what }
    return what + (message.hasSuffix(".") ? " " : "; ") + suggestion
  }
}

extension ModuleProblem {
  /// A problem of the survey at a place of a file.
  init(
    _ code: SurveyProblemCode, in file: String, at position: YAML.Position, _ message: String,
    suggestion: String? = nil
  ) {
    self.init(
      file: file, line: position.line, column: position.column, code: code.rawValue,
      severity: code.isWarning ? .warning : .error, message: message, suggestion: suggestion)
  }
}
