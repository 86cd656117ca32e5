// `hark event`: an occasion with several tables, each of them a conversation.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Practice
internal import Storage
internal import Surveys

/// `hark event`
struct EventCommand: AsyncParsableCommand, PracticeNoun {
  static let kind = PracticeKind.event
  static let columns = ["id", "title", "held_on", "place", "survey", "stage"]
  static let configuration = CommandConfiguration(
    commandName: "event",
    abstract: "Events such as workshops: what they are for, and the conversations at their tables.",
    subcommands: [
      PracticeAdd<Self>.self, PracticeList<Self>.self, PracticeShow<Self>.self,
      PracticeEdit<Self>.self, EventTablesCommand.self, EventSeat.self,
      PracticeHistory<Self>.self, PracticeTemplate<Self>.self,
    ])
}

/// `hark event tables`
struct EventTablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables", abstract: "Lists the tables of an event, without what was said.",
    discussion: """
      Example: hark event tables 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35
      Researchers see the tables that they recorded, coordinators all.
      """)

  @Argument(help: "The event's id.")
  var id: String

  @OptionGroup var page: PageOptions
  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    try await Workplace.with(options) { work in
      let tables = try await work.engagement.tables(
        ofEvent: id, after: page.after, limit: page.limit,
        as: work.principal(.coordinator, .researcher))
      Output.page(
        tables.page,
        columns: [
          "table", "conversation", "survey", "held_on", "place_held", "people", "language",
        ],
        format: format.format, empty: "no table of this event that you may see yet")
      Output.note("in all: \(tables.tables) tables, \(tables.people) people")
    }
  }
}

/// `hark event seat`
struct EventSeat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seat", abstract: "Says at which table of an event a conversation was held.",
    discussion: """
      Example: hark event seat 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 \
      --event 6f0d1b35-5d3e-4f6b-9c41-0f8c2a527a2f --table "Table 3"
      What was said before is replaced. A new conversation takes --event and --table when it is logged.
      """)

  @Argument(help: "The conversation's id.")
  var conversation: String

  @OptionGroup var table: TableOptions
  @OptionGroup var options: OperatorOptions

  func run() async throws {
    try await Workplace.with(options) { work in
      let seat = try await work.engagement.seat(
        conversation,
        JSONObject(table.fields.compactMap { key, value in value.map { (key, .string($0)) } }),
        as: work.principal(.coordinator, .researcher), origin: .cli, reading: .text)
      Output.line("\(seat["conversation"]?.string ?? "") is at \(seat["table"]?.string ?? "")")
    }
  }
}

/// Where a conversation was held that is part of an event.
struct TableOptions: ParsableArguments {
  @Option(help: "The id of the event that it was part of; see hark event list.")
  var event: String?

  @Option(help: "The table of the event, such as \"Table 3\".")
  var table: String?

  /// The fields of the record that they fill.
  var fields: [String: String?] { ["event": event, "table": table] }
}
