// `hark conversation import`: conversations from a table, or from JSON or YAML.

internal import ArgumentParser
internal import Conversations
internal import Engagement
internal import Storage
internal import Surveys

extension ConversationCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Imports conversations; refused ones are named and do not stop the rest.",
      discussion: """
        Example: hark conversation import notes.csv --rejects refused.csv
        Example: hark conversation import conversations.yaml --dry-run
        A .csv file has a row a conversation: question ids, consent.SCOPE, and _held_on, \
        _place_held, _setting, _how, _people, _language, _interpreter, _basis, _citation, _note. \
        Other files are JSON (a list, one record, or one a line) or YAML, with the fields of \
        `hark conversation log --from`.
        """)

    @Argument(help: "A CSV, JSON or YAML file; - for a table on standard input.")
    var file: String

    @Option(help: "The module; leave it out for open-conversation.")
    var module = ConversationSubmission.openConversation

    @OptionGroup var importing: ImportOptions
    @OptionGroup var options: OperatorOptions

    private var isTable: Bool { file == "-" || file.lowercased().hasSuffix(".csv") }

    func validate() throws {
      let forTables = [importing.map, importing.key, importing.ignoreColumns].contains { $0 != nil }
      if forTables, !isTable {
        throw ValidationError("--map, --key and --ignore-columns go with a .csv file.")
      }
    }

    func run() async throws {
      _ = try importing.columnMap()
      try await Workplace.with(options) { work in
        let source = try ImportSource(file, hashing: importing.key == nil)
        let principal = try await work.principal(.researcher, .coordinator)
        if isTable {
          let record = try await work.engagement.importing(
            .conversation, into: module, importing.settings(hash: source.hash, reading: .table),
            as: principal)
          return try await ImportRun.run(record, from: source, importing) { run in
            try await run.takeTable(.conversation)
          }
        }
        let (entries, reading) = try RecordDocument.entries(
          try source.rest(atMost: RecordDocument.largest),
          keepingSource: importing.rejects != nil)
        let record = try await work.engagement.importing(
          .conversation, into: module, importing.settings(hash: source.hash, reading: reading),
          as: principal)
        try await ImportRun.run(record, from: source, importing) { run in
          for entry in entries {
            if run.isStopped { break }
            try await run.take(entry)
          }
        }
      }
    }
  }
}
