// `hark follow-up`: what was promised to people in conversations, and that a promise was kept.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage
internal import Surveys

/// `hark follow-up`
struct FollowUpCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow-up",
    abstract: "Lists what was promised to people in conversations, and writes down what was done.",
    discussion: "A promise is made with `hark conversation log` or `edit --follow-up`.",
    subcommands: [List.self, Done.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists promises that are not kept yet, oldest first.",
      discussion: """
        Example: hark follow-up list
        Researchers see those of their own conversations, coordinators all.
        """)

    @Flag(help: "Those too that were kept.")
    var all = false

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.followUps(
          openOnly: !all, after: page.after, limit: page.limit,
          as: work.principal(.coordinator, .researcher), origin: .cli)
        Output.page(
          list,
          columns: [
            "conversation", "held_on", "follow_up", "follow_up_by", "follow_up_due",
            "follow_up_done", "overdue",
          ],
          format: format.format,
          empty: all ? "nothing was promised yet" : "no promise is open that you may see")
      }
    }
  }

  struct Done: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "done",
      abstract: "Writes down that what was promised in a conversation was done.",
      discussion: """
        Example: hark follow-up done 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --on 2026-12-01
        """)

    @Argument(help: "The conversation's id.")
    var conversation: String

    @Option(help: "The day on which it was done; today if left out.")
    var on: String?

    @Flag(help: "It was not done after all.")
    var undo = false

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if undo, on != nil { throw ValidationError("--on and --undo contradict each other.") }
    }

    func run() async throws {
      try await Workplace.with(options) { work in
        let kept = try await work.engagement.keepPromise(
          conversation,
          undo ? ["done_on": .null] : on.map { ["done_on": .string($0)] } ?? [:],
          as: work.principal(.coordinator, .researcher), origin: .cli, reading: .text)
        let day = kept["follow_up_done"]?.string
        Output.line(day.map { "done on \($0)" } ?? "not done yet")
      }
    }
  }
}

/// What was promised to the person, as it is said on the line when a conversation is logged or edited.
struct FollowUpOptions: ParsableArguments {
  @Option(help: "What you promised the person, such as \"to ring about the ramp\".")
  var followUp: String?

  @Option(help: "Who sees to it: a role, no name.")
  var followUpBy: String?

  @Option(help: "The day by which you promised it, such as 2026-12-01.")
  var followUpDue: String?

  /// The fields of the record that they fill.
  var fields: [String: String?] {
    ["follow_up": followUp, "follow_up_by": followUpBy, "follow_up_due": followUpDue]
  }
}
