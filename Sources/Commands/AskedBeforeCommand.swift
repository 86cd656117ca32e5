// `hark survey asked-before`, and what is offered when a survey is published or a plan is made.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark survey asked-before`
struct SurveyAskedBeforeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "asked-before",
    abstract: "Says which of a survey's questions are like those that were asked before.",
    discussion: """
      Example: hark survey asked-before worcs-feeling-safe
      It looks at the module in the folder, before it is published; where there is none, at the survey as it was \
      published. Each question is held against those of every version of the other surveys, against findings, \
      plans, cycles, experiments and events, in each language.
      """)

  @Argument(help: "The survey's id.")
  var survey: String

  @Option(help: "How many questions at most, 1 to 1000.")
  var limit = 50

  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard (1...1_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
  }

  func run() async throws {
    try await Workplace.with(options) { work in
      let principal = try await work.principal(.coordinator, .researcher, .commissioner, .steward)
      let found = try await work.engagement.askedBefore(
        survey: survey, asDraft: true, limit: limit, as: principal)
      if format.format == .json { return Output.text(JSONValue.object(found.json).pretty) }
      Output.list(
        AskedBeforeText.rows(found),
        columns: ["question", "like", "where", "id", "text", "asked", "answered", "findings"],
        format: format.format, empty: "no question is like one that was asked before")
      for line in AskedBeforeText.ends(found) { Output.note(line) }
    }
  }
}

/// What was asked before, for whoever asks anew.
enum AskedBeforeText {
  static func rows(_ found: AskedBefore) -> [JSONObject] {
    found.matches.flatMap { match in
      match.earlier.map { earlier in
        [
          "question": .string(match.id), "like": .string(earlier.kind),
          "where": earlier.survey.map { .string($0) } ?? .null, "id": .string(earlier.id),
          "text": .string(earlier.text), "asked": .string(asked(earlier)),
          "answered": earlier.answered.map { .number(Double($0)) } ?? .null,
          "findings": findings(earlier).map { .string($0) } ?? .null,
        ]
      }
    }
  }

  /// What is alike, when it is about to be asked; nothing when nothing is.
  static func offer(_ found: AskedBefore, about survey: String? = nil) {
    guard !found.isEmpty else { return }
    Output.note("Has this been asked before?")
    for match in found.matches {
      Output.note("  \"\(match.text)\" is like")
      for earlier in match.earlier {
        let place = earlier.survey.map { " in \($0)" } ?? ""
        var parts = ["\(earlier.kind)\(place): \"\(earlier.text)\"", asked(earlier)]
        if let answered = earlier.answered { parts.append("\(answered) answered") }
        if let findings = findings(earlier) { parts.append("see: \(findings)") }
        Output.note("    " + parts.joined(separator: "; "))
      }
    }
    for line in ends(found) { Output.note("  " + line) }
    if found.more > 0, let survey {
      Output.note("  all of them: hark survey asked-before \(survey)")
    }
  }

  /// What is said of all questions together.
  static func ends(_ found: AskedBefore) -> [String] {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(number) \(number == 1 ? one : many)"
    }
    var lines: [String] = []
    if found.more > 0 {
      lines.append(
        "\(count(found.more, "more question is", "more questions are")) like earlier ones")
    }
    if found.standardQuestions > 0 {
      lines.append(
        count(found.standardQuestions, "question is a standard one", "questions are standard ones")
          + ", asked in \(count(found.standardSurveys, "other survey", "other surveys"))")
    }
    return lines
  }

  private static func asked(_ earlier: AskedBefore.Earlier) -> String {
    let from = earlier.askedFrom.prefix(10)
    if earlier.version == nil { return "written down \(from)" }
    return earlier.askedUntil.map { "asked from \(from) to \($0.prefix(10))" }
      ?? "asked since \(from)"
  }

  private static func findings(_ earlier: AskedBefore.Earlier) -> String? {
    guard earlier.release != nil, let survey = earlier.survey, let indicator = earlier.indicator
    else { return nil }
    return "hark findings \(survey) --indicator \(indicator)"
  }
}
