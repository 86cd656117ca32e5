// `hark survey try`: the interview as people will have it, with nothing stored.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Surveys

extension SurveyCommand {
  struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "try",
      abstract: "Asks a survey in the terminal and stores nothing; shows what would be stored.",
      discussion: """
        Example: hark survey try worcs-feeling-safe
        Example: hark survey try surveys/worcs-feeling-safe --language en-x-easyread
        """)

    @Argument(help: "The survey's id, or the path of a module; a path needs no database.")
    var survey: String

    @Option(help: "A language of the survey.")
    var language: String?

    @OptionGroup var format: FormatOption
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let survey = try await SurveyCommand.survey(survey, options)
      let texts = try SurveyCommand.texts(survey, language)
      guard let today = Surroundings.live.today else {
        throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
      }
      let plan = try DialoguePlan(
        survey, kind: .response, today: today, places: nil, asksHeading: false)
      let draft = InterviewDraft(
        kind: .response, survey: survey, id: Surroundings.live.identifier(),
        language: texts.language.code)
      var session = InterviewSession(
        dialogue: InterviewDialogue(plan, draft, isTrial: true), terminal: try Terminal(),
        drafts: nil, resume: "")
      session.dialogue.show(ScreenLine("A trial: nothing is stored.", .quiet))
      session.dialogue.begin()
      let ending = session.run()
      guard ending == .store else {
        let status = session.close(ending)
        if status != 0 { throw ExitCode(status) }
        return
      }
      show(session.dialogue)
    }

    /// A value that fits on a line of a table.
    private func short(_ value: JSONValue) -> String {
      let text = value.text()
      return text.count > 60 ? text.prefix(60) + "…" : text
    }

    /// What would be stored.
    private func show(_ dialogue: InterviewDialogue) {
      let survey = dialogue.survey
      let judgement = dialogue.plan.progress(dialogue.draft).judgement
      let kept = judgement.sheet.json(survey)
      if format.format == .json {
        var record = dialogue.draft.record(survey, kept: kept)
        record["id"] = nil
        return Output.text(JSONValue.object(record).pretty)
      }
      let rows: [JSONObject] = zip(survey.questions, judgement.sheet.states).compactMap {
        question, state in
        guard let value = kept[question.id] else { return nil }
        return [
          "question": .string(question.id), "asked": .string(dialogue.texts.ask(question)),
          "answer": .string(dialogue.shown(value, question)),
          "stored": .string(format.format == .table ? short(value) : value.text()),
        ]
      }
      Output.list(
        rows, columns: ["question", "stored"] + (format.format == .csv ? ["answer"] : []),
        format: format.format,
        empty: "no answer would be stored")
      for concern in judgement.concerns { Output.note("the answer to \(concern) raises a concern") }
    }
  }
}
