// `hark account export`: which coordinators may take records out of Hark.

internal import ArgumentParser
internal import Engagement
internal import Storage

extension AccountCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Says which coordinators may export.",
      subcommands: [Allow.self, Refuse.self])
  }

  struct Allow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "allow",
      abstract: "Allows a coordinator to export responses and conversations.",
      discussion: "Example: hark account export allow sam")

    @Argument(help: "The account's name.")
    var name: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await AccountCommand.set(true, name, options)
      Output.line("\(name) may export")
    }
  }

  struct Refuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refuse",
      abstract: "Takes the right to export from a coordinator.",
      discussion: "Example: hark account export refuse sam")

    @Argument(help: "The account's name.")
    var name: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await AccountCommand.set(false, name, options)
      Output.line("\(name) may not export")
    }
  }

  private static func set(
    _ mayExport: Bool, _ name: String, _ options: OperatorOptions
  ) async throws {
    try await Workplace.with(options) { work in
      try await work.administration.setMayExport(
        mayExport, account: name, as: work.principal(.administrator), origin: .cli)
    }
  }
}
