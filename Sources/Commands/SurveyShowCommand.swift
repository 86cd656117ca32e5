// `hark survey show`: a survey that reads like the paper form.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

extension SurveyCommand {
  /// How a survey is shown.
  enum ShownAs: String, ExpressibleByArgument, CaseIterable { case form, json }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a survey as people will be asked it.",
      discussion: "Example: hark survey show worcs-feeling-safe --language en-x-easyread")

    @Argument(help: "The survey's id, or the path of a module.")
    var survey: String

    @Option(help: "A language of the survey.")
    var language: String?

    @Option(help: "form, the paper form; or json, the way clients read it.")
    var format = ShownAs.form

    @Flag(help: "The same as --format json.")
    var json = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let shown = try await SurveyCommand.survey(survey, options)
      let texts = try SurveyCommand.texts(shown, language)
      if json || format == .json { return Output.text(JSONValue.object(shown.document).pretty) }
      let configuration = try Configuration.load()
      let pointer = (options.partnership ?? configuration.partnership).map {
        NoticePointer(partnership: $0, revision: 1)
      }
      let notice =
        pointer?.line(configuration, texts.words) ?? texts.words(.noticeAsk)
      let takeBack =
        pointer?.takeBack(configuration, texts.words) ?? texts.words(.takeBackAsk)
      for line in PaperForm(texts, notice: notice, takeBack: takeBack).lines {
        for row in line.rows(width: 90, colours: false) {
          // The mark makes what begins with a number or a box run from the right.
          let mark = texts.language.isRightToLeft && !row.isEmpty ? "\u{200F}" : ""
          Output.line(mark + row)
        }
      }
    }
  }

  /// The texts in a language of the survey; none named: the first.
  static func texts(_ survey: Survey, _ language: String?) throws -> SurveyTexts {
    guard let language else { return SurveyTexts(survey) }
    guard let texts = SurveyTexts(survey, language: language) else {
      let known = survey.languages.map(\.code).joined(separator: ", ")
      throw Problem(.badRequest, "the survey has no language '\(language)'; it has \(known)")
    }
    return texts
  }

  /// The module at a path, the module of that id in the folders, or else the published survey.
  static func survey(_ name: String, _ options: OperatorOptions) async throws -> Survey {
    if name.contains("/") || name.hasSuffix(".yaml") || FileManager.default.fileExists(atPath: name)
    {
      let reports = try Modules.parse([name]).load().reports
      guard reports.count == 1, let report = reports.first else {
        throw Problem(.badRequest, "'\(name)' holds \(reports.count) modules; name one of them")
      }
      guard let module = report.module else {
        throw Problem(
          .moduleRefused,
          "'\(report.id)' has problems; mend them first:\n"
            + report.errors.prefix(10).map { "  \($0)" }.joined(separator: "\n"))
      }
      return module.sample
    }
    if try !Configuration.load().surveys.isEmpty,
      let survey = try Modules.parse([]).load()[name]?.sample
    {
      return survey
    }
    return try await Workplace.with(options) { work in
      try await work.engagement.survey(
        name, version: nil,
        as: work.principal(.coordinator, .researcher, .steward, .administrator, .commissioner)
      ).survey
    }
  }
}
