// `hark complaint`: complaints about how somebody's data is handled. Anybody makes one; stewards alone see
// and answer it, within 30 days.

public import ArgumentParser
internal import Engagement
internal import JSON
public import Storage

/// `hark complaint`
struct ComplaintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complaint",
    abstract: "Complaints about data protection: anybody makes one, stewards answer it in 30 days.",
    subcommands: [
      Raise.self, List.self, Show.self, Acknowledge.self, Answer.self, Close.self, Send.self,
    ])

  struct Raise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "raise",
      abstract: "Makes a complaint; it needs no account and no name.",
      discussion: """
        Example: hark complaint raise --partnership plymouth --contact 01632\\ 960003 < letter.txt
        What is wrong is read from standard input, or from --text-file.
        """)

    @Option(help: "A file with what is wrong; - is standard input.")
    var textFile = "-"

    @Option(help: "How to reach whoever complains.")
    var contact: String?

    @Option(help: "A UUID of your own, by which a second try is recognised.")
    var id: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      guard let text = String(validating: try InputFile.bytes(textFile), as: UTF8.self) else {
        throw Problem(.cannotRead, "'\(textFile)' is no UTF-8 text; save it as UTF-8")
      }
      try await Workplace.with(options) { work in
        var slug = work.configuration.partnership
        if slug == nil { slug = try await work.account()?.partnershipSlug }
        var body: JSONObject = ["text": .string(text)]
        body["partnership"] = slug.map { .string($0) }
        body["contact"] = contact.map { .string($0) }
        body["id"] = id.map { .string($0) }
        let raised = try await work.engagement.raiseComplaint(body, from: "cli", origin: .cli)
        Output.line("raised \(raised["id"]?.string ?? "")")
        Output.note("it is answered until \(raised["answer_due"]?.string ?? "")")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists complaints, oldest first; for stewards. Looking is audited.",
      discussion: "Example: hark complaint list --status open")

    @Option(help: "Only those that are open, acknowledged, answered or closed.")
    var status: ComplaintStatus?

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.complaints(
          status: status, after: page.after, limit: page.limit, as: work.principal(.steward),
          origin: .cli)
        Output.page(
          list,
          columns: ["id", "received_at", "status", "answer_due", "due_soon", "overdue", "outcome"],
          format: format.format, empty: "no complaint")
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a complaint with what it says; for stewards. Looking is audited.",
      discussion: "Example: hark complaint show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "Its id, as `hark complaint list` shows it.")
    var id: String

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let complaint = try await work.engagement.complaint(
          id, as: work.principal(.steward), origin: .cli)
        guard format.format == .table else {
          return Output.list(
            [complaint], columns: complaint.map(\.key), format: format.format, empty: "")
        }
        for (key, value) in complaint {
          Output.line(
            "\(key.replacing("_", with: " ")): \(value.isNull ? "-" : value.string ?? value.text())"
          )
        }
      }
    }
  }

  struct Acknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "acknowledge",
      abstract: "Writes down that the complaint was confirmed; for stewards.",
      discussion: "Example: hark complaint acknowledge 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        _ = try await work.engagement.acknowledgeComplaint(
          id, as: work.principal(.steward), origin: .cli)
        Output.line("acknowledged \(id)")
      }
    }
  }

  struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "answer",
      abstract: "Writes down what was answered; for stewards. Hark sends nothing by itself.",
      discussion: """
        Example: hark complaint answer 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --text-file answer.txt
        """)

    @Argument(help: "Its id.")
    var id: String

    @Option(help: "A file with the answer; - is standard input.")
    var textFile = "-"

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      guard let text = String(validating: try InputFile.bytes(textFile), as: UTF8.self) else {
        throw Problem(.cannotRead, "'\(textFile)' is no UTF-8 text; save it as UTF-8")
      }
      try await Workplace.with(options) { work in
        _ = try await work.engagement.answerComplaint(
          id, ["answer": .string(text)], as: work.principal(.steward), origin: .cli)
        Output.line("answered \(id)")
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close",
      abstract: "Closes a complaint that was answered or taken back; for stewards.",
      discussion: """
        Example: hark complaint close 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --outcome upheld
        Outcomes: upheld, partly_upheld, not_upheld, withdrawn.
        """)

    @Argument(help: "Its id.")
    var id: String

    @Option(help: "What it came to.")
    var outcome: ComplaintOutcome

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        _ = try await work.engagement.closeComplaint(
          id, ["outcome": .string(outcome.rawValue)], as: work.principal(.steward), origin: .cli)
        Output.line("closed \(id)")
      }
    }
  }
}

extension ComplaintCommand {
  struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "send",
      abstract:
        "Sends the mails about complaints that are due now; `hark serve` does so by itself.",
      discussion: "Example: hark complaint send")

    func run() async throws {
      try await Workplace.with { work in
        let carrier = LiveAlertCarrier(work.configuration.alerts)
        let (sent, failures) = try await ComplaintOutbox(
          database: work.engagement.database, lease: work.configuration.alerts.lease
        ).run(by: carrier)
        try await carrier.shutDown()
        try SentMails.tell(sent, failures)
      }
    }
  }
}

extension ComplaintStatus: ExpressibleByArgument {}
extension ComplaintOutcome: ExpressibleByArgument {}
