// `hark response import`: a table of responses.

internal import ArgumentParser
internal import Engagement
internal import Storage
internal import Surveys

extension ResponseCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Imports a table of responses; refused rows are named and do not stop the rest.",
      discussion: """
        Example: hark response import worcs-feeling-safe answers.csv --dry-run
        Example: hark response import worcs-feeling-safe answers.csv --map map.yaml \
        --rejects refused.csv
        Columns are question ids, consent.SCOPE, QUESTION.CHOICE with 0 or 1, and _id, \
        _answered_on, _place, _mode, _language; --map says what other columns are. The same file \
        again adds nothing.
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @Argument(help: "A CSV file; - for standard input.")
    var file: String

    @OptionGroup var importing: ImportOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      // Mistakes in the map are told before anything else is opened.
      _ = try importing.columnMap()
      try await Workplace.with(options) { work in
        let source = try ImportSource(file, hashing: importing.key == nil)
        let record = try await work.engagement.importing(
          .response, into: survey, importing.settings(hash: source.hash, reading: .table),
          as: work.principal(.researcher, .coordinator))
        try await ImportRun.run(record, from: source, importing) { run in
          try await run.takeTable(.response)
        }
      }
    }
  }
}
