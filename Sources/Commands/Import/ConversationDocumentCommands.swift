// `hark conversation transcript` and `hark conversation minutes`: a text becomes a conversation.

internal import ArgumentParser
internal import Engagement
internal import JSON
internal import Storage
internal import Surveys

/// What both take.
struct DocumentOptions: ParsableArguments {
  @Argument(help: "The text file; - for standard input.")
  var file: String

  @Option(help: "The survey that it is kept under, with the same questions.")
  var module: String?

  @OptionGroup var record: RecordOptions

  @OptionGroup var heading: HeadingOptions

  @OptionGroup var options: OperatorOptions

  /// Stores the text under the heading that the line and `--from` give.
  func run(
    _ document: ConversationDocument, _ more: [String: String?] = [:], speakers: [String] = []
  ) async throws {
    let survey = ["survey": module].merging(more) { first, _ in first }
    var (object, reading) = try record.read(survey.merging(heading.fields) { first, _ in first })
    object["text"] = .string(try InputFile.text(file, atMost: ConversationDocument.largest))
    if !speakers.isEmpty { object["speakers"] = .object(try InputFile.answers(speakers)) }
    let body = object
    try await Workplace.with(options) { [reading] work in
      try await record.store(body, work, namesIt: true) {
        record, engagement, principal, receiptHash in
        try await engagement.log(
          document, record, as: principal, origin: .cli, reading: reading, receiptHash: receiptHash)
      }
    }
  }
}

extension ConversationCommand {
  struct Transcript: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "transcript", abstract: "Stores a transcript, turn by turn, as a conversation.",
      discussion: """
        Example: hark conversation transcript talk.vtt --consent analyse,quote --held-on 2026-11-20
        Example: hark conversation transcript talk.txt --from heading.yaml \
        --speaker "Speaker 1=researcher" "Speaker 2=person"
        Plain text with a turn a line (Person: What was said), WebVTT or SubRip. Whoever speaks is a \
        part, never a name: Person, Researcher, Interpreter, Supporter, Staff or Other. The same file \
        is stored once. It is kept under the survey transcript, which has to be published.
        """)

    @Option(
      parsing: .upToNextOption,
      help: "The part of each whom the file calls otherwise, such as \"Speaker 1=researcher\".")
    var speaker: [String] = []

    @OptionGroup var document: DocumentOptions

    func run() async throws { try await document.run(.transcript, speakers: speaker) }
  }

  struct Minutes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "minutes", abstract: "Stores minutes of a meeting, paragraph by paragraph.",
      discussion: """
        Example: hark conversation minutes board.txt --held-on 2026-11-20
        Example: hark conversation minutes board.txt --citation "Board of a made-up council, item 4"
        Minutes are what an organisation wrote down. With a citation they are shown with their source; \
        without one they stand in its role. Either way they are never counted as residents, and they \
        take no consent. The same file is stored once, under the survey minutes.
        """)

    @Option(help: "Where they were published; left out: they were not.")
    var citation: String?

    @OptionGroup var document: DocumentOptions

    func run() async throws {
      try await document.run(
        .minutes, ["citation": citation, "basis": citation == nil ? nil : "published"])
    }
  }
}
