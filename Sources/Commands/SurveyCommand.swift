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
    commandName: "survey", abstract: "Begins, checks, tests, shows and publishes surveys.",
    subcommands: [
      New.self, Check.self, Test.self, Format.self, Schema.self, List.self, Show.self, Try.self,
      SurveyDiffCommand.self, SurveyAskedBeforeCommand.self, SurveyPublishCommand.self,
      SurveyCloseCommand.self,
      SurveyReopenCommand.self, SurveyProgressCommand.self,
    ])

  /// Survey modules named on the line: folders of modules, a module's folder, or its file.
  struct Modules: ParsableArguments {
    @Argument(help: "Folders of modules, a module's folder, or its survey.yaml.")
    var paths: [String] = []

    /// The paths that are named, or else the folders of the configuration. Of those one that is not
    /// there is a failure among the modules, and stops no other.
    func found() throws -> [String] {
      guard paths.isEmpty else { return try given() }
      let folders = try Configuration.load().surveys
      guard !folders.isEmpty else {
        throw Problem(.badRequest, "name a folder with survey modules, or set HARK_SURVEYS")
      }
      return folders
    }

    private func given() throws -> [String] {
      for path in paths where !FileManager.default.fileExists(atPath: path) {
        throw Problem(.cannotRead, "there is no file or folder '\(path)'")
      }
      return paths
    }

    func load() throws -> ModuleCatalog { try Self.load(found()) }

    static func load(_ paths: [String]) throws -> ModuleCatalog {
      // The blocks of every folder serve every module, as they do when it is published.
      let configured = (try? Configuration.load().surveys) ?? []
      let catalog = ModuleCatalog.load(paths: paths, otherRoots: paths + configured)
      guard !catalog.reports.isEmpty else {
        throw Problem(
          .cannotRead, "there is no survey module here; a module is a folder with survey.yaml")
      }
      return catalog
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
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
