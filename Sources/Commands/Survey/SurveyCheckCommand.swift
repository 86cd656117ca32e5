// `hark survey check`: every mistake of survey modules, and with --plain what is hard to read in them.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import SurveyModules
internal import Surveys

extension SurveyCommand {
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Names every mistake of survey modules with its line and column.",
      discussion: """
        Example: hark survey check surveys
        Example: hark survey check --plain surveys/warm-spaces
        Example: hark survey check --translations surveys/warm-spaces
        """)

    @OptionGroup var modules: Modules
    @OptionGroup var format: FormatOption

    @Flag(help: "Also name what is hard to read: jargon, long sentences, two questions in one.")
    var plain = false

    @Flag(help: "Also say how much of each language is there, and which texts are missing.")
    var translations = false

    @Flag(help: "End with 1 when there is a warning.")
    var strict = false

    func run() async throws {
      let paths = try modules.found()
      let reports = paths.map { ($0, BlockCheck.reports(path: $0)) }
      let named = reports.flatMap { $0.1 ?? [] }
      let others = reports.filter { $0.1 == nil }.map(\.0)
      let catalog = others.isEmpty ? nil : try Modules.load(others)
      let blocks = named + (catalog.map { BlockCheck.unused(in: others, by: $0) } ?? [])
      var problems = catalog?.reports.flatMap(\.problems) ?? []
      // A broken block is named by the survey that uses it, too.
      problems += blocks.flatMap(\.problems).filter { !problems.contains($0) }
      if plain { problems += try plainProblems() }
      switch format.format {
      case .table: for problem in problems { Output.line(problem.description) }
      case .json, .csv:
        Output.list(
          problems.map(\.json),
          columns: ["file", "line", "column", "severity", "code", "message", "suggestion"],
          format: format.format, empty: "")
      }
      if translations, let catalog { showTranslations(catalog) }
      let warnings = problems.filter { $0.severity == .warning }.count
      Output.note(
        summary(catalog, blocks)
          + (warnings > 0 ? "; \(warnings) \(warnings == 1 ? "warning" : "warnings")" : ""))
      let isBad = catalog.map { !$0.failures.isEmpty } ?? false || !blocks.allSatisfy(\.isGood)
      if isBad || (strict && warnings > 0) { throw ExitCode(1) }
    }

    private func summary(_ catalog: ModuleCatalog?, _ blocks: [BlockReport]) -> String {
      let bad = catalog?.failures.count ?? 0
      let badBlocks = blocks.count { !$0.isGood }
      var parts: [String] = []
      if let catalog {
        parts.append(
          bad == 0
            ? "\(catalog.modules.count) of \(catalog.reports.count) modules are good"
            : "\(bad) of \(catalog.reports.count) modules have errors")
      }
      if !blocks.isEmpty {
        parts.append(
          badBlocks == 0
            ? "\(blocks.count) \(blocks.count == 1 ? "block" : "blocks") read without a survey"
            : "\(badBlocks) of \(blocks.count) blocks have errors")
      }
      return parts.joined(separator: "; ")
        + (bad + badBlocks > 0 ? "; docs/problems.md explains each code" : "")
    }

    private func showTranslations(_ catalog: ModuleCatalog) {
      for survey in catalog.modules.map(\.survey) {
        for texts in survey.languages.dropFirst().compactMap({
          SurveyTexts(survey, language: $0.code)
        }) {
          let completeness = texts.completeness
          // The choices of a grid are written once and stand in each of its rows.
          var missing: [String] = []
          for path in completeness.missing where missing.last != path && !missing.contains(path) {
            missing.append(path)
          }
          Output.note(
            "\(survey.id) \(texts.language.code): \(completeness.translated) of"
              + " \(completeness.all) texts"
              + (missing.isEmpty
                ? ""
                : "; missing: \(missing.joined(separator: ", "))"
                  + " (questions.safe.hint is written 'questions: {safe: {hint: …}}')"))
        }
      }
    }

    /// What is not plain in the files that are named, and in the blocks that their surveys use.
    private func plainProblems() throws -> [ModuleProblem] {
      let configured = (try? Configuration.load().surveys) ?? []
      let given =
        modules.paths.isEmpty ? configured.filter(SurveyFiles.isFolderOfSurveys) : modules.paths
      let files = try SurveyFiles.list(given).map { ($0, try InputFile.bytes($0)) }
      var known = Set(files.map { URL(fileURLWithPath: $0.0).standardizedFileURL.path })
      let blocks = files.flatMap { file, bytes in
        PlainCheck.blocks(ofFile: file, bytes: bytes, otherRoots: given + configured)
      }.filter { known.insert(URL(fileURLWithPath: $0.name).standardizedFileURL.path).inserted }
      return (files + blocks).flatMap { PlainCheck.problems(file: $0.0, bytes: $0.1) }
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
