// `hark concern`: safeguarding concerns, raised by whoever records, for the partnership's leads alone.

public import ArgumentParser
internal import Engagement
internal import JSON
public import Storage

/// `hark concern`
struct ConcernCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concern",
    abstract: "Raises safeguarding concerns, and follows them to their end.",
    subcommands: [
      List.self, Show.self, Raise.self, Acknowledge.self, Note.self, Close.self, Send.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists concerns, oldest first; for leads. Looking is audited.",
      discussion: "Example: hark concern list --status open --as alex")

    @Option(help: "Only those that are open, acknowledged or closed.")
    var status: ConcernStatus?

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.concerns(
          status: status, after: page.after, limit: page.limit, as: work.principal(.steward),
          origin: .cli)
        Output.page(
          list,
          columns: ["id", "raised_at", "status", "urgency", "survey", "questions", "record"],
          format: format.format, empty: "no concern")
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows a concern with what was done about it; for leads. Looking is audited.",
      discussion: """
        Example: hark concern show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --as alex
        Example: hark concern show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --record \
        --reason "To know whom to call first" --as alex
        --record shows what was said, to leads alone and for a reason, which is kept with the concern.
        """)

    @Argument(help: "Its id, as the alert or `hark concern list` shows it.")
    var id: String

    @Flag(help: "Show the record that it is about, with every word; needs --reason.")
    var record = false

    @Option(help: "Why you have to read what was said.")
    var reason: String?

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func validate() throws {
      guard record == (reason != nil) else {
        throw ValidationError("--record and --reason go together: say why you have to read it.")
      }
    }

    func run() async throws {
      try await Workplace.with(options) { work in
        let lead = try await work.principal(.steward)
        if let reason {
          let told = try await work.engagement.concernRecord(
            id, ["reason": .string(reason)], as: lead, origin: .cli)
          return ConcernPrinting.show(record: told, format.format)
        }
        let concern = try await work.engagement.concern(id, as: lead, origin: .cli)
        ConcernPrinting.show(concern, format.format)
      }
    }
  }

  struct Raise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "raise",
      abstract: "Raises a concern by hand; the leads are told at once.",
      discussion: """
        Example: hark concern raise --record 7d1c2b3a-0a5e-4a44-8a4b-2f1f0f3f9c11 --urgency urgent
        The note is for the leads alone. Without --note it is read from --note-file; - is standard input.
        """)

    @Option(help: "The response or conversation that it is about.")
    var record: String?

    @Option(help: "not_assessed, routine, urgent or emergency.")
    var urgency: ConcernUrgency = .notAssessed

    @OptionGroup var note: NoteOption

    @Option(help: "A UUID of your own, by which a second try is recognised.")
    var id: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      var body: JSONObject = ["urgency": .string(urgency.rawValue)]
      body["record"] = record.map { .string($0) }
      body["id"] = id.map { .string($0) }
      body["note"] = try note.text().map { .string($0) }
      try await Workplace.with(options) { [body] work in
        let principal = try await work.principal(.researcher, .coordinator, .steward)
        let raised = try await work.engagement.raiseConcern(body, as: principal, origin: .cli)
        let id = raised["id"]?.string ?? ""
        if raised["raised_before"] == true {
          Output.line("known \(id)")
          Output.note(
            raised["note_kept"] == true
              ? "you raised this concern before; its note is kept now"
              : "you raised this concern before, and nothing was added; for something new leave --id out"
          )
        } else {
          Output.line("raised \(id)")
        }
        if let notice = raised["notice"]?.string {
          Output.note("\(notice); `hark doctor` says what is wrong with them")
        }
        await Output.noteWhoIsTold(work.engagement, principal)
      }
    }
  }

  struct Acknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "acknowledge",
      abstract: "Takes a concern up, so that nobody else is called; for leads.",
      discussion:
        "Example: hark concern acknowledge 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --urgency urgent"
    )

    @Argument(help: "Its id.")
    var id: String

    @Option(help: "not_assessed, routine, urgent or emergency.")
    var urgency: ConcernUrgency?

    @OptionGroup var note: NoteOption

    @Flag(help: "The record waits on: it is neither counted nor exported nor quoted.")
    var keepHold = false

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      var body: JSONObject = ["keep_hold": .bool(keepHold)]
      body["urgency"] = urgency.map { .string($0.rawValue) }
      body["note"] = try note.text().map { .string($0) }
      try await Workplace.with(options) { [body] work in
        _ = try await work.engagement.acknowledgeConcern(
          id, body, as: work.principal(.steward), origin: .cli)
        Output.line("acknowledged \(id)")
      }
    }
  }
}

extension ConcernStatus: ExpressibleByArgument {}
extension ConcernUrgency: ExpressibleByArgument {}
extension ConcernOutcome: ExpressibleByArgument {}

/// What is written down about a concern: from the line, or from a file so that it stays out of the
/// shell's history.
struct NoteOption: ParsableArguments {
  @Option(help: "What to write down, for leads alone.")
  var note: String?

  @Option(help: "A file that holds it; - for standard input.")
  var noteFile: String?

  func validate() throws {
    if note != nil, noteFile != nil { throw ValidationError("Give --note or --note-file.") }
  }

  /// The text; nil when none was given.
  func text() throws -> String? {
    try note ?? noteFile.map { String(decoding: try InputFile.bytes($0), as: UTF8.self) }
  }
}

/// Prints a concern.
enum ConcernPrinting {
  /// Prints what was said: each question, and under it the answer.
  static func show(record told: JSONObject, _ format: OutputFormat) {
    guard format == .table else { return Output.text(JSONValue.object(told).pretty) }
    let record = told["record"]?.object ?? [:]
    for key in ["id", "title", "held_on", "answered_on", "place_held", "place"] {
      if let text = record[key]?.string { Output.line("\(key.replacing("_", with: " ")): \(text)") }
    }
    for piece in told["asked_and_answered"]?.array ?? [] {
      let answer = piece["in_words"]?.string ?? ""
      Output.line("\(piece["question"]?.string ?? "")")
      Output.line("  " + answer.replacing("\n", with: "\n  "))
    }
    if let note = record["note"]?.string {
      Output.line("What the researcher noticed")
      Output.line("  " + note.replacing("\n", with: "\n  "))
    }
  }

  /// What the history says besides notes.
  private static let happened = [
    ("record_not_kept", "the record could not be stored: the keys that seal it were away"),
    ("edit_not_kept", "the edit could not be stored: the keys that seal the record were away"),
    ("note_not_kept", "a note was given and could not be kept: the keys that seal it were away"),
    ("record_came_in", "the record came in, and can be read"),
    ("edit_came_in", "the edit came in, and can be read"),
    ("read_record", "the record was read"),
  ]

  /// Prints what is known, then what was done, a line each.
  static func show(_ concern: JSONObject, _ format: OutputFormat) {
    guard format == .table else {
      return Output.list([concern], columns: concern.map(\.key), format: format, empty: "")
    }
    for (key, value) in concern where key != "history" {
      guard !value.isNull, value.array?.isEmpty != true else { continue }
      let text = value.array?.compactMap(\.string).joined(separator: ", ") ?? value.text()
      Output.line("\(key.replacing("_", with: " ")): \(value.string ?? text)")
    }
    for event in concern["history"]?.array ?? [] {
      Output.line(
        "\(event["at"]?.string ?? "")  \(event["what"]?.string ?? "")  \(event["who"]?.string ?? "")"
      )
      for (what, words) in happened where event[what] == true { Output.line("  " + words) }
      if let note = event["note"]?.string { Output.line("  " + note.replacing("\n", with: "\n  ")) }
    }
  }
}
