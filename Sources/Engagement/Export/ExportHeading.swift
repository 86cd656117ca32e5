// The fields of a record that are no answers, in the order that Storage sends them.

internal import Conversations
internal import Storage
internal import Surveys

/// A field of a record's heading.
struct ExportField: Sendable {
  enum Form: Sendable {
    /// Letters, digits and what stands in dates: never quoted, never a formula.
    case word
    /// Whatever somebody wrote.
    case text
    case number, flag
  }

  /// Its name in JSON; a table's column has an underscore before it.
  let name: String
  let form: Form

  /// Whether it holds a day.
  var isDay: Bool {
    ["answered_on", "held_on", "follow_up_due", "follow_up_done"].contains(name)
  }

  /// What people read of it.
  var label: String {
    switch name {
    case "id": "The record's id"
    case "version": "The version of the survey"
    case "answered_on": "The day of the answers"
    case "held_on": "The day of the conversation"
    case "mode": "How the answers were given"
    case "how": "How people met"
    case "basis": "The basis on which it is kept"
    case "citation": "Where it was published"
    case "recorded_at": "When it came in (UTC)"
    case "late": "Came in after the survey was closed"
    case "place_held": "The place it was held at"
    case "people": "How many people took part"
    case "interpreter": "With an interpreter"
    case "note": "What the researcher noticed"
    case "follow_up": "What was promised to the person"
    case "follow_up_by": "Who sees to what was promised"
    case "follow_up_due": "By when it was promised"
    case "follow_up_done": "When it was done"
    default: name.prefix(1).uppercased() + name.dropFirst()
    }
  }

  /// Whether it holds what a researcher noticed of a person, or promised them.
  var isNote: Bool { name == "note" || FollowUp.fields.contains(name) }

  /// Where its texts are bound to when they are sealed; nil for those that never are.
  var sealedPlace: String? {
    switch name {
    case "note": TextPlace.note
    case "follow_up": TextPlace.followUp
    case "follow_up_by": TextPlace.followUpBy
    default: nil
    }
  }

  private init(_ name: String, _ form: Form = .word) { (self.name, self.form) = (name, form) }

  /// The heading of each kind of record.
  static func heading(_ request: ExportRequest) -> [ExportField] {
    let own: [ExportField] =
      switch request.kind {
      case .response:
        [
          ExportField("id"), ExportField("version"), ExportField("answered_on"),
          ExportField("place"), ExportField("mode"), ExportField("language"), ExportField("basis"),
          ExportField("citation", .text), ExportField("recorded_at"), ExportField("late", .flag),
        ]
      case .conversation:
        [
          ExportField("id"), ExportField("version"), ExportField("held_on"),
          ExportField("place_held"), ExportField("setting"), ExportField("how"),
          ExportField("people", .number), ExportField("language"),
          ExportField("interpreter", .flag),
          ExportField("basis"), ExportField("citation", .text), ExportField("note", .text),
          ExportField("follow_up", .text), ExportField("follow_up_by", .text),
          ExportField("follow_up_due"), ExportField("follow_up_done"),
          ExportField("recorded_at"), ExportField("late", .flag), ExportField("event"),
          ExportField("table", .text),
        ]
      }
    return own + request.links.map { ExportField($0.rawValue) }
  }

  /// The column that names the questions that were asked and have no answer.
  static let unansweredColumn = "_unanswered"
}
