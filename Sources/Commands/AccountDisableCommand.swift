// `hark account disable`: somebody has left, or a token was lost.

internal import ArgumentParser
internal import Engagement
internal import Storage

extension AccountCommand {
  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable",
      abstract: "Shuts an account out for good; what it recorded stays.",
      discussion: "Example: hark account disable sam")

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        try await work.administration.disableAccount(
          name, as: work.principal(.administrator), origin: .cli)
        Output.line("disabled \(name)")
      }
    }
  }
}
