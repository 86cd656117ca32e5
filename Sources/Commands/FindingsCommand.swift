// `hark findings`: make a release, and read the latest.

internal import ArgumentParser
internal import Engagement
internal import Findings
internal import JSON
internal import Storage

/// `hark findings`
struct FindingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings", abstract: "Shows the latest release of a survey, or makes one.",
    discussion: """
      Example: hark findings worcs-feeling-safe --by age_band
      Example: hark findings worcs-feeling-safe --by age_band --place E07000237
      Example: hark findings release worcs-feeling-safe
      """,
    subcommands: [
      Show.self, Release.self, Export.self, FindingsAuditCommand.self, ExploreCommand.self,
      NoiseCommand.self,
    ],
    defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows the latest release of a survey, the same for every reader.",
      discussion: """
        Example: hark findings worcs-feeling-safe --format csv
        Example: hark findings worcs-feeling-safe --by age_band --format csv --metadata safe.csv-metadata.json > safe.csv
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @Option(help: "One indicator.")
    var indicator: String?

    @Option(
      help:
        "Up to three roles, questions or choices (needs.food), place, period and wave, with commas between them: age_band,place; or before."
    )
    var by: String?

    @Option(help: "The code of one place.")
    var place: String?

    @Option(help: "One month, quarter or year: 2026-03, 2026-Q1, 2026.")
    var period: String?

    @Option(
      help: ArgumentHelp(
        "Also write what the columns of the CSV mean (CSV on the Web); the table is the file of that name without -metadata.json.",
        valueName: "file"))
    var metadata: String?

    @Option(help: .hidden)
    var from: String?

    @Option(help: .hidden)
    var to: String?

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      for (name, value) in [("--from", from), ("--to", to)] where value != nil {
        throw Problem(
          .notProtected,
          "findings with \(name) would need protection that is not built yet; use --period")
      }
      let table = try metadata.map(FindingsMetadata.init)
      let choice = try FindingsChoice(
        indicator: indicator, by: by, place: place, period: period)
      let document = try await Workplace.with(options) { work in
        try await work.engagement.findings(
          survey: survey, choice, as: work.principal(.commissioner, .coordinator, .steward))
      }
      try table?.write(ReleaseDocument(json: .object(document)))
      try FindingsCommand.show(document, format: format.format)
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: "Counts, protects and audits a survey's figures, and publishes them as a release.",
      discussion: "Example: hark findings release worcs-feeling-safe")

    @Argument(help: "The survey's id.")
    var survey: String

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let document = try await Workplace.with(options) { work in
        try await work.engagement.release(
          survey: survey, as: work.principal(.coordinator), origin: .cli)
      }
      try FindingsCommand.show(document, format: format.format)
      // Which groups rests on the counts, so that no reader of the release may know.
      let said = (document["findings"]?.array ?? []).flatMap { $0["limitations"]?.array ?? [] }
      if said.contains(where: { $0.string?.contains(LeftOut.largerGroups) == true }),
        let id = document["release"]?.string
      {
        Output.note("which groups to put together: hark findings audit \(id)")
      }
    }
  }

  /// Prints a release in the format asked for.
  static func show(_ document: JSONObject, format: OutputFormat) throws {
    switch format {
    case .json: Output.text(JSONValue.object(document).pretty)
    case .csv: Output.text(try ReleaseDocument(json: .object(document)).csv)
    case .table: Output.text(try ReleaseDocument(json: .object(document)).table(width: 96))
    }
  }
}
