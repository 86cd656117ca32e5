// `hark survey progress`: how far a survey is, and who is not heard yet.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark survey progress`
struct SurveyProgressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Counts responses while a survey runs, and says who is not heard yet. Audited.",
    discussion: """
      Example: hark survey progress worcs-feeling-safe
      For coordinators: the counts are exact and not for publishing.
      """)

  @Argument(help: "The survey's id.")
  var survey: String

  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    let progress = try await Workplace.with(options) { work in
      try await work.engagement.progress(
        survey: survey, as: work.principal(.coordinator), origin: .cli)
    }
    switch format.format {
    case .json: Output.text(JSONValue.object(progress.json).pretty)
    case .csv:
      Output.list(
        progress.table,
        columns: ["by", "id", "label", "responses", "withdrawn", "late", "heard"], format: .csv,
        empty: "")
    case .table: show(progress)
    }
  }

  private func show(_ progress: SurveyProgress) {
    let total = progress.total
    Output.line("\(progress.title) (\(progress.survey)), \(progress.isOpen ? "open" : "closed")")
    Output.line(
      "\(total.responses) responses, \(total.late ?? 0) of them late; \(total.withdrawn ?? 0)"
        + " withdrawn")
    for part in progress.parts where !part.rows.isEmpty { list(part, progress) }
    for part in progress.heard { list(part, progress) }
    missing(progress)
  }

  private func list(_ part: SurveyProgress.Part, _ progress: SurveyProgress) {
    Output.line("")
    let rows = part.rows.map { row -> JSONObject in
      var object: JSONObject = [
        part.name: .string(row.label.isEmpty ? "not given" : row.label),
        "responses": .number(Double(row.responses)),
      ]
      object["note"] = row.heard.flatMap { note($0, progress) }.map { .string($0) }
      if let withdrawn = row.withdrawn, withdrawn > 0 {
        object["note"] = .string("\(withdrawn) withdrawn")
      }
      return object
    }
    Output.list(rows, columns: [part.name, "responses", "note"], format: .table, empty: "")
  }

  private func note(_ hearing: SurveyProgress.Hearing, _ progress: SurveyProgress) -> String? {
    switch hearing {
    case .nobody: "nobody yet"
    case .few: "few: findings show them from \(progress.fewBelow)"
    case .enough: nil
    }
  }

  private func missing(_ progress: SurveyProgress) {
    guard !progress.heard.isEmpty else { return }
    let names = progress.heard.flatMap { part in
      part.rows.filter { $0.heard == .nobody }.map { "\(part.name): \($0.label)" }
    }
    Output.line("")
    Output.line(
      names.isEmpty
        ? "Somebody of every group is heard."
        : "Not heard yet:\n" + names.map { "  \($0)" }.joined(separator: "\n"))
  }
}
