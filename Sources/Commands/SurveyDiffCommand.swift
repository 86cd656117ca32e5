// `hark survey diff`: what a change of a survey means for the answers that there are.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

/// `hark survey diff`
struct SurveyDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Says what the change of a survey means for its answers.",
    discussion: """
      Examples:
        hark survey diff worcs-feeling-safe                 the published version and the folder's
        hark survey diff worcs-feeling-safe@1.0.0 surveys/worcs-feeling-safe
        hark survey diff old.yaml surveys/worcs-feeling-safe/survey.yaml
      Ends with status 1 when a published survey may not change so.
      """)

  @Argument(
    help: "The version before: ID@VERSION as it was published, a module's folder or its file.")
  var old: String

  @Argument(help: "The version after, likewise; left out: the module in the folders of surveys.")
  var new: String?

  @Option(help: "How to print it: table or json.")
  var format: OutputFormat = .table

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    let before: ComparedSurvey
    let after: ComparedSurvey
    if let new {
      before = try await .named(old, options)
      after = try await .named(new, options)
    } else {
      before = try await .published(old, version: nil, options)
      after = try await .named(old, options)
    }
    let differences = SurveyDifferences(
      from: before.module, to: after.module, earlier: before.earlier)
    let places = differences.all.map { difference in
      difference.isInNew ? after.place(difference.place) : before.place(difference.place)
    }
    if json || format == .json {
      Output.text(document(before, after, differences, places).pretty)
    } else {
      for (difference, place) in zip(differences.all, places) {
        Output.line("\(place): \(difference.sentence)")
      }
      for line in differences.seriesAdvice { Output.note(line) }
      Output.note(summary(before, after, differences))
    }
    if !differences.refused.isEmpty { throw ExitCode(1) }
  }

  private func summary(
    _ before: ComparedSurvey, _ after: ComparedSurvey, _ differences: SurveyDifferences
  ) -> String {
    let (old, new) = (before.module.survey.version, after.module.survey.version)
    if before.module.bundle.sha256 == after.module.bundle.sha256 { return "they are the same" }
    if !differences.refused.isEmpty {
      return "\(differences.refused.count) of \(differences.all.count) differences are refused"
    }
    let expected = expected(before, differences)
    let isHighEnough = VersionNumber(new).map { number in expected.map { number >= $0 } ?? true }
    return "from \(old) to \(new), \(differences.change.rawValue): "
      + (isHighEnough == true
        ? "the version fits" : "write version: \(expected.map { "\($0)" } ?? "") or a higher one")
  }

  private func expected(
    _ before: ComparedSurvey, _ differences: SurveyDifferences
  ) -> VersionNumber? {
    VersionNumber(before.module.survey.version)?.next(differences.change)
  }

  private func document(
    _ before: ComparedSurvey, _ after: ComparedSurvey, _ differences: SurveyDifferences,
    _ places: [String]
  ) -> JSONValue {
    let isSame = before.module.bundle.sha256 == after.module.bundle.sha256
    return [
      "old": .string(before.module.survey.version), "new": .string(after.module.survey.version),
      "class": isSame ? .null : .string(differences.change.rawValue),
      "version_expected": isSame || !differences.refused.isEmpty
        ? .null : expected(before, differences).map { .string("\($0)") } ?? .null,
      "series_advice": .array(differences.seriesAdvice.map { .string($0) }),
      "differences": .array(
        zip(differences.all, places).map { difference, place in
          var object = difference.json
          object["place"] = .string(place)
          object["in"] = difference.isInNew ? "new" : "old"
          return .object(object)
        }),
    ]
  }
}

/// One side of a comparison.
private struct ComparedSurvey {
  let module: LoadedModule
  /// Of a published version those before it, the oldest first.
  var earlier: [LoadedModule] = []
  /// What its files' names begin with: a folder, or the version's name.
  let prefix: String
  /// The survey's own file as it was named.
  let file: String?

  /// `ID@VERSION`, a path, or the id of a module in the folders.
  static func named(_ name: String, _ options: OperatorOptions) async throws -> ComparedSurvey {
    let isPath =
      name.contains("/") || name.hasSuffix(".yaml")
      || FileManager.default.fileExists(atPath: "\(name)/survey.yaml")
    if !isPath, let mark = name.lastIndex(of: "@") {
      let version = String(name[name.index(after: mark)...])
      return try await published(String(name[..<mark]), version: version, options)
    }
    let configuration = try Configuration.load()
    let report: ModuleReport?
    if isPath {
      guard FileManager.default.fileExists(atPath: name) else {
        throw Problem(.cannotRead, "there is no file or folder '\(name)'")
      }
      let reports = ModuleCatalog.load(paths: [name], otherRoots: configuration.surveys).reports
      guard reports.count == 1 else {
        throw Problem(.badRequest, "'\(name)' holds \(reports.count) modules; name one of them")
      }
      report = reports.first
    } else {
      report = ModuleCatalog.load(folders: configuration.surveys).reports.first { $0.id == name }
    }
    guard let report else {
      throw Problem(
        .notFound, "there is no survey module '\(name)' in the folders of HARK_SURVEYS")
    }
    guard let module = report.module else {
      throw Problem(
        .moduleRefused,
        "'\(report.id)' has problems; mend them first:\n"
          + report.errors.prefix(10).map { "  \($0)" }.joined(separator: "\n"))
    }
    let folder = report.file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return ComparedSurvey(
      module: module, prefix: folder.isEmpty ? "" : folder.joined(separator: "/") + "/",
      file: report.file)
  }

  /// A published version; nil: the newest.
  static func published(
    _ id: String, version: String?, _ options: OperatorOptions
  ) async throws -> ComparedSurvey {
    let (module, earlier) = try await Workplace.with(options) { work in
      let principal = try await work.principal(
        .coordinator, .researcher, .steward, .administrator, .commissioner)
      let module = try await work.engagement.module(id, version: version, as: principal)
      return (
        module,
        try await work.engagement.modules(id, before: module.survey.version, as: principal)
      )
    }
    return ComparedSurvey(
      module: module, earlier: earlier, prefix: "\(id)@\(module.survey.version)/", file: nil)
  }

  /// `surveys/x/survey.yaml:12:5`
  func place(_ place: FactPlace) -> String {
    "\(name(of: place.file)):\(place.line):\(place.column)"
  }

  /// Blocks stand beside the module, everything else in its folder.
  private func name(of path: String) -> String {
    guard let file, !path.hasPrefix("blocks/") else { return prefix + path }
    if path == "survey.yaml" { return file }
    return (file.split(separator: "/", omittingEmptySubsequences: false).dropLast() + [path[...]])
      .joined(separator: "/")
  }
}
