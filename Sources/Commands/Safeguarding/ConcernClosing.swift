// What leads do about a concern after they took it up, and sending alerts where no server runs.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage

extension ConcernCommand {
  struct Note: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "note",
      abstract: "Writes something down about a concern; for leads.",
      discussion: "Example: hark concern note 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --note-file -")

    @Argument(help: "Its id.")
    var id: String

    @OptionGroup var note: NoteOption
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      var body: JSONObject = [:]
      body["note"] = try note.text().map { .string($0) }
      try await Workplace.with(options) { [body] work in
        _ = try await work.engagement.noteConcern(
          id, body, as: work.principal(.steward), origin: .cli)
        Output.line("noted")
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close",
      abstract: "Closes a concern that was taken up; for leads.",
      discussion: """
        Example: hark concern close 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --outcome referred --note-file -
        Outcomes: not_a_concern, advice_given, support_arranged, referred, emergency_services, other.
        """)

    @Argument(help: "Its id.")
    var id: String

    @Option(help: "What it came to.")
    var outcome: ConcernOutcome

    @OptionGroup var note: NoteOption

    @Flag(help: "The record waits on: it is neither counted nor exported nor quoted.")
    var keepHold = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      var body: JSONObject = [
        "outcome": .string(outcome.rawValue), "keep_hold": .bool(keepHold),
      ]
      body["note"] = try note.text().map { .string($0) }
      try await Workplace.with(options) { [body] work in
        _ = try await work.engagement.closeConcern(
          id, body, as: work.principal(.steward), origin: .cli)
        Output.line("closed \(id)")
      }
    }
  }

  struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "send",
      abstract: "Sends the alerts that are due now; `hark serve` does so by itself.",
      discussion: "Example: hark concern send")

    func run() async throws {
      try await Workplace.with { work in
        let carrier = LiveAlertCarrier(work.configuration.alerts)
        let (sent, failures) = try await AlertRound(
          outbox: AlertOutbox(
            database: work.engagement.database, lease: work.configuration.alerts.lease),
          carrier: carrier
        ).run()
        try await carrier.shutDown()
        try SentMails.tell(sent, failures)
      }
    }
  }
}
