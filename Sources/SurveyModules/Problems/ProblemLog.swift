// Gathers the problems of one module while its files are read: all of them up to a number that a
// person can work through, and each once, however often a block is used.

internal import Surveys
internal import YAML

/// The problems of one module so far.
final class ProblemLog {
  /// How many errors of one module are reported; the last then says that there are more.
  static let most = 200
  private var problems: [ModuleProblem] = []
  private var known: Set<ModuleProblem> = []
  private var errors = 0
  private var warnings = 0
  /// Files in the order they were first read, by which problems are sorted.
  private var files: [String: Int] = [:]

  var hasErrors: Bool { errors > 0 }
  /// From here on nothing more is said, so nothing more need be looked for.
  var isFull: Bool { errors >= Self.most }

  func begin(file: String) { files[file] = files[file] ?? files.count }

  func add(_ problem: ModuleProblem) {
    guard !isFull, known.insert(problem).inserted else { return }
    if problem.severity == .warning {
      warnings += 1
      if warnings <= Self.most { problems.append(problem) }
      return
    }
    errors += 1
    problems.append(isFull ? Self.more(at: problem) : problem)
  }

  /// In the order of files and places.
  var sorted: [ModuleProblem] {
    problems.sorted { one, other in
      let first = (files[one.file] ?? 0, one.line, one.column, one.code)
      return first < (files[other.file] ?? 0, other.line, other.column, other.code)
    }
  }

  private static func more(at problem: ModuleProblem) -> ModuleProblem {
    ModuleProblem(
      .tooManyProblems, in: problem.file,
      at: YAML.Position(line: problem.line, column: problem.column),
      "there are more problems than these \(most - 1)",
      suggestion: "put these right and check the module again")
  }
}

/// Reports problems of one file.
struct Reporter {
  let file: SourceFile
  let log: ProblemLog

  func report(
    _ code: SurveyProblemCode, at position: YAML.Position, _ message: @autoclosure () -> String,
    suggestion: @autoclosure () -> String? = nil
  ) {
    guard !log.isFull else { return }
    log.add(
      ModuleProblem(code, in: file.name, at: position, message(), suggestion: suggestion()))
  }

  func report(_ problem: YAMLProblem) {
    log.add(
      ModuleProblem(
        file: file.name, line: problem.position.line, column: problem.position.column,
        code: problem.code.rawValue, message: problem.message, suggestion: problem.suggestion))
  }
}
