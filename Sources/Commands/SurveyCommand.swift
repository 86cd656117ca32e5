// `hark survey`: check and test modules, and publish them.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

/// `hark survey`
struct SurveyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survey", abstract: "Checks, tests, shows and publishes surveys.",
    subcommands: [
      Check.self, Test.self, List.self, Show.self, Try.self, SurveyDiffCommand.self,
      SurveyPublishCommand.self, SurveyCloseCommand.self, SurveyReopenCommand.self,
      SurveyProgressCommand.self,
    ])

  /// Survey modules named on the line: folders of modules, a module's folder, or its file.
  struct Modules: ParsableArguments {
    @Argument(help: "Folders of modules, a module's folder, or its survey.yaml.")
    var paths: [String] = []

    func load() throws -> ModuleCatalog {
      let paths = try paths.isEmpty ? Configuration.load().surveys : paths
      guard !paths.isEmpty else {
        throw Problem(.badRequest, "name a folder with survey modules, or set HARK_SURVEYS")
      }
      for path in paths where !FileManager.default.fileExists(atPath: path) {
        throw Problem(.cannotRead, "there is no file or folder '\(path)'")
      }
      let catalog = ModuleCatalog.load(paths: paths)
      guard !catalog.reports.isEmpty else {
        throw Problem(
          .cannotRead, "there is no survey module here; a module is a folder with survey.yaml")
      }
      return catalog
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Names every mistake of survey modules with its line and column.",
      discussion: "Example: hark survey check surveys")

    @OptionGroup var modules: Modules
    @OptionGroup var format: FormatOption

    func run() async throws {
      let catalog = try modules.load()
      let problems = catalog.reports.flatMap(\.problems)
      switch format.format {
      case .table: for problem in problems { Output.line(problem.description) }
      case .json, .csv:
        Output.list(
          problems.map(\.json),
          columns: ["file", "line", "column", "severity", "code", "message", "suggestion"],
          format: format.format, empty: "")
      }
      let bad = catalog.failures.count
      Output.note(
        bad == 0
          ? "\(catalog.modules.count) of \(catalog.reports.count) modules are good"
          : "\(bad) of \(catalog.reports.count) modules have errors; docs/problems.md explains each code"
      )
      if bad > 0 { throw ExitCode(1) }
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Runs the tests that survey modules carry.",
      discussion: "Example: hark survey test surveys --coverage")

    @OptionGroup var modules: Modules

    @Flag(help: "Also name the questions and rules that no person of the tests reaches.")
    var coverage = false

    func run() async throws {
      let catalog = try modules.load()
      var failed = 0
      for report in catalog.reports {
        guard let tests = report.tests else {
          for problem in report.errors { Output.line(problem.description) }
          failed += 1
          continue
        }
        Output.line(tests.text)
        if !tests.passed { failed += 1 }
        if coverage, let coverage = report.coverage {
          for line in coverage.lines { Output.line("  \(line)") }
          if !coverage.isComplete, tests.passed { failed += 1 }
        }
      }
      if failed > 0 { throw ExitCode(1) }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the published surveys, and the modules that can be published.",
      discussion: "Example: hark survey list --format json")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let principal = try await work.principal(
          .coordinator, .researcher, .steward, .administrator, .commissioner)
        var rows = try await work.engagement.surveys(as: principal).compactMap(\.object)
        let published = Set(rows.compactMap { $0["survey"]?.string })
        for index in rows.indices {
          rows[index]["state"] = .string(Self.state(rows[index]))
        }
        let catalog = work.engagement.catalog()
        rows = Self.naming(catalog.modules, among: rows)
        rows += catalog.modules.filter { !published.contains($0.survey.id) }.map {
          [
            "survey": .string($0.survey.id), "version": .string($0.survey.version),
            "title": .string($0.survey.title), "state": "not published",
          ]
        }
        rows += catalog.failures.map { ["survey": .string($0.id), "state": "does not load"] }
        Output.list(
          rows, columns: ["survey", "version", "state", "title"], format: format.format,
          empty: "no survey yet; set HARK_SURVEYS to a folder with modules")
      }
    }

    private static func state(_ row: JSONObject) -> String {
      if row["open"] != true { return "closed" }
      return row["current"] == true ? "open" : "late answers"
    }

    /// The rows, with drafts of published surveys named beside the version that is asked.
    private static func naming(
      _ modules: [LoadedModule], among rows: [JSONObject]
    ) -> [JSONObject] {
      rows.map { row in
        let module = modules.first { $0.survey.id == row["survey"]?.string }
        guard row["current"] == true, let module, module.bundle.sha256 != row["sha256"]?.string
        else { return row }
        var row = row
        row["state"] = .string(
          "\(row["state"]?.string ?? ""), changed in its folder (\(module.survey.version))")
        return row
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

extension ModuleCoverage {
  fileprivate var lines: [String] {
    neverAsked.map { "never asked: \($0)" } + neverValued.map { "never has a value: \($0)" }
      + branches.map { "\($0.rule) of \($0.id) is never \($0.never)" }
  }
}
