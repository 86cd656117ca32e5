// `hark response export` and `hark conversation export`: what was recorded, as a file.

public import ArgumentParser
public import Engagement
internal import Foundation
internal import Glibc
internal import Storage

/// How an export is written.
struct ExportOptions: ParsableArguments {
  @Option(help: "csv: a row each; ndjson: a JSON object each; sav: an SPSS file, with labels.")
  var format: ExportFormat = .csv

  @Flag(help: "Write what people read for a choice, instead of its id.")
  var labels = false

  @Flag(help: "Write the code of a choice, instead of its id.")
  var codes = false

  @Option(
    help: "Questions with several choices: columns (one for each choice, 1 or 0) or one cell.")
  var choices: ExportedSets = .columns

  @Option(name: .customLong("repeat"), help: "The items of this question, a row each.")
  var repeated: String?

  @Flag(help: "With answers that can point at a person, and notes: redact them before they go on.")
  var withPersonal = false

  @Option(
    name: .customLong("for"),
    help:
      "What it is wanted for: analysis, quotes, second_look or partners. Records leave whose consent allows it."
  )
  var purpose: ExportPurpose = .analysis

  @Option(
    help:
      "The code of the one whom it is for: with --for partners, and with second_look where they asked."
  )
  var partner: String?

  @Option(help: "The file to write; standard output if left out.")
  var output: String?

  func validate() throws {
    if (purpose == .partners) != (partner != nil), purpose != .secondLook {
      throw ValidationError("--for partners and --partner CODE go together.")
    }
    if labels, codes { throw ValidationError("Choose --labels or --codes.") }
    if format == .sav, labels || codes || choices != .columns {
      throw ValidationError(
        "An SPSS file holds codes and labels, and a column for each of several choices: leave out"
          + " --labels, --codes and --choices.")
    }
    if format == .sav, output == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("An SPSS file cannot be read on the screen: add --output answers.sav")
    }
  }

  /// Exports, and says on standard error how many records there were.
  func run(_ kind: ExportedKind, survey: String, _ options: OperatorOptions) async throws {
    // A reader that goes away shall be an error of the write, so that the audit is written.
    signal(SIGPIPE, SIG_IGN)
    let request = ExportRequest(
      kind, survey: survey, format: format, values: labels ? .labels : codes ? .codes : .ids,
      sets: choices, repeated: repeated, withPersonal: withPersonal,
      for: purpose.purpose, partner: partner, isForSecondLook: purpose == .secondLook)
    guard ExportFile.isFile(output), let output else { return try await run(request, options) }
    let stopped =
      "stopped before the export was whole: nothing of it was kept, and \(output) is as it was; the same"
      + " command begins anew"
    try await WorkInterruption.watch(orSay: stopped) { try await run(request, options) }
  }

  private func run(_ request: ExportRequest, _ options: OperatorOptions) async throws {
    let kind = request.kind
    let count: Int
    let marks: (marks: Int, records: Int)
    let leftOut: [LeftOutQuestion]
    do {
      (count, marks, leftOut) = try await Workplace.with(options) { work in
        let principal = try await work.principal(.coordinator)
        try await work.engagement.checkExport(request, as: principal)
        let file = try ExportFile(output)
        let progress = ExportProgress()
        let ticket = try await work.engagement.beginExport(request, as: principal, origin: .cli)
        let count = try await work.engagement.export(ticket) { bytes, records in
          try file.write(bytes)
          progress.show(records)
        }
        progress.clear()
        try file.keep()
        return (count, ticket.marks, ticket.leftOut)
      }
    } catch is ExportFile.ReaderGone {
      throw ExitCode(141)
    }
    Output.note("\(count) \(kind.rawValue)\(count == 1 ? "" : "s") exported")
    for reason in LeftOutReason.allCases {
      let names = leftOut.filter { $0.reason == reason }.map(\.name)
      guard !names.isEmpty else { continue }
      Output.note("left out, because \(reason.told): \(names.joined(separator: ", "))")
    }
    guard marks.marks > 0 else { return }
    Output.note(
      "\(marks.marks) marks in \(marks.records) of them: what could say who somebody is stands in _marks."
        + " Read every quote, resolve the marks, and run `hark quote check FILE` before others see it"
    )
  }
}

extension LeftOutReason {
  fileprivate var told: String {
    switch self {
    case .identifies: "it says who somebody is"
    case .whereabouts: "it says where somebody is"
    case .secondLook: "people were promised a second look at their words first"
    case .personal: "it can point at a person; --with-personal writes it"
    }
  }
}

extension ResponseCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Exports the responses to a survey, every version's questions in one table.",
      discussion: """
        Example: hark response export worcs-feeling-safe --output answers.csv
        Example: hark response export worcs-feeling-safe --format ndjson | jq .answers.safe
        Example: hark response export worcs-feeling-safe --format sav --output answers.sav
        An empty cell was not asked, or, where _unanswered names the question, not answered. It needs \
        a coordinator with the right to export: hark account export allow NAME
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @OptionGroup var export: ExportOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await export.run(.response, survey: survey, options) }
  }
}

extension ConversationCommand {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Exports conversations with their headings, the person's words and the note.",
      discussion: """
        Example: hark conversation export --output conversations.csv
        Without a module it is open-conversation.
        """)

    @Argument(help: "The module; leave it out for open-conversation.")
    var module = "open-conversation"

    @OptionGroup var export: ExportOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await export.run(.conversation, survey: module, options) }
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension ExportedSets: ExpressibleByArgument {}
extension ExportPurpose: ExpressibleByArgument {}
