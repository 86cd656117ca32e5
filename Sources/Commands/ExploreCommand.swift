// `hark findings explore` and `hark findings noise`: tables with noise to look around in, and the secret that
// makes the noise.

internal import ArgumentParser
internal import Engagement
internal import Findings
internal import JSON
internal import Storage

/// `hark findings explore`
struct ExploreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Shows a table with noise that no release holds, to look around in.",
    discussion: """
      Example: hark findings explore worcs-feeling-safe --indicator services_help_safe --by carer,sex
      Of the people whom the last release counted. The same people give the same number however they are \
      asked for; each number is a few people off at most. Only so many different tables of a survey are shown \
      in a year, and nothing sensitive. Not for publication. For coordinators; a steward makes the noise first.
      """)

  @Argument(help: "The survey's id.")
  var survey: String

  @Option(help: "The indicator: a percentage or number of people.")
  var indicator: String

  @Option(
    help:
      "Up to three roles, questions or choices (needs.food), place, and period or wave, with commas between them."
  )
  var by: String

  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    let table = try await Workplace.with(options) { work in
      try await work.engagement.explore(
        survey: survey, indicator: indicator, by: by, as: work.principal(.coordinator),
        origin: .cli)
    }
    if format.format == .json { return Output.text(JSONValue.object(table).pretty) }
    let names = (table["by"]?.array ?? []).compactMap(\.string)
    let rows = (table["rows"]?.array ?? []).compactMap(\.object).map { row in
      var line: JSONObject = [:]
      for name in names {
        line[name] = row["group"]?[name]?[format.format == .csv ? "id" : "label"] ?? .null
      }
      for key in ["base", "count", "value"] { line[key] = row[key] ?? .null }
      if format.format == .table {
        if row["base"] == .null {
          line["base"] = "hidden"
        } else if row["count"] == .null {
          line["count"] = "hidden"
        }
      }
      return line
    }
    Output.list(
      rows, columns: names + ["base", "count", "value"], format: format.format, empty: "no rows")
    for note in table["notes"]?.array ?? [] { Output.note(note.string ?? "") }
    Output.note(
      "\(table["tables_left"]?.int ?? 0) more different tables of it can be shown this year")
  }
}

/// `hark findings noise`
struct NoiseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "Makes the secret table of noise that `hark findings explore` needs.",
    discussion: "What is in the table is sealed, and no command shows it.",
    subcommands: [Make.self, Show.self])

  private static let columns = ["most", "variance", "hide_below", "made_at"]

  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Makes the table, for stewards.",
      discussion: "Example: hark findings noise make --variance 2")

    @Option(help: "No number is changed by more people than this: 2 or 3.")
    var most = NoiseSettings.standard.most

    @Option(help: "The variance of the changes, from 1 to 2 or 4.")
    var variance = NoiseSettings.standard.variance

    @Option(help: "Counts under this are hidden; 10 is the least.")
    var hideBelow = NoiseSettings.standard.hideBelow

    @Flag(help: "Replace the table there is: only where it became known.")
    var replace = false

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let settings = try NoiseSettings(checked: most, variance, hideBelow)
      let made = try await Workplace.with(options) { work in
        try await work.engagement.makeNoise(
          settings, replacing: replace, as: work.principal(.steward), origin: .cli)
      }
      Output.list([made], columns: NoiseCommand.columns, format: format.format, empty: "")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows what the table in use was made by.",
      discussion: "Example: hark findings noise show")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let shown = try await Workplace.with(options) { work in
        try await work.engagement.noiseSettings(as: work.principal(.coordinator, .steward))
      }
      Output.list([shown], columns: NoiseCommand.columns, format: format.format, empty: "")
    }
  }
}
