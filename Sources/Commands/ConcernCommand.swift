// `hark concern`: safeguarding concerns, for stewards alone.

internal import ArgumentParser
internal import Engagement
internal import Storage

/// `hark concern`
struct ConcernCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concern", abstract: "Lists safeguarding concerns, for stewards.",
    subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists concerns, oldest first. Looking is audited.",
      discussion: "Example: hark concern list --as alex")

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.concerns(
          status: nil, after: page.after, limit: page.limit, as: work.principal(.steward),
          origin: .cli)
        Output.page(
          list, columns: ["id", "raised_at", "status", "urgency", "survey", "questions", "record"],
          format: format.format, empty: "no concern")
      }
    }
  }
}
