// What edits of records look like on the wire: the fields that an edit changes, and those that may come
// back with it as they were read.

internal import Conversations
internal import JSON
internal import Surveys

/// Schemas of edits, by name.
enum EditSchemas {
  static let all: JSONObject = [
    "ResponseEdit": edit(
      [
        "answered_on?": Schema.orNull(RecordSchemas.day), "place?": place,
        "mode?": Schema.orNull(Schema.oneOf(Mode.allCases.map(\.rawValue))),
      ], unchanged: ["late", "conversation"]),
    "ConversationEdit": edit(
      ([
        "held_on?": Schema.orNull(RecordSchemas.day), "place_held?": place,
        "setting?": Schema.orNull(Schema.oneOf(Setting.allCases.map(\.rawValue))),
        "how?": Schema.orNull(Schema.oneOf(Mode.allCases.map(\.rawValue))),
        "people?": Schema.orNull(Schema.whole(1, 500)),
        "interpreter?": Schema.orNull(Schema.flag),
        "citation?": Schema.orNull(Schema.text(most: 1_000)),
        "note?": Schema.orNull(Schema.text(most: 20_000)),
      ] as JSONObject).with(FollowUpSchemas.written), unchanged: ["event", "table", "responses"]),
  ]

  private static let place = Schema.orNull(
    Schema.text("A code of the directory; null takes it away.", most: 64))

  /// Fields of every record that an edit does not change, as they were read.
  private static let unchanged = [
    "id", "survey", "version", "basis", "recorded_at", "revision", "withdrawn", "edited_at",
    "consent", "calculated", "follows", "about",
  ]

  private static func edit(_ fields: JSONObject, unchanged more: [String] = []) -> JSONValue {
    var all = fields
    all["language?"] = Schema.orNull(Schema.text(most: 35))
    all["answers?"] = Schema.orNull(
      Schema.map(Schema.anything, "They replace all answers that were given."))
    all["reason?"] = Schema.orNull(Schema.text("Why it is edited.", most: 500))
    for name in unchanged + more where all[name + "?"] == nil {
      all[name + "?"] = ["description": "As it was read: an edit does not change it."]
    }
    return Schema.object(all, "What is left out stays as it was.")
  }
}
