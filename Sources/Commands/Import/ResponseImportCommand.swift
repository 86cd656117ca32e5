// `hark response import`: a table of responses.

internal import ArgumentParser
internal import Engagement

extension ResponseCommand {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Imports responses; refused rows are named and do not stop the rest.",
      discussion: """
        Example: hark response import worcs-feeling-safe answers.csv --dry-run
        Example: hark response import worcs-feeling-safe answers.csv --map map.yaml \
        --rejects refused.csv
        Columns are question ids, consent.SCOPE, QUESTION.CHOICE with 0 or 1, and _id, \
        _version, _answered_on, _place, _mode, _language; --map says what other columns are. \
        Other files are JSON (a list, one record, or one a line) or YAML, with the fields of \
        `hark response record --from`. The same file again adds nothing.
        """)

    @Argument(help: "The survey's id.")
    var survey: String

    @Argument(help: "A CSV, JSON or YAML file; - for a table on standard input.")
    var file: String

    @OptionGroup var importing: ImportOptions
    @OptionGroup var options: OperatorOptions

    func validate() throws { try importing.validate(for: file, of: .response) }

    func run() async throws {
      // Mistakes in the map are told before anything else is opened.
      _ = try importing.columnMap()
      try await Workplace.with(options) { work in
        try await ImportRun.run(.response, into: survey, from: file, importing, work)
      }
    }
  }
}
