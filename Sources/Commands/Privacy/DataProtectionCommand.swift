// `hark partnership data-protection`: who answers for data protection, and is told of complaints.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

/// `hark partnership data-protection`
struct DataProtectionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data-protection",
    abstract:
      "Shows and sets who answers for data protection, and is told of complaints; for stewards.",
    subcommands: [Show.self, Set.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows who it is.",
      discussion: "Example: hark partnership data-protection")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let contact = try await work.engagement.dataProtection(as: work.principal(.steward))
        DataProtectionCommand.show(contact, format.format)
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Names who it is; empty texts take the name away.",
      discussion: """
        Example: hark partnership data-protection set --name "Data protection officer" --email dpo@council.example
        Everybody reads name and address beside the privacy notice: name a post where you can.
        """)

    @Option(help: "Their name or post.")
    var name: String

    @Option(help: "Their address for mail.")
    var email: String

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let isNobody = name.isEmpty && email.isEmpty
        let contact = try await work.engagement.setDataProtection(
          name: isNobody ? nil : name, mail: isNobody ? nil : email,
          as: work.principal(.steward), origin: .cli)
        DataProtectionCommand.show(contact, format.format)
      }
    }
  }

  fileprivate static func show(_ contact: JSONObject, _ format: OutputFormat) {
    guard format == .table else {
      return Output.list([contact], columns: ["name", "email"], format: format, empty: "")
    }
    for (key, value) in contact { Output.line("\(key): \(value.string ?? "-")") }
    if contact["email"]?.isNull ?? true {
      Output.note(
        "nobody is told of a complaint about data protection: name somebody with"
          + " `hark partnership data-protection set`")
    }
  }
}
