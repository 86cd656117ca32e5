// `hark response show`, `edit` and `history`: one response, with every version it had.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

extension ResponseCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a response with its answers.",
      discussion: "Example: hark response show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let response = try await work.engagement.response(
          id, as: work.principal(.coordinator, .researcher), origin: .cli)
        Output.text(JSONValue.object(response.json).pretty)
      }
    }
  }

  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit",
      abstract: "Edits a response; what it said before is kept.",
      discussion: """
        Example: hark response edit 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --answers safe=safe \
        --reason "Misheard"
        Without a change on the line or in a file it opens the response in $EDITOR.
        """)

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var edit: EditOptions

    @Option(help: "The code of the place where it was answered; empty takes it out.")
    var place: String?

    @Option(help: "The day it was answered, such as 2026-11-20.")
    var answeredOn: String?

    @Option(help: "in_person, phone, online, paper, group.")
    var mode: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await edit.run(
        .response, id, ["place": place, "answered_on": answeredOn, "mode": mode], options)
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history",
      abstract: "Lists every version of a response, oldest first.",
      discussion: """
        Example: hark response history 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --format json
        """)

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws { try await EditOptions.history(.response, id, options, format) }
  }
}
