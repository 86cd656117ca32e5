// `hark partnership`: whose programme it is.

internal import ArgumentParser
internal import Engagement
internal import Storage

/// `hark partnership`
struct PartnershipCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "partnership",
    abstract: "Adds and lists partnerships, and says who answers for what in them.",
    subcommands: [Add.self, List.self, SafeguardingCommand.self, DataProtectionCommand.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Adds a partnership.",
      discussion: """
        Example: hark partnership add east-county --name "East County Partnership"
        In the private PostgreSQL it gets an account 'admin' that has every role.
        """)

    @Argument(help: "Its short name: small letters, digits and hyphens.")
    var slug: String

    @Option(help: "Its name in full.")
    var name: String

    @Option(help: "Its first account, which gets every role. In the private PostgreSQL: admin.")
    var administrator: String?

    func run() async throws {
      try await Workplace.with { work in
        let first = administrator ?? (work.isPrivate ? "admin" : nil)
        try await work.administration.addPartnership(slug: slug, name: name, administrator: first)
        Output.line("added \(slug)" + (first.map { ", with the account \($0)" } ?? ""))
        if first == nil {
          Output.note("next: hark account add NAME --role administrator --partnership \(slug)")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists partnerships.", discussion: "Example: hark partnership list --format json")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let principal = try await work.account().flatMap { account in
          account.roles.first.flatMap { account.principal(as: $0) }
        }
        let list = try await work.administration.partnerships(as: principal)
        Output.list(
          list, columns: ["partnership", "name"], format: format.format,
          empty: "no partnership yet; add one with `hark partnership add`")
      }
    }
  }
}
