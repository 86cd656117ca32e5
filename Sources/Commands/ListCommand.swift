// `hark list`: lists that a partnership keeps for its surveys, such as its funded groups. Questions with
// `list:` offer their entries.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage
internal import Surveys

/// `hark list`
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Keeps the lists that surveys offer choices from, such as funded groups.",
    discussion: """
      A question with `list: funded_groups` offers the entries of that list, each partnership its \
      own. An entry is never deleted, so that answers stay readable: it is retired.
      """,
    subcommands: [Add.self, Import.self, Show.self, Order.self, Retire.self, Offer.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Makes a list, or adds entries to one; an entry that is there gets the new label.",
      discussion: """
        Example: hark list add funded_groups north_group="North group" --title "Funded groups"
        """)

    @Argument(help: "The list's id, as surveys name it under list:.")
    var list: String

    @Argument(help: "Entries, each as id=label.")
    var entries: [String] = []

    @Option(help: "What people call the list.")
    var title: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if let wrong = entries.first(where: { !$0.contains("=") }) {
        throw ValidationError("'\(wrong)' is no entry such as north_group=\"North group\".")
      }
    }

    func run() async throws {
      let new = entries.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return NewListEntry(id: parts[0].trimmed, label: parts[1].trimmed)
      }
      try await Workplace.with(options) { work in
        let change = try await work.engagement.keepList(
          list, title: title, entries: new, as: work.principal(.coordinator, .administrator),
          origin: .cli)
        Output.line(change.sentence(list))
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Adds the entries of a file to a list, or brings them up to date.",
      discussion: """
        Example: hark list import funded_groups groups.csv --title "Funded groups"
        The table has the columns id and label, and may have retired (yes or no) and labels in \
        other languages: label.cy, label.ur. JSON is a list of objects with these keys. Entries that \
        the file does not name stay as they are, or are retired with --retire-others. The order of \
        those that are there stays as well, unless --in-order gives them that of the file.
        """)

    @Argument(help: "The list's id, as surveys name it under list:.")
    var list: String

    @Argument(help: "A CSV or JSON file.")
    var file: String

    @Option(help: "What people call the list.")
    var title: String?

    @Flag(help: "Entries that the file does not name are no longer offered.")
    var retireOthers = false

    @Flag(help: "Entries are offered in the order of the file, others after them.")
    var inOrder = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let entries = try ListFile.read(file)
      try await Workplace.with(options) { work in
        let change = try await work.engagement.keepList(
          list, title: title, entries: entries, retiringOthers: retireOthers, inOrder: inOrder,
          as: work.principal(.coordinator, .administrator), origin: .cli)
        Output.line(change.sentence(list))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a list with its entries; without an id every list.",
      discussion: "Example: hark list show funded_groups --format csv")

    @Argument(help: "The list's id.")
    var list: String?

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let principal = try await work.principal(.coordinator, .administrator, .researcher)
        guard let list else {
          return Output.list(
            try await work.engagement.lists(as: principal),
            columns: ["list", "title", "offered", "retired"], format: format.format,
            empty: "no list yet; `hark list import` takes one in")
        }
        let found = try await work.engagement.list(list, as: principal)
        if format.format == .json { return Output.text(JSONValue.object(found.json).pretty) }
        let languages = Set(found.entries.flatMap(\.translations.keys)).sorted()
        Output.list(
          found.rows,
          columns: ["id", "label"] + languages.map { "label.\($0)" } + ["number", "retired_on"],
          format: format.format, empty: "the list has no entries yet")
      }
    }
  }

  struct Order: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "order",
      abstract: "Offers the entries of a list in another order.",
      discussion: """
        Example: hark list order funded_groups west_group north_group
        The entries that are named come first, the others after them as they stood. Their numbers in \
        tables stay.
        """)

    @Argument(help: "The list's id.")
    var list: String

    @Argument(help: "The ids of entries, the first first.")
    var entries: [String]

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let found = try await work.engagement.order(
          entries, of: list, as: work.principal(.coordinator, .administrator), origin: .cli)
        Output.line("\(list): " + found.entries.map(\.id).joined(separator: ", "))
      }
    }
  }

  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retire",
      abstract: "No longer offers entries; answers that name them stay as they are.",
      discussion: "Example: hark list retire funded_groups north_group")

    @OptionGroup var change: EntriesOptions

    func run() async throws { try await change.run(offered: false) }
  }

  struct Offer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "offer",
      abstract: "Offers entries again that were retired.",
      discussion: "Example: hark list offer funded_groups north_group")

    @OptionGroup var change: EntriesOptions

    func run() async throws { try await change.run(offered: true) }
  }
}

/// Entries of a list that a command names.
struct EntriesOptions: ParsableArguments {
  @Argument(help: "The list's id.")
  var list: String

  @Argument(help: "The ids of entries.")
  var entries: [String]

  @OptionGroup var options: OperatorOptions

  func run(offered: Bool) async throws {
    try await Workplace.with(options) { work in
      let change = try await work.engagement.retire(
        entries, of: list, offered: offered, as: work.principal(.coordinator, .administrator),
        origin: .cli)
      Output.line(change.sentence(list))
    }
  }
}

extension ListChange {
  fileprivate func sentence(_ list: String) -> String {
    let acts = [(added, "added"), (changed, "changed"), (retired, "retired")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(list): " + (acts.isEmpty ? "nothing changed" : acts.joined(separator: ", "))
      + "; \(offered) \(offered == 1 ? "entry is" : "entries are") offered"
  }
}
