// `hark survey check`: every mistake of survey modules, and with --plain what is hard to read in them.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import SurveyModules

extension SurveyCommand {
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Names every mistake of survey modules with its line and column.",
      discussion: """
        Example: hark survey check surveys
        Example: hark survey check --plain surveys/warm-spaces
        """)

    @OptionGroup var modules: Modules
    @OptionGroup var format: FormatOption

    @Flag(help: "Also name what is hard to read: jargon, long sentences, two questions in one.")
    var plain = false

    @Flag(help: "End with 1 when there is a warning.")
    var strict = false

    func run() async throws {
      let catalog = try modules.load()
      var problems = catalog.reports.flatMap(\.problems)
      if plain { problems += try plainProblems() }
      switch format.format {
      case .table: for problem in problems { Output.line(problem.description) }
      case .json, .csv:
        Output.list(
          problems.map(\.json),
          columns: ["file", "line", "column", "severity", "code", "message", "suggestion"],
          format: format.format, empty: "")
      }
      let bad = catalog.failures.count
      let warnings = problems.filter { $0.severity == .warning }.count
      Output.note(
        (bad == 0
          ? "\(catalog.modules.count) of \(catalog.reports.count) modules are good"
          : "\(bad) of \(catalog.reports.count) modules have errors; docs/problems.md explains each code")
          + (warnings > 0 ? "; \(warnings) \(warnings == 1 ? "warning" : "warnings")" : ""))
      if bad > 0 || (strict && warnings > 0) { throw ExitCode(1) }
    }

    /// What is not plain in the files that are named; a block's when the block is.
    private func plainProblems() throws -> [ModuleProblem] {
      let given = try modules.paths.isEmpty ? Configuration.load().surveys : modules.paths
      return try SurveyFiles.list(given).flatMap { file in
        PlainCheck.problems(file: file, bytes: try InputFile.bytes(file))
      }
    }
  }
}

extension ModuleProblem {
  fileprivate var json: JSONObject {
    [
      "file": .string(file), "line": .number(Double(line)), "column": .number(Double(column)),
      "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
      "suggestion": suggestion.map { .string($0) } ?? .null,
    ]
  }
}
