// `hark response`: answers to surveys, one by one or from a table.

internal import ArgumentParser
internal import CSV
internal import Crypto
internal import Engagement
internal import Foundation
internal import JSON
internal import Storage
internal import Surveys

/// `hark response`
struct ResponseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "response", abstract: "Records, imports, lists, edits and exports responses.",
    subcommands: [
      Record.self, Drafts.self, Import.self, List.self, Show.self, Edit.self, History.self,
      Export.self,
    ])

  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records a response: asks for it in the terminal, or takes a file or the line.",
      discussion: """
        Example: hark response record worcs-feeling-safe
        Example: hark response record worcs-feeling-safe --consent analyse --answers safe=very_safe
        Example: hark response record worcs-feeling-safe --from response.json
        """)

    @Argument(help: "The survey's id; may be left out with --resume.")
    var survey: String?

    @OptionGroup var record: RecordOptions

    @Option(help: "The code of the place where it was answered.")
    var place: String?

    @Option(help: "The day it was answered, such as 2026-11-20; today if left out.")
    var answeredOn: String?

    @Option(help: "in_person, phone, online, paper, group.")
    var mode: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if survey == nil, record.resume == nil {
        throw ValidationError("Name the survey; `hark survey list` shows what there is.")
      }
    }

    func run() async throws {
      let heading = ["place": place, "answered_on": answeredOn, "mode": mode]
      if record.isAsked {
        return try await InterviewRun(
          kind: .response, survey: survey, given: heading.compactMapValues { $0 }, record: record,
          options: options
        ).run()
      }
      guard let survey else { return }
      let (object, reading) = try record.read(heading)
      try await Workplace.with(options) { work in
        let receipt = try await work.engagement.record(
          object, survey: survey, as: work.principal(.researcher, .coordinator), origin: .cli,
          reading: reading)
        record.show(receipt)
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Imports a table of responses; refused rows are named and do not stop the rest.",
      discussion: """
        Example: hark response import worcs-feeling-safe answers.csv
        Columns are question ids, consent.SCOPE, QUESTION.CHOICE with 0 or 1, and _id, \
        _answered_on, _place, _mode, _language. The same file again adds nothing.
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @Argument(help: "A CSV file.")
    var file: String

    @Option(help: "Columns to leave out, with commas between.")
    var ignoreColumns: String?

    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let hash = try FileReader.sha256(file)
      let ignored = Set(
        (ignoreColumns ?? "").split(separator: ",").map {
          $0.trimmingCharacters(in: .whitespaces)
        })
      let summary = try await Workplace.with(options) { work in
        var importing = try await work.engagement.importing(
          into: survey, fileHash: hash, ignoring: ignored,
          as: work.principal(.researcher, .coordinator))
        var reader = CSVReader()
        try await FileReader.chunks(file) { chunk in
          var rows: [CSVRow] = []
          do {
            if let chunk {
              try reader.read(chunk) { rows.append($0) }
            } else {
              try reader.finish { rows.append($0) }
            }
          } catch let problem as CSVProblem {
            for row in rows { Self.name(try await importing.take(row)) }
            Self.name(try await importing.finish())
            throw Problem(.cannotRead, "\(problem). \(Self.words(importing.summary)) before that")
          }
          for row in rows { Self.name(try await importing.take(row)) }
        }
        Self.name(try await importing.finish())
        return importing.summary
      }
      Output.line(Self.words(summary))
      if summary.refused > 0 { throw ExitCode(1) }
    }

    private static func words(_ summary: ImportSummary) -> String {
      "\(summary.stored) stored, \(summary.known) known before, \(summary.refused) refused"
    }

    private static func name(_ refused: [RefusedRow]) {
      for row in refused {
        for problem in row.problems {
          Output.note(
            "line \(row.line): \(problem.question): \(problem.message) (\(problem.code.rawValue))")
        }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists responses without their answers, oldest first.",
      discussion: "Example: hark response list worcs-feeling-safe --limit 20")

    @Argument(help: "The survey's id.")
    var survey: String

    @OptionGroup var page: PageOptions
    @OptionGroup var options: OperatorOptions
    @OptionGroup var format: FormatOption

    func run() async throws {
      try await Workplace.with(options) { work in
        let list = try await work.engagement.responses(
          survey: survey, after: page.after, limit: page.limit,
          as: work.principal(.coordinator, .researcher))
        Output.page(
          list,
          columns: ["id", "version", "answered_on", "place", "mode", "language", "basis", "late"],
          format: format.format, empty: "no response yet")
      }
    }
  }
}

/// Reads a file of any size in pieces.
private enum FileReader {
  private static let chunkSize = 1 << 16

  static func sha256(_ path: String) throws -> [UInt8] {
    let handle = try InputFile.open(path)
    defer { try? handle.close() }
    var hash = SHA256()
    while let data = try handle.read(upToCount: chunkSize), !data.isEmpty {
      hash.update(data: data)
    }
    return Array(hash.finalize())
  }

  /// Hands over the file piece by piece, then nil.
  static func chunks(_ path: String, _ body: (Data?) async throws -> Void) async throws {
    let handle = try InputFile.open(path)
    defer { try? handle.close() }
    while let data = try handle.read(upToCount: chunkSize), !data.isEmpty { try await body(data) }
    try await body(nil)
  }
}
