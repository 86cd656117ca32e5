// `hark retention`: keeping no longer than people were told, legal holds, and erasing single records.
// For stewards.

public import ArgumentParser
public import Engagement
internal import Storage

/// `hark retention`
struct RetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "Erases what was kept long enough, unless a legal hold keeps it. For stewards.",
    subcommands: [Run.self, Erase.self, Hold.self, Holds.self, Lift.self])

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Erases records that were kept as long as their consent says.",
      discussion: """
        Example: hark retention run --dry-run
        How long is said by keep_months of each survey. Begin with --dry-run: what is erased is gone for \
        good.
        """)

    @Flag(help: "Say what would be erased, and erase nothing.")
    var dryRun = false

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let lines = try await work.engagement.retain(
          isDryRun: dryRun, as: work.principal(.steward), origin: .cli)
        Output.list(
          lines,
          columns: [
            "class", "survey", "version", "keep_months", "before", "due", "held", "along", "erased",
          ],
          format: format.format, empty: "nothing is due")
        if dryRun { Output.note("a dry run: nothing was erased") }
      }
    }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase",
      abstract: "Erases one record for good.",
      discussion: """
        Example: hark retention erase 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --reason person_asked
        The reason stands in the audit trail for good, so it is one of a list.
        """)

    @Argument(help: "The record's id.")
    var id: String

    @Option(
      help: "person_asked, recorded_by_mistake, names_somebody, no_consent or legal_duty.")
    var reason: EraseReason

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        try await work.engagement.erase(
          id, because: reason, as: work.principal(.steward), origin: .cli)
        Output.line("erased \(id)")
      }
    }
  }

  struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hold",
      abstract: "Keeps a record, or everything that answers a survey, from being erased.",
      discussion:
        "Example: hark retention hold --survey warm-rooms --reason \"A court asked for it\"")

    @Option(help: "The record's id.")
    var record: String?

    @Option(help: "The survey's id.")
    var survey: String?

    @Option(help: "Why, without naming a person.")
    var reason: String

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if (record == nil) == (survey == nil) {
        throw ValidationError("Name --record or --survey.")
      }
    }

    func run() async throws {
      try await Workplace.with(options) { work in
        Output.line(
          try await work.engagement.hold(
            record: record, survey: survey, reason: reason, as: work.principal(.steward),
            origin: .cli))
      }
    }
  }

  struct Holds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "holds",
      abstract: "Lists legal holds, oldest first, ended ones too.",
      discussion: "Example: hark retention holds")

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.holds(
          after: page.after, limit: page.limit, as: work.principal(.steward))
        Output.page(
          list, columns: ["id", "record", "survey", "reason", "since", "ended_at"],
          format: format.format, empty: "no hold yet")
      }
    }
  }

  struct Lift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lift",
      abstract: "Ends a legal hold.",
      discussion: "Example: hark retention lift 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "The hold's id.")
    var id: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let erased = try await work.engagement.endHold(
          id, as: work.principal(.steward), origin: .cli)
        Output.line("ended \(id)")
        if erased > 0 { Output.note("erased \(erased) records that people had taken back") }
      }
    }
  }
}

extension EraseReason: ExpressibleByArgument {}
