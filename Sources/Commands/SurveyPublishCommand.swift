// `hark survey publish`, `close` and `reopen`: what is asked from now on, and whether it is.

internal import ArgumentParser
internal import Engagement
internal import Storage
internal import SurveyModules
internal import Surveys

/// `hark survey publish`
struct SurveyPublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Freezes a module's bytes: from now on it can be answered.",
    discussion: """
      Example: hark survey publish worcs-feeling-safe
      A survey that is published already gets a new version; its answers stay. `hark survey diff`
      says beforehand what the change means and which number it needs.
      """)

  @Argument(help: "The module's id.")
  var survey: String

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    try await Workplace.with(options) { work in
      let coordinator = try await work.principal(.coordinator)
      let made = try await work.engagement.publish(survey, as: coordinator, origin: .cli)
      let published = made.survey
      Output.line(
        "\(survey) \(published.survey.version) \(made.isNew ? "is published" : "was published already")"
          + "\(published.isOpen ? "" : " and is closed"), SHA-256 \(published.sha256)")
      if made.isNew, !published.isOpen {
        Output.note("the survey was closed and stays so; `hark survey reopen \(survey)` opens it")
      }
      for list in published.listsWithoutEntries {
        Output.note(
          "warning: it offers the entries of the list '\(list)', which has none yet: nobody can answer"
            + " until they are there; see `hark list import --help`")
      }
      if case .asked = published.survey.consent,
        try await work.engagement.survey(survey, version: nil, as: coordinator).notice?.revision
          == nil
      {
        Output.note(
          "warning: the partnership has no privacy notice, which people have to be told of when they are"
            + " asked; a steward writes it: hark privacy notice template")
      }
      if made.isNew {
        // It is published, whatever becomes of the search.
        let before = try? await work.engagement.askedBefore(
          survey: survey, newOnly: true, limit: 8, as: coordinator)
        if let before { AskedBeforeText.offer(before, about: survey) }
      }
      guard let differences = made.differences else { return }
      for difference in differences.all where difference.change >= .warning {
        Output.note(difference.sentence)
      }
      if differences.change == .series {
        Output.note(
          "answers from this version on are counted apart from those before (series"
            + " \(published.version.published.content.series))")
        for line in differences.seriesAdvice { Output.note(line) }
        if differences.seriesAdvice.count > 1 {
          Output.note(
            "this version is published and stays apart; the line serves where it is put in before"
              + " publishing, so ask `hark survey diff \(survey)` first")
        }
      }
    }
  }
}

/// `hark survey close`
struct SurveyCloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Closes a published survey: it takes no more responses.",
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

/// `hark survey reopen`
struct SurveyReopenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Opens a closed survey again: it takes responses.",
    discussion: "Example: hark survey reopen worcs-feeling-safe")

  @Argument(help: "The survey's id.")
  var survey: String

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    try await Workplace.with(options) { work in
      let opened = try await work.engagement.reopen(
        survey, as: work.principal(.coordinator), origin: .cli)
      Output.line("\(survey) \(opened.survey.version) is open")
    }
  }
}
