// `hark survey show`: a survey that reads like the paper form.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage
internal import SurveyModules
internal import Surveys

extension SurveyCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows a survey as people will be asked it.",
      discussion: "Example: hark survey show worcs-feeling-safe --language en-x-easyread")

    @Argument(help: "The survey's id; the module in the folders, else the published version.")
    var survey: String

    @Option(help: "A language of the survey.")
    var language: String?

    @Flag(help: "As JSON, the way clients read it.")
    var json = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let draft = try SurveyCommand.draft(survey)
      let shown: Survey
      if let draft {
        shown = draft
      } else {
        shown = try await Workplace.with(options) { work in
          try await work.engagement.survey(
            survey, version: nil,
            as: work.principal(.coordinator, .researcher, .steward, .administrator, .commissioner)
          ).survey
        }
      }
      if let language, !shown.languages.contains(where: { $0.code == language }) {
        let known = shown.languages.map(\.code).joined(separator: ", ")
        throw Problem(.badRequest, "the survey has no language '\(language)'; it has \(known)")
      }
      if json { return Output.text(JSONValue.object(shown.document).text(.pretty) + "\n") }
      Output.text(PaperForm(shown, language: language).text)
    }
  }

  /// The module of that id in the folders, when it loads.
  private static func draft(_ id: String) throws -> Survey? {
    try Configuration.load().surveys.isEmpty
      ? nil : Modules.parse([]).load()[id]?.survey
  }
}

/// A survey as text, in one of its languages.
private struct PaperForm {
  private let survey: Survey
  private let translation: Translation?

  init(_ survey: Survey, language: String?) {
    self.survey = survey
    translation = language.flatMap { survey.translations[$0] }
  }

  var text: String {
    var lines = [translation?.title ?? survey.title, ""]
    if case .asked(let wording) = survey.consent {
      lines += [wording.opening, "", wording.safeguarding, ""]
      for scope in wording.scopes { lines += ["[ ] \(scope.ask)"] }
      lines.append("")
    }
    var number = 0
    for question in survey.questions where question.kind.isAnswerable || question.kind is Note {
      if question.kind.isAnswerable { number += 1 }
      lines += self.lines(question, number: question.kind.isAnswerable ? "\(number). " : "")
    }
    if !survey.priorities.isEmpty {
      lines.append("What the answers are evidence for:")
      for priority in survey.priorities {
        lines.append("  \(priority.title) (\(priority.framework))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ question: Question, number: String, indent: String = "") -> [String] {
    let texts = translation?.questions[question.id]
    let ask =
      question.isEmptySlot
      ? "(licensed question, its text is not loaded)" : texts?.ask ?? question.ask
    var lines = ["\(indent)\(number)\(ask)\(question.required ? " *" : "")"]
    if let hint = texts?.hint ?? question.hint {
      lines.append("\(indent)   For the researcher: \(hint)")
    }
    if let rule = question.showIf { lines.append("\(indent)   Asked if: \(rule.text)") }
    if question.sensitive {
      lines.append("\(indent)   Asked only with consent to use sensitive answers")
    }
    for choice in question.choices {
      lines.append("\(indent)   ( ) \(texts?.choices[choice.id] ?? choice.text)")
    }
    if question.choices.isEmpty, question.itemQuestions.isEmpty, question.kind.isAnswerable {
      lines.append("\(indent)   ______________________")
    }
    for (index, item) in question.itemQuestions.enumerated() {
      lines += self.lines(item, number: "\(index + 1). ", indent: indent + "   ")
    }
    return lines + [""]
  }
}
