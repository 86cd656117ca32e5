// `hark search`: what was asked, heard, found and planned before.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark search`
struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Finds what was asked, heard, found and planned before.",
    discussion: """
      Example: hark search warm rooms
      All the words are looked for, "words in quotes" together; or between words, and - before a \
      word that must not be there. It looks through published surveys in all their languages, plans, \
      cycles and experiments, and through conversations that you may see.
      """)

  @Argument(parsing: .allUnrecognized, help: "What to look for.")
  var words: [String]

  @Option(help: "How many of each kind at most, 1 to 100.")
  var limit = 20

  @Flag(help: "First look through all older conversations that you may see.")
  var fill = false

  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func validate() throws {
    guard (1...100).contains(limit) else { throw ValidationError("--limit is 1 to 100.") }
  }

  func run() async throws {
    try await Workplace.with(options) { work in
      let principal = try await work.principal(.coordinator, .researcher, .commissioner, .steward)
      while fill, try await work.engagement.keepWordsDue(as: principal) > 0 {}
      let results = try await work.engagement.search(
        words.joined(separator: " "), limit: limit, as: principal)
      if results.isPartial {
        Output.note("older conversations were not all looked through; --fill looks through all")
      }
      if results.areNewestOnly {
        Output.note(
          "more than \(SearchQueries.compared) conversations hold these words: these are the best of the newest; "
            + "another word finds fewer")
      }
      if format.format == .json {
        Output.text(JSONValue.object(results.json).pretty)
      } else {
        Output.list(
          SearchText.rows(results), columns: ["what", "where", "id", "text"],
          format: format.format, empty: "nothing was asked, heard, found or planned in these words")
      }
    }
  }
}

/// Search results as lines of a table.
enum SearchText {
  static func rows(_ results: SearchResults) -> [JSONObject] {
    func row(_ what: String, _ place: JSONValue?, _ id: JSONValue?, _ text: JSONValue?)
      -> JSONObject
    {
      [
        "what": .string(what), "where": place ?? .null, "id": id ?? .null, "text": text ?? .null,
      ]
    }
    return results.questions.map { row("question", $0["survey"], $0["id"], $0["text"]) }
      + results.themes.map { row("theme", $0["survey"], $0["id"], $0["text"]) }
      + results.findings.map { item in
        let isReleased = item["release"] != .null
        return row(isReleased ? "finding" : "indicator", item["survey"], item["id"], item["text"])
      }
      + results.work.map { row($0["kind"]?.string ?? "", $0["survey"], $0["id"], $0["title"]) }
      + results.conversations.map {
        row("conversation", $0["survey"], $0["id"], $0["held_on"])
      }
  }
}
