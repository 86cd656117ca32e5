// `hark account`: the people who use Hark, their roles and tokens.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import Storage

/// `hark account`
struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Adds and lists accounts, and makes tokens for them.",
    subcommands: [Add.self, List.self, Token.self, Export.self, Disable.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Adds an account.",
      discussion: "Example: hark account add sam --role researcher")

    @Argument(help: "Its name, unique in the partnership.")
    var name: String

    @Option(
      name: .customLong("role"),
      help: "researcher, coordinator, commissioner, steward or administrator; once for each role.")
    var roles: [Role]

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if roles.isEmpty { throw ValidationError("Name at least one --role.") }
    }

    func run() async throws {
      try await Workplace.with(options) { work in
        // The first administrator is added by the owner: there is nobody else yet.
        let principal = try await work.account() == nil ? nil : work.principal(.administrator)
        try await work.administration.addAccount(
          name, roles: roles, partnership: work.configuration.partnership, as: principal,
          origin: .cli)
        Output.line("added \(name)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists accounts with their roles.", discussion: "Example: hark account list")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.administration.accounts(as: work.principal(.administrator))
        Output.list(
          list, columns: ["account", "roles", "may_export", "disabled"], format: format.format,
          empty: "no account yet")
      }
    }
  }

  struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "token",
      abstract: "Makes a token for an account and prints it, this once.",
      discussion: "Example: hark account token sam --label \"Sam's phone\" --days 30")

    @Argument(help: "The account's name.")
    var name: String

    @Option(help: "The role it signs in with, where the account has several.")
    var role: Role?

    @Option(help: "What it is for, in your words.")
    var label = ""

    @Option(help: "In how many days it ceases to work, 1 to 366.")
    var days = 90

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      guard (1...366).contains(days) else { throw ValidationError("--days is 1 to 366.") }
    }

    func run() async throws {
      try await Workplace.with(options) { work in
        let token = try await work.administration.issueToken(
          account: name, role: role, label: label, days: days,
          as: work.principal(.administrator), origin: .cli)
        Output.line(token.secret)
        Output.note(
          "for \(name) as \(token.role.rawValue), until \(token.expires.formatted(.iso8601));"
            + " it is not shown again")
      }
    }
  }
}
