// What is done to plans, cycles and experiments alike: add, list, show, edit, history, template.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Practice
internal import Storage
internal import Surveys

/// Fields that a command is given.
struct PracticeFields: ParsableArguments {
  @Option(help: "A JSON or YAML file with the fields; - for standard input.")
  var from: String?

  @Option(
    parsing: .upToNextOption,
    help: "Fields, each NAME=VALUE; several texts with ; between, NAME= empties one.")
  var set: [String] = []

  func validate() throws {
    if from == nil, set.isEmpty {
      throw ValidationError(
        "Say what it holds, with --from FILE or --set NAME=VALUE; `template` prints a file to fill in."
      )
    }
  }

  /// The fields of the file, with those of the line over them.
  func read() throws -> (JSONObject, AnswerReading) {
    var (object, reading) = try from.map(InputFile.record) ?? ([:], .text)
    guard !set.isEmpty else { return (object, reading) }
    // What the line says is text; a typed file is then read as text as well, which reads the same.
    reading = .text
    for (key, value) in try InputFile.answers(set) {
      object[key] = value.string?.isEmpty == true ? .null : value
    }
    return (object, reading)
  }
}

struct PracticeAdd<Noun: PracticeNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: "Writes down \(Noun.kind.named).",
      discussion: """
        Example: hark \(Noun.word) template > \(Noun.word).yaml, fill it in, then \
        hark \(Noun.word) add --from \(Noun.word).yaml
        It is about work: no names and nothing that people said in private belong in it.
        """)
  }

  @OptionGroup var fields: PracticeFields
  @OptionGroup var options: OperatorOptions

  func run() async throws {
    let (object, reading) = try fields.read()
    try await Workplace.with(options) { work in
      let principal = try await work.principal(anyOf: Noun.kind.writers)
      let view = try await work.engagement.add(
        Noun.kind, object, as: principal, origin: .cli, reading: reading)
      PracticeText.notes(view, Noun.kind)
      let id = view.json["id"]?.string ?? ""
      Output.line(id)
      guard Noun.kind == .plan else { return }
      // The plan is kept, whatever becomes of the search.
      let plan = try? await work.engagement.withAskedBefore(view, limit: 8, as: principal)
      guard let found = plan?.askedBefore else { return }
      AskedBeforeText.offer(found, about: view.json["survey"]?.string)
    }
  }
}

struct PracticeList<Noun: PracticeNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: "Lists \(Noun.word)s, oldest first.",
      discussion: "Example: hark \(Noun.word) list --limit 20")
  }

  @Option(help: "Only those about this survey.")
  var survey: String?

  @OptionGroup var page: PageOptions
  @OptionGroup var options: OperatorOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    try await Workplace.with(options) { work in
      let list = try await work.engagement.practices(
        Noun.kind, survey: survey, after: page.after, limit: page.limit,
        as: work.principal(anyOf: PracticeKind.readers))
      Output.page(
        list, columns: Noun.columns, format: format.format, empty: "no \(Noun.word) yet")
    }
  }
}

struct PracticeShow<Noun: PracticeNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: "Shows \(Noun.kind.named).",
      discussion: "Example: hark \(Noun.word) show 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")
  }

  @Argument(help: "Its id.")
  var id: String

  @Flag(help: "As JSON.")
  var json = false

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    try await Workplace.with(options) { work in
      let view = try await work.engagement.practice(
        Noun.kind, id, as: work.principal(anyOf: PracticeKind.readers))
      Output.text(
        json ? JSONValue.object(view.json).pretty : PracticeText.page(view, Noun.kind))
    }
  }
}

struct PracticeEdit<Noun: PracticeNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "edit", abstract: "Edits \(Noun.kind.named); what it said before is kept.",
      discussion: """
        Example: hark \(Noun.word) edit 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 \
        --set "title=A clearer title"
        """)
  }

  @Argument(help: "Its id.")
  var id: String

  @Option(help: "Edit only while this revision stands; `show` says which it is.")
  var ifMatch: Int?

  @OptionGroup var fields: PracticeFields
  @OptionGroup var options: OperatorOptions

  func run() async throws {
    let (object, reading) = try fields.read()
    try await Workplace.with(options) { work in
      let principal = try await work.principal(anyOf: Noun.kind.writers)
      let view = try await work.engagement.edit(
        Noun.kind, id, object, made: ifMatch.map { .tagged(["\"\($0)\""]) } ?? .any,
        as: principal, origin: .cli, reading: reading)
      Output.text(PracticeText.page(view, Noun.kind))
    }
  }
}

struct PracticeHistory<Noun: PracticeNoun>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "history", abstract: "Prints every version of \(Noun.kind.named), oldest first.",
      discussion: "Example: hark \(Noun.word) history 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35")
  }

  @Argument(help: "Its id.")
  var id: String

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    try await Workplace.with(options) { work in
      let versions = try await work.engagement.history(
        of: Noun.kind, id, as: work.principal(anyOf: PracticeKind.readers))
      Output.text(JSONValue.array(versions.map { .object($0) }).pretty)
    }
  }
}

struct PracticeTemplate<Noun: PracticeNoun>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "template", abstract: "Prints a file to fill in.",
      discussion: "Example: hark \(Noun.word) template > \(Noun.word).yaml")
  }

  func run() { Output.text(PracticeText.template(Noun.kind.fields)) }
}

/// `hark plan advise`
struct PlanAdvise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise", abstract: "Adds what one of a panel says of a plan.",
    discussion: """
      Example: hark plan advise 0f8c2a52-5d3e-4f6b-9c41-7a2f6f0d1b35 --set "panellist=resident 2" \
      plain_words=ok advice=go_with_changes
      What the same panellist says later takes its place. With --template it prints a file to fill in.
      """)

  @Argument(help: "The plan's id.")
  var id: String

  @Flag(help: "Print a file to fill in, and add nothing.")
  var template = false

  @Option(help: "A JSON or YAML file with the fields; - for standard input.")
  var from: String?

  @Option(parsing: .upToNextOption, help: "Fields, each NAME=VALUE.")
  var set: [String] = []

  @OptionGroup var options: OperatorOptions

  func run() async throws {
    if template { return Output.text(PracticeText.template(PanelAdvice.fields)) }
    var fields = PracticeFields()
    (fields.from, fields.set) = (from, set)
    try fields.validate()
    let (object, reading) = try fields.read()
    try await Workplace.with(options) { work in
      let view = try await work.engagement.advise(
        on: id, object, as: work.principal(anyOf: PracticeKind.readers), origin: .cli,
        reading: reading)
      PracticeText.notes(view, .plan)
      Output.line("added")
    }
  }
}
