// Sample responses as the table that a coordinator would import.

internal import JSON
internal import Surveys

/// Responses of some people as CSV. Lists of items do not fit a table and are left out.
struct DemoTable {
  let csv: String

  init(_ survey: Survey, people: Range<Int>) {
    let questions = survey.questions.filter {
      $0.kind.isAnswerable && $0.itemQuestions.isEmpty
    }.map(\.id)
    let scopes = survey.consent.scopes.map(\.id)
    let header =
      ["_id", "_answered_on", "_place", "_mode", "_language"]
      + scopes.map { "consent.\($0)" } + questions
    let rows = people.map { person -> [String] in
      let record = DemoProgramme.record(of: survey, person: person)
      let fields = ["id", "answered_on", "place", "mode", "language"].map {
        record[$0]?.string ?? ""
      }
      let given = scopes.map {
        record["consent"]?["scopes"]?[$0]?.bool == true ? "yes" : "no"
      }
      return fields + given + questions.map { Self.cell(record["answers"]?[$0]) }
    }
    csv = ([header] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func cell(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text): text
    case .number(let number): number == number.rounded() ? String(Int(number)) : String(number)
    case .array(let items): items.compactMap(\.string).joined(separator: ";")
    default: ""
    }
  }

  private static func quoted(_ text: String) -> String {
    text.contains { ",\"\r\n".contains($0) }
      ? "\""
        + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        + "\""
      : text
  }
}
