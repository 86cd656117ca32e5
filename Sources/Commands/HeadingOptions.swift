// The heading of a new conversation, as it is said on the line: logged, or brought in as a text.

internal import ArgumentParser

/// The options that every command shares which makes a conversation.
struct HeadingOptions: ParsableArguments {
  @Option(help: "The code of the place where it was held.")
  var placeHeld: String?

  @Option(help: "The day it was held, such as 2026-11-20; today if left out.")
  var heldOn: String?

  @OptionGroup var occasion: OccasionOptions

  @OptionGroup var table: TableOptions

  @Option(help: "What you noticed, apart from what was said.")
  var note: String?

  @OptionGroup var followUp: FollowUpOptions

  /// The fields of the record that they fill.
  var fields: [String: String?] {
    ["place_held": placeHeld, "held_on": heldOn, "note": note]
      .merging(occasion.fields) { first, _ in first }.merging(table.fields) { first, _ in first }
      .merging(followUp.fields) { first, _ in first }
  }
}
