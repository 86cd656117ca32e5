// `hark response`: answers to surveys, one by one or from a table.

internal import ArgumentParser
internal import Engagement
internal import Storage

/// `hark response`
struct ResponseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "response", abstract: "Records, imports, lists, edits and exports responses.",
    subcommands: [
      Record.self, Drafts.self, Import.self, List.self, Show.self, Edit.self, History.self,
      Export.self,
    ])

  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Records a response: asks for it in the terminal, or takes a file or the line.",
      discussion: """
        Example: hark response record worcs-feeling-safe
        Example: hark response record worcs-feeling-safe --consent analyse --answers safe=very_safe
        Example: hark response record worcs-feeling-safe --from response.json
        Example: hark response record worcs-feeling-safe \
        --conversation 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35
        """)

    @Argument(help: "The survey's id; may be left out with --resume.")
    var survey: String?

    @OptionGroup var record: RecordOptions

    @Option(help: "The code of the place where it was answered.")
    var place: String?

    @Option(help: "The day it was answered, such as 2026-11-20; today if left out.")
    var answeredOn: String?

    @Option(help: "in_person, phone, online, paper, group.")
    var mode: String?

    @Option(help: "The conversation that it belongs to, by its id.")
    var conversation: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if survey == nil, record.resume == nil {
        throw ValidationError("Name the survey; `hark survey list` shows what there is.")
      }
    }

    func run() async throws {
      let heading = [
        "place": place, "answered_on": answeredOn, "mode": mode, "conversation": conversation,
      ]
      if record.isAsked {
        return try await InterviewRun(
          kind: .response, survey: survey,
          given: heading.compactMapValues { $0 }.merging(record.links) { first, _ in first },
          record: record, options: options
        ).run()
      }
      guard let survey else { return }
      let (object, reading) = try record.read(heading)
      try await Workplace.with(options) { work in
        try await record.store(object, work) { record, engagement, principal, receiptHash in
          try await engagement.record(
            record, survey: survey, as: principal, origin: .cli, reading: reading,
            receiptHash: receiptHash)
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists responses without their answers, oldest first.",
      discussion: "Example: hark response list worcs-feeling-safe --limit 20")

    @Argument(help: "The survey's id.")
    var survey: String

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.responses(
          survey: survey, after: page.after, limit: page.limit,
          as: work.principal(.coordinator, .researcher))
        Output.page(
          list,
          columns: ["id", "version", "answered_on", "place", "mode", "language", "basis", "late"],
          format: format.format, empty: "no response yet")
      }
    }
  }
}
