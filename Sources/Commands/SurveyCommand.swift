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
      Publish.self, Close.self,
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
          rows[index]["state"] = rows[index]["open"] == true ? "open" : "closed"
        }
        let catalog = work.engagement.catalog()
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
  }

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Freezes a module's bytes: from now on it can be answered.",
      discussion: "Example: hark survey publish worcs-feeling-safe")

    @Argument(help: "The module's id.")
    var survey: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let (published, isNew) = try await work.engagement.publish(
          survey, as: work.principal(.coordinator), origin: .cli)
        Output.line(
          "\(survey) \(published.survey.version) \(isNew ? "is published" : "was published already")\(published.isOpen ? "" : " and is closed"),"
            + " SHA-256 \(published.sha256)")
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Closes a published survey: it takes no more responses.",
      discussion: "Example: hark survey close worcs-feeling-safe")

    @Argument(help: "The survey's id.")
    var survey: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let closed = try await work.engagement.close(
          survey, as: work.principal(.coordinator), origin: .cli)
        Output.line("\(survey) \(closed.survey.version) is closed")
      }
    }
  }
}
