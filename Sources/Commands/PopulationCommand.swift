// `hark population`: numbers of people by group, from census tables. Every release shows beside them who
// was heard.

internal import ArgumentParser
internal import Engagement
internal import Findings
internal import JSON
internal import Storage

/// `hark population`
struct PopulationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "population",
    abstract: "Keeps the census tables that every release is held against: who was heard, who not.",
    discussion: """
      A table says how many people there are in each group of a role or question. It is the \
      partnership's, or one survey's where that is about other people than all residents.
      """,
    subcommands: [Import.self, Show.self, Drop.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Brings in tables of the population; a role's new table replaces the one before.",
      discussion: """
        Example: hark population import census.csv
        Example: hark population import carers.csv --survey worcs-feeling-safe
        The table has the columns by (a role such as age_band, or a question), group (the id of a \
        choice, or the code of a place), people, and may have source. JSON is a list of objects with \
        these keys.
        """)

    @Argument(help: "A CSV or JSON file.")
    var file: String

    @Option(help: "The survey whose population it is; without it, every survey's.")
    var survey: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let (groups, places) = try PopulationFile.read(file)
      try await Workplace.with(options) { work in
        let (tables, warnings) = try await work.engagement.keepPopulation(
          groups, places: places, survey: survey,
          as: work.principal(.coordinator, .administrator), origin: .cli)
        for table in tables {
          let count = table.groups.count
          Output.line("\(table.role): \(count) \(count == 1 ? "group" : "groups")")
        }
        for warning in warnings { Output.note("warning: \(warning)") }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows the tables in use; with --survey those that its releases use.",
      discussion: "Example: hark population show --format csv")

    @Option(help: "The survey.")
    var survey: String?

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let tables = try await work.engagement.population(
          survey: survey, as: work.principal(.coordinator, .administrator, .steward))
        Output.list(
          tables.flatMap(\.rows), columns: ["by", "group", "people", "source", "survey"],
          format: format.format, empty: "no table yet; `hark population import` takes one in")
      }
    }
  }

  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop",
      abstract:
        "Takes a role's table out of use; releases that were made with it stay as they are.",
      discussion: "Example: hark population drop age_band")

    @Argument(help: "The role or question.")
    var role: String

    @Option(help: "The survey whose population it is.")
    var survey: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        try await work.engagement.dropPopulation(
          role, survey: survey, as: work.principal(.coordinator, .administrator), origin: .cli)
        Output.line("\(role): no longer in use")
      }
    }
  }
}
