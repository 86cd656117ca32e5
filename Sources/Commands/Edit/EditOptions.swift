// How an edit is given to a command: on the line, in a file, or in the person's own editor.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// Options of commands that edit a record.
struct EditOptions: ParsableArguments {
  @Option(help: "A JSON or YAML file with what changes; its answers replace all answers.")
  var from: String?

  @Option(
    parsing: .upToNextOption,
    help: "Answers that change, each QUESTION=VALUE; QUESTION= takes an answer out.")
  var answers: [String] = []

  @Option(help: "The language, such as en or cy.")
  var language: String?

  @Option(help: "Why it is edited, in a few words; kept with the earlier version.")
  var reason: String?

  @Option(help: "Edit only while this revision stands; `show` says which it is.")
  var ifMatch: Int?

  /// Edits a record and prints it as it then stands.
  func run(
    _ kind: SubmissionKind, _ id: String, _ heading: [String: String?], _ options: OperatorOptions
  ) async throws {
    let change = try RecordChange(self, heading)
    try await Workplace.with(options) { work in
      let principal = try await work.principal(.coordinator, .researcher)
      guard let change else {
        return try await RecordEditor(work.engagement, principal, kind, id, reason).run()
      }
      let tags = ifMatch.map { ["\"\($0)\""] }
      let view = try await work.engagement.edit(
        kind, id, change.fields, made: tags.map { .tagged($0) } ?? .any,
        addsAnswers: change.addsAnswers, as: principal, origin: .cli, reading: change.reading)
      await Self.show(view, work.engagement, principal)
    }
  }

  /// Prints a record that was edited.
  static func show(_ view: RecordView, _ engagement: Engagement, _ principal: Principal) async {
    Output.text(JSONValue.object(view.json).pretty)
    if view.raisedConcern { await Output.noteConcern(engagement, principal) }
  }

  /// Prints every version of a record.
  static func history(
    _ kind: SubmissionKind, _ id: String, _ options: OperatorOptions, _ format: FormatOption
  ) async throws {
    try await Workplace.with(options) { work in
      let versions = try await work.engagement.history(
        of: kind, id, as: work.principal(.coordinator, .researcher), origin: .cli)
      Output.list(
        versions, columns: ["revision", "recorded_at", "recorded_by", "changed", "reason"],
        format: format.format, empty: "no version")
    }
  }
}

/// What a command's line and file say is to change.
private struct RecordChange {
  private(set) var fields: JSONObject = [:]
  let reading: AnswerReading
  let addsAnswers: Bool

  /// Nil: nothing is said, so the person's editor is opened.
  init?(_ options: EditOptions, _ heading: [String: String?]) throws {
    var given = heading
    given["language"] = options.language
    let texts = given.compactMapValues { $0 }
    if options.from == nil, texts.isEmpty, options.answers.isEmpty { return nil }
    // What the line says is text; a typed file is then read as text as well, which reads the same.
    let isMixed = !texts.isEmpty || !options.answers.isEmpty
    let file = try options.from.map(InputFile.record)
    reading = isMixed ? .text : file?.reading ?? .text
    fields = file?.object ?? [:]
    let inFile = fields["answers"]?.object
    addsAnswers = inFile == nil
    for (key, value) in texts { fields[key] = value.isEmpty ? .null : .string(value) }
    if let reason = options.reason { fields["reason"] = .string(reason) }
    guard !options.answers.isEmpty else { return }
    var all = inFile ?? [:]
    for (key, value) in try InputFile.answers(options.answers) { all[key] = value }
    fields["answers"] = .object(all)
  }
}
