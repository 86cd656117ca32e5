// The fields of a record that are no answers, in the order that Storage sends them.

internal import Storage

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

  /// Whether it holds what a researcher noticed of a person.
  var isNote: Bool { name == "note" }

  private init(_ name: String, _ form: Form = .word) { (self.name, self.form) = (name, form) }

  /// The heading of each kind of record.
  static func heading(_ request: ExportRequest) -> [ExportField] {
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
        ExportField("people", .number), ExportField("language"), ExportField("interpreter", .flag),
        ExportField("basis"), ExportField("citation", .text), ExportField("note", .text),
        ExportField("recorded_at"), ExportField("late", .flag), ExportField("event"),
        ExportField("table", .text),
      ]
    }
  }

  /// The column that names the questions that were asked and have no answer.
  static let unansweredColumn = "_unanswered"
}
