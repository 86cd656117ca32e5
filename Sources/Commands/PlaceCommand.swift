// `hark place`: the directory of places, official and the partnership's own.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark place`
struct PlaceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "Imports and lists places.",
    subcommands: [Import.self, List.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Adds places, or brings them up to date.",
      discussion: """
        Example: hark place import places.csv --local
        The table has the columns code, name and kind, and may have parent, valid_from, valid_to \
        and vintage. JSON is a list of objects with these keys.
        """)

    @Argument(help: "A CSV or JSON file.")
    var file: String

    @Flag(help: "They are the partnership's own, not official ones.")
    var local = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let places = try PlaceFile.read(file, official: !local)
      try await Workplace.with(options) { work in
        let principal =
          local
          ? try await work.principal(.administrator, .coordinator)
          : try await work.principal(.administrator)
        let count = try await work.administration.importPlaces(
          places, official: !local, as: principal, origin: .cli)
        Output.line("\(count) places")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists places by code.", discussion: "Example: hark place list --kind district")

    @Option(help: "One kind of place, such as district.")
    var kind: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.administration.places(
          kind: kind, after: page.after, limit: page.limit,
          as: work.principal(.coordinator, .administrator, .researcher, .steward))
        Output.list(
          list, columns: ["code", "name", "kind", "parent"], format: format.format,
          empty: "no place yet; import some with `hark place import`")
        if list.count == page.limit, let last = list.last?["code"]?.string {
          Output.note("there is more: --after \(last)")
        }
      }
    }
  }
}
