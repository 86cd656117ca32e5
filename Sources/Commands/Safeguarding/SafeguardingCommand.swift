// `hark partnership safeguarding`: who is told of a concern, what researchers are told to say and do, the
// words that raise a concern and the numbers to call.

internal import ArgumentParser
internal import CSV
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// `hark partnership safeguarding`
struct SafeguardingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "safeguarding",
    abstract: "Shows and sets who keeps people safe, and what everybody is told; for stewards.",
    subcommands: [Show.self, Set.self, Phrases.self, Checked.self, WebhookKey.self],
    defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows the settings.", discussion: "Example: hark partnership safeguarding")

    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let settings = try await work.engagement.safeguarding(as: work.principal(.steward))
        Self.show(settings, format.format)
      }
    }

    static func show(_ settings: JSONObject, _ format: OutputFormat) {
      guard format == .table else {
        return Output.list([settings], columns: settings.map(\.key), format: format, empty: "")
      }
      for (key, value) in settings where value.array == nil && key != "somebody_is_told" {
        Output.line(
          "\(key.replacing("_", with: " ")): \(value.isNull ? "-" : value.string ?? value.text())")
      }
      Output.line("numbers to call:")
      for line in settings["help_lines"]?.array ?? [] {
        let hint = line["hint"]?.string.map { ", \($0)" } ?? ""
        Output.line(
          "  \(line["name"]?.string ?? ""): \(line["number"]?.string ?? "")\(hint); checked on"
            + " \(line["checked_on"]?.string ?? "")")
      }
      Output.line("what to say and do:")
      for step in settings["steps"]?.array ?? [] { Output.line("  - \(step.string ?? "")") }
      if settings["somebody_is_told"] == false {
        Output.note(
          "nobody is told of a concern: name a lead with --lead and --lead-email, or a lead and --webhook"
        )
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Sets what is named and leaves the rest; an empty text takes a setting away.",
      discussion: """
        Example: hark partnership safeguarding set --lead alex --lead-email alex@council.example
        Lead and deputy are stewards. Numbers to call come from a CSV file with the columns name, number,
        hint and checked_on; phrases and steps from plain text files, a line each.
        """)

    @Option(help: "The lead's account, which is a steward's.")
    var lead: String?

    @Option(help: "The deputy's account: told when the lead does not take a concern up.")
    var deputy: String?

    @Option(help: "The lead's address for mail.")
    var leadEmail: String?

    @Option(help: "The deputy's address for mail.")
    var deputyEmail: String?

    @Option(help: "An https address that alerts are posted to.")
    var webhook: String?

    @Option(help: "Minutes until somebody else is told: 5 to 10080.")
    var acknowledgeWithin: Int?

    @Option(help: "Months that a concern is kept after it was closed: 12 to 600; 84 without it.")
    var keepConcerns: Int?

    @Option(help: "Whom researchers call, such as 'Alex Sample, 01632 960001'.")
    var contact: String?

    @Option(help: "A text file with what to say and do, a step a line.")
    var steps: String?

    @Option(help: "A text file with the words that raise a concern, a phrase a line.")
    var phrases: String?

    @Option(help: "A CSV file with numbers to call.")
    var helpLines: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let changes = try changes()
      guard !changes.isEmpty else {
        throw Problem(.badRequest, "nothing is named; `hark partnership safeguarding set --help`")
      }
      try await Workplace.with(options) { work in
        let settings = try await work.engagement.setSafeguarding(
          changes, as: work.principal(.steward), origin: .cli)
        Show.show(settings, .table)
      }
    }

    private func changes() throws -> JSONObject {
      var changes: JSONObject = [:]
      let texts = [
        ("lead", lead), ("deputy", deputy), ("lead_email", leadEmail),
        ("deputy_email", deputyEmail), ("webhook", webhook), ("contact", contact),
      ]
      for case (let key, let text?) in texts { changes[key] = text.isEmpty ? .null : .string(text) }
      if let acknowledgeWithin {
        changes["acknowledge_minutes"] = .number(Double(acknowledgeWithin))
      }
      if let keepConcerns { changes["keep_concerns_months"] = .number(Double(keepConcerns)) }
      for case (let key, let path?) in [("steps", steps), ("phrases", phrases)] {
        changes[key] = path.isEmpty ? .null : .string(try Self.text(path))
      }
      if let helpLines {
        changes["help_lines"] = helpLines.isEmpty ? .null : try HelpLineFile.read(helpLines)
      }
      return changes
    }

    private static func text(_ path: String) throws -> String {
      guard let text = String(validating: try InputFile.bytes(path), as: UTF8.self) else {
        throw Problem(.cannotRead, "'\(path)' is no UTF-8 text; save it as UTF-8")
      }
      return text
    }
  }

  struct Phrases: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "phrases",
      abstract: "Prints the list of words that raise a concern.",
      discussion: "Example: hark partnership safeguarding phrases > phrases.txt")

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        Output.text(try await work.engagement.phraseList(as: work.principal(.steward)))
      }
    }
  }

  struct Checked: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checked",
      abstract: "Writes down that numbers to call were checked: call each before.",
      discussion: "Example: hark partnership safeguarding checked --name Samaritans")

    @Option(help: "Only the number of this name.")
    var name: String?

    @Option(help: "The day; today when left out.")
    var on: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if let on, CalendarDay(on) == nil {
        throw ValidationError("--on is a day that exists, such as 2026-12-31.")
      }
    }

    func run() async throws {
      guard let day = on.flatMap({ CalendarDay($0) }) ?? Surroundings.live.today else {
        throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
      }
      try await Workplace.with(options) { work in
        let settings = try await work.engagement.checkedHelpLines(
          on: day, named: name, as: work.principal(.steward), origin: .cli)
        Show.show(settings, .table)
      }
    }
  }

  struct WebhookKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "webhook-key",
      abstract: "Prints the key that the endpoint checks signatures with.",
      discussion: """
        Example: hark partnership safeguarding webhook-key
        Give it to whoever keeps the endpoint, in a way that nobody else reads (Standard Webhooks).
        """)

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      try await Workplace.with(options) { work in
        let principal = try await work.principal(.steward)
        guard let server = try work.configuration.alerts.webhookKey() else {
          throw Problem(
            .wrongConfiguration,
            "this server has no key: put a line of 32 random characters or more into a file of mode"
              + " 600 and name it with HARK_WEBHOOK_KEY_FILE")
        }
        Output.line(AlertMessage.printedKey(server: server, partnership: principal.partnershipSlug))
      }
    }
  }
}

/// Numbers to call in a CSV file.
enum HelpLineFile {
  /// The numbers as the settings take them.
  static func read(_ path: String) throws -> JSONValue {
    var rows: [CSVRow] = []
    var reader = CSVReader()
    do {
      try reader.read(try InputFile.bytes(path)) { rows.append($0) }
      try reader.finish { rows.append($0) }
    } catch let problem as CSVProblem {
      throw Problem(.cannotRead, "\(path): \(problem)")
    }
    guard let header = rows.first?.cells, header.contains("name"), header.contains("number"),
      header.contains("checked_on")
    else {
      throw Problem(
        .cannotRead, "\(path): the first row names the columns name, number, hint and checked_on")
    }
    return .array(
      rows.dropFirst().map { row in
        .object(
          JSONObject(
            zip(header, row.cells).filter { !$0.1.isEmpty }.map { ($0, .string($1)) }))
      })
  }
}
