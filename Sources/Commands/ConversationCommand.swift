// `hark conversation`: what was said, with its consent.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark conversation`
struct ConversationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversation",
    abstract: "Logs, imports, lists, shows, edits and exports conversations.",
    subcommands: [
      Log.self, Drafts.self, Import.self, Transcript.self, Minutes.self, List.self, Show.self,
      Edit.self, History.self, Export.self,
    ])

  struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log",
      abstract: "Logs a conversation: asks for it in the terminal, or takes a file or the line.",
      discussion: """
        Example: hark conversation log
        Example: hark conversation log --from conversation.yaml
        Example: hark conversation log open-conversation --place-held E06000026 \
        --consent analyse,quote --answers what_matters="A place to meet"
        Without a module it is open-conversation, five open prompts.
        """)

    @Argument(help: "The module; leave it out for open-conversation.")
    var module: String?

    @OptionGroup var record: RecordOptions

    @OptionGroup var heading: HeadingOptions

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      if record.isAsked {
        return try await InterviewRun(
          kind: .conversation, survey: module,
          given: heading.fields.compactMapValues { $0 }.merging(record.links) { first, _ in first },
          record: record, options: options
        ).run()
      }
      let survey = ["survey": module]
      let (object, reading) = try record.read(survey.merging(heading.fields) { first, _ in first })
      try await Workplace.with(options) { work in
        try await record.store(object, work) { record, engagement, principal, receiptHash in
          try await engagement.log(
            record, as: principal, origin: .cli, reading: reading, receiptHash: receiptHash)
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists conversations, oldest first.",
      discussion: "Example: hark conversation list --limit 20")

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.conversations(
          after: page.after, limit: page.limit, as: work.principal(.coordinator, .researcher))
        Output.page(
          list,
          columns: ["id", "survey", "held_on", "place_held", "setting", "how", "people", "basis"],
          format: format.format, empty: "no conversation yet")
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a conversation with the person's words.",
      discussion: "Example: hark conversation show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let conversation = try await work.engagement.conversation(
          id, as: work.principal(.coordinator, .researcher), origin: .cli)
        Output.text(JSONValue.object(conversation.json).pretty)
      }
    }
  }
}
