// How a conversation was held, as it is said on the line when it is logged or edited.

internal import ArgumentParser

/// The options that logging and editing a conversation share.
struct OccasionOptions: ParsableArguments {
  @Option(
    help: "home, community_centre, street, workplace, surgery, school, faith_place, online, other.")
  var setting: String?

  @Option(help: "in_person, phone, online, paper, group.")
  var how: String?

  @Option(help: "How many people took part.")
  var people: String?

  /// The fields of the record that they fill.
  var fields: [String: String?] { ["setting": setting, "how": how, "people": people] }
}
