// `hark link`: public links, through which people answer a survey without an account.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import Storage
internal import Surveys

/// `hark link`
struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Makes, lists and closes public links to surveys.",
    subcommands: [Add.self, List.self, Close.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Makes a public link to a survey and prints its token, this once.",
      discussion: "Example: hark link add worcs-feeling-safe --until 2026-12-31 --most 500")

    @Argument(help: "The survey's id.")
    var survey: String

    @Option(help: "The last day on which it takes responses, such as 2026-12-31.")
    var until: String?

    @Option(help: "How many responses it takes at most.")
    var most: Int?

    @Option(help: "The code of the place that its responses are from, if they do not say.")
    var place: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if let until, CalendarDay(until) == nil {
        throw ValidationError("--until is a day that exists, such as 2026-12-31.")
      }
      if let most, !(1...1_000_000_000).contains(most) {
        throw ValidationError("--most is 1 or more.")
      }
    }

    func run() async throws {
      let end = until.flatMap { CalendarDay($0) }.flatMap(Surroundings.end(of:))
      try await Workplace.with(options) { work in
        let link = try await work.engagement.addLink(
          to: survey, place: place, until: end, most: most, as: work.principal(.coordinator),
          origin: .cli)
        Output.line(link.token)
        Output.note(
          "GET and POST /api/v1/links/ followed by this token take the survey and its responses;"
            + " it is not shown again. To close it: hark link close \(link.id.uuidString.lowercased())"
        )
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists links, oldest first, without their tokens.",
      discussion: "Example: hark link list")

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.links(
          after: page.after, limit: page.limit, as: work.principal(.coordinator))
        Output.page(
          list, columns: ["id", "survey", "place", "until", "most", "taken", "open"],
          format: format.format, empty: "no link yet")
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close",
      abstract: "Closes a link for good; what came in through it stays.",
      discussion: "Example: hark link close 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "Its id, as `hark link list` shows it.")
    var id: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        try await work.engagement.closeLink(
          id, as: work.principal(.coordinator), origin: .cli)
        Output.line("closed \(id)")
      }
    }
  }
}
