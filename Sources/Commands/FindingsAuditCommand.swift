// `hark findings audit`: what protects a release, in words, for coordinators.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark findings audit`
struct FindingsAuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract:
      "Says which counts of a release are protected, and what readers can still think of each.",
    discussion: """
      Example: hark findings audit 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35
      For coordinators alone: it names the cells that must not be known, though no exact count. That it \
      was read is kept. `hark findings SURVEY` shows the release's id.
      """)

  @Argument(help: "The release's id.")
  var release: String

  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    let audit = try await Workplace.with(options) { work in
      try await work.engagement.auditInWords(
        ofRelease: release, as: work.principal(.coordinator), origin: .cli)
    }
    switch format.format {
    case .json: Output.text(JSONValue.object(audit.json).pretty)
    case .csv:
      Output.list(
        (audit.json["cells"]?.array ?? []).compactMap(\.object),
        columns: [
          "indicator", "by", "group", "count", "releases_ago", "least", "most", "ruled_out",
        ],
        format: .csv, empty: "")
    case .table: audit.lines.forEach(Output.line)
    }
  }
}
