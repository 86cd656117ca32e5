// `hark conversation edit` and `history`: one conversation, with every version it had.

internal import ArgumentParser
internal import Storage

extension ConversationCommand {
  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit",
      abstract: "Edits a conversation; what it said before is kept.",
      discussion: """
        Example: hark conversation edit 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --setting home \
        --reason "Wrong box"
        Without a change on the line or in a file it opens the conversation in $EDITOR.
        """)

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var edit: EditOptions

    @Option(help: "The code of the place where it was held; empty takes it out.")
    var placeHeld: String?

    @Option(help: "The day it was held, such as 2026-11-20.")
    var heldOn: String?

    @OptionGroup var occasion: OccasionOptions

    @Option(help: "What you noticed, apart from the person's words; empty takes it out.")
    var note: String?

    @OptionGroup var followUp: FollowUpOptions

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let heading = [
        "place_held": placeHeld, "held_on": heldOn, "note": note,
      ].merging(occasion.fields) { first, _ in first }
        .merging(followUp.fields) { first, _ in first }
      try await edit.run(.conversation, id, heading, options)
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "history",
      abstract: "Lists every version of a conversation, oldest first.",
      discussion: """
        Example: hark conversation history 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35
        """)

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws { try await EditOptions.history(.conversation, id, options, format) }
  }
}
