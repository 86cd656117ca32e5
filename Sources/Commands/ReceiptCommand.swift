// `hark receipt`: what a person does with their six words, without an account. The words come from a
// file, standard input or the terminal, never from the arguments, which everybody on the machine reads.

internal import ArgumentParser
internal import Engagement
internal import Foundation
internal import Glibc
internal import JSON
internal import Receipts
internal import Storage

/// `hark receipt`
struct ReceiptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt",
    abstract: "Shows, changes, takes back or copies what is held under a receipt code.",
    discussion: "It needs no account, only the six words.",
    subcommands: [Show.self, Change.self, Withdraw.self, Bundle.self])

  /// Whose words they are.
  struct CodeOptions: ParsableArguments {
    @Option(
      help: "The partnership's short name (HARK_PARTNERSHIP); may be left out where there is one.")
    var partnership: String?

    @Option(help: "A file with the six words; - or none: they are asked for.")
    var code = "-"

    /// Opens what is held under the words.
    func with<Value: Sendable>(
      _ body: @Sendable @escaping (Engagement, OpenedReceipt) async throws -> Value
    ) async throws -> Value {
      let words = try ReceiptCommand.words(code)
      return try await Workplace.with { work in
        var named = partnership ?? work.configuration.partnership
        if named == nil { named = try await work.onlyPartnership() }
        guard let slug = named else {
          throw Problem(
            .badRequest,
            "say which partnership the words are of with --partnership, as it stands beside them;"
              + " `hark partnership list` shows which there are")
        }
        let receipt = try await work.engagement.openReceipt(
          partnership: slug, hash: words.hash(partnership: slug), from: "cli")
        return try await body(work.engagement, receipt)
      }
    }
  }

  fileprivate static func words(_ path: String) throws -> ReceiptCode {
    var text: String?
    if path == "-" {
      if isatty(STDIN_FILENO) == 1 { Output.note("Your six words:") }
      text = readLine()
    } else {
      text = try String(decoding: InputFile.bytes(path), as: UTF8.self)
    }
    do {
      return try ReceiptCode(reading: text ?? "")
    } catch {
      throw Problem(.noReceipt, "\(error)")
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows what is held, and what the person allowed.",
      discussion: "Example: hark receipt show")

    @OptionGroup var code: CodeOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      let held = try await code.with { try await $0.held($1, origin: .cli) }
      ReceiptCommand.show(held, format.format)
    }
  }

  struct Change: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "change",
      abstract: "Changes what the person allows.",
      discussion: "Example: hark receipt change --partnership plymouth --no quote --yes recontact")

    @Option(help: "What is allowed from now on; may be given several times.")
    var yes: [String] = []

    @Option(help: "What is allowed no more; may be given several times.")
    var no: [String] = []

    @OptionGroup var code: CodeOptions
    @OptionGroup var format: FormatOption

    func validate() throws {
      if yes.isEmpty, no.isEmpty { throw ValidationError("Say what to change: --yes or --no.") }
      if let both = yes.first(where: no.contains) {
        throw ValidationError("'\(both)' cannot be both yes and no.")
      }
    }

    func run() async throws {
      let scopes = Dictionary(yes.map { ($0, true) } + no.map { ($0, false) }) { $1 }
      let held = try await code.with {
        try await $0.changeScopes($1, scopes, origin: .cli)
      }
      ReceiptCommand.show(held, format.format)
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw",
      abstract: "Takes everything back, for good.",
      discussion: "Example: hark receipt withdraw --partnership plymouth --code my-six-words.txt")

    @OptionGroup var code: CodeOptions

    func run() async throws {
      let done = try await code.with { try await $0.withdraw($1, origin: .cli) }
      Output.text(JSONValue.object(done).pretty)
      Output.note(
        done["held"] == 0
          ? "It is erased here. Figures that were published before stay; the next ones leave it out."
          : "It is shown to nobody and counted no more. A legal hold keeps it; it is erased when that ends."
      )
    }
  }

  struct Bundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bundle",
      abstract: "Writes everything that is held as one document.",
      discussion: "Example: hark receipt bundle --partnership plymouth > mine.json")

    @OptionGroup var code: CodeOptions

    func run() async throws {
      let bundle = try await code.with { try await $0.bundle($1, origin: .cli) }
      Output.text(JSONValue.object(bundle).pretty)
    }
  }

  fileprivate static func show(_ held: JSONObject, _ format: OutputFormat) {
    let page = ReceiptPage(held)
    switch format {
    case .json: return Output.text(JSONValue.object(held).pretty)
    case .csv:
      Output.list(page.rows, columns: ReceiptPage.columns, format: format, empty: "")
    case .table:
      for line in page.lines {
        for row in line.rows(width: 100, colours: false) { Output.line(row) }
      }
    }
    if page.isEmpty { Output.note("nothing is held under this code any more") }
    for text in page.explanations { Output.note(text) }
    if format == .csv { for text in page.figures { Output.note(text) } }
  }
}

/// `hark withdrawal`
struct WithdrawalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdrawal", abstract: "Lists what was taken back and erased.",
    subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract:
        "Lists what was taken back or erased, oldest first, and what a legal hold still keeps.",
      discussion: "Example: hark withdrawal list --as alex")

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.erasedRecords(
          after: page.after, limit: page.limit, as: work.principal(.steward, .coordinator))
        Output.page(
          list, columns: ["at", "kind", "survey", "reason", "kept_by_hold", "counted_in"],
          format: format.format, empty: "nothing was erased yet")
      }
    }
  }
}
