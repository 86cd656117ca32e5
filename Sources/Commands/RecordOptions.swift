// How a record is given to a command: from a file, or piece by piece on the line.

internal import ArgumentParser
internal import Conversations
internal import Engagement
internal import JSON
internal import Storage
internal import Surveys

/// Options of commands that record something.
struct RecordOptions: ParsableArguments {
  @Option(help: "A JSON or YAML file with the whole record; - for standard input.")
  var from: String?

  @Option(parsing: .upToNextOption, help: "Answers, each QUESTION=VALUE; several choices as a,b.")
  var answers: [String] = []

  @Option(help: "Scopes of consent that were given, such as analyse,quote; the others are refused.")
  var consent: String?

  @Option(help: "Partners that were named with share_partners, by code, such as age-concern.")
  var partners: String?

  @Option(help: "How consent was given: spoken, written or online.")
  var consentForm: String?

  @Option(help: "The language, such as en or cy.")
  var language: String?

  @Option(help: "A UUID of your own, by which a second try is recognised.")
  var id: String?

  @Option(help: "The receipt hash that a try whose answer was lost named, with its --id.")
  var receiptHash: String?

  @Option(help: "The record of the same person that this one follows, by its id.")
  var follows: String?

  @Option(help: "The record of the plan, group or event that this one is about, by its id.")
  var about: String?

  @Option(
    defaultAsFlag: "", parsing: .next,
    help: "Go on with a draft of an interview: the one of this id, or the only one.")
  var resume: String?

  /// Whether the answers are asked for in the terminal.
  var isAsked: Bool { from == nil && answers.isEmpty }

  func validate() throws {
    if resume != nil, !isAsked {
      throw ValidationError("--resume goes on with an interview; leave --from and --answers out.")
    }
    let beside = [
      ("--consent", consent), ("--partners", partners), ("--consent-form", consentForm),
      ("--language", language), ("--id", id), ("--follows", follows), ("--about", about),
    ]
    if resume != nil, let (name, _) = beside.first(where: { $0.1 != nil }) {
      throw ValidationError(InterviewRun.beside(name))
    }
    if let receiptHash, NewReceipt.hash(receiptHash) == nil {
      throw ValidationError(
        "--receipt-hash is 64 hexadecimal digits, as the try named it whose answer was lost.")
    }
    if partners != nil, consent == nil {
      throw ValidationError("--partners goes with --consent.")
    }
    if consentForm != nil, consent == nil {
      throw ValidationError("--consent-form goes with --consent.")
    }
  }

  /// The records that the line names, by field.
  var links: [String: String] {
    ["follows": follows, "about": about].compactMapValues { $0 }
  }

  /// The record: the file's, with what the line says besides.
  func read(_ heading: [String: String?]) throws -> (JSONObject, AnswerReading) {
    var (object, reading) = try from.map(InputFile.record) ?? ([:], .text)
    var given = heading
    given["id"] = id
    given["language"] = language
    given.merge(links) { first, _ in first }
    let texts = given.compactMapValues { $0 }.sorted { $0.key < $1.key }
    let isMixed = reading == .typed && !(texts.isEmpty && answers.isEmpty && consent == nil)
    // What the line says is text; a typed file is then read as text as well, which reads the same.
    if isMixed { reading = .text }
    for (key, value) in texts { object[key] = .string(value) }
    if let consent {
      let scopes = consent.split(separator: ",").map { ($0.trimmed, JSONValue.string("yes")) }
      var given: JSONObject = [
        "form": .string(consentForm ?? "spoken"), "scopes": .object(JSONObject(scopes)),
      ]
      given["partners"] = partners.map { line in
        .array(InterviewDraft.partners(line).map { .string($0) })
      }
      object["consent"] = .object(given)
    }
    if !answers.isEmpty {
      var all = object["answers"]?.object ?? [:]
      for (key, value) in try InputFile.answers(answers) { all[key] = value }
      object["answers"] = .object(all)
    }
    return (object, reading)
  }

  /// Says what a record came in without.
  func tell(_ receipt: Receipt) {
    if let notice = receipt.notice { Output.note(notice) }
  }

  /// Prints the receipt and, where it was known before, says so.
  func show(_ receipt: Receipt) {
    Output.line(String(decoding: receipt.bytes, as: UTF8.self))
    tell(receipt)
    if receipt.isRepeat { Output.note("this record was stored before; nothing was changed") }
  }
}

extension Output {
  /// What to do when an answer raises a safeguarding concern.
  static func noteConcern(_ engagement: Engagement, _ principal: Principal) async {
    note(
      "this record raises a worry about someone's safety; follow your steps for keeping people safe"
    )
    // What was stored stays stored: not to know the steps is no failure of it.
    if let advice = try? await engagement.advice(as: principal) {
      for line in advice.screen.dropFirst() {
        for row in line.rows(width: 100, colours: false) { note(row) }
      }
    }
    await noteWhoIsTold(engagement, principal)
  }

  /// Whether the safeguarding lead hears of a worry, and what to do besides.
  static func noteWhoIsTold(_ engagement: Engagement, _ principal: Principal) async {
    // What was stored stays stored: not to know who is told is no failure of it.
    let isSomebodyTold = try? await engagement.isSomebodyTold(as: principal)
    note(
      isSomebodyTold == true
        ? "the safeguarding lead is told; in an emergency call 999, then speak to the lead yourself"
        : SafeguardingAdvice.nobodyIsTold)
  }

  /// Part of a list, and how to go on.
  static func page(_ page: ListPage, columns: [String], format: OutputFormat, empty: String) {
    list(page.items.compactMap(\.object), columns: columns, format: format, empty: empty)
    if let next = page.next { note("there may be more: --after \(next)") }
  }
}
