// `hark conversation import`: conversations from a table, or from JSON or YAML.

internal import ArgumentParser
internal import Conversations
internal import Engagement

extension ConversationCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Imports conversations; refused ones are named and do not stop the rest.",
      discussion: """
        Example: hark conversation import notes.csv --rejects refused.csv
        Example: hark conversation import conversations.yaml --dry-run
        A .csv file has a row a conversation: question ids, consent.SCOPE, and _held_on, \
        _place_held, _setting, _how, _people, _language, _interpreter, _basis, _citation, _note, \
        _follow_up, _follow_up_by, _follow_up_due, _follow_up_done. \
        Other files are JSON (a list, one record, or one a line) or YAML, with the fields of \
        `hark conversation log --from`.
        """)

    @Argument(help: "A CSV, JSON or YAML file; - for a table on standard input.")
    var file: String

    @Option(help: "The module; leave it out for open-conversation.")
    var module = ConversationSubmission.openConversation

    @OptionGroup var importing: ImportOptions
    @OptionGroup var options: OperatorOptions

    func validate() throws { try importing.validate(for: file, of: .conversation) }

    func run() async throws {
      _ = try importing.columnMap()
      try await Workplace.with(options) { work in
        try await ImportRun.run(.conversation, into: module, from: file, importing, work)
      }
    }
  }
}
