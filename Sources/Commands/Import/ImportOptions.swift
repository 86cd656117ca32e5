// Options that every import has.

internal import ArgumentParser
internal import Engagement
internal import Surveys

/// How a file is imported.
struct ImportOptions: ParsableArguments {
  @Option(help: "A YAML file that says which column is which question; see docs/import.md.")
  var map: String?

  @Option(help: "Columns to leave out, with commas between.")
  var ignoreColumns: String?

  @Option(
    help: "A column that tells rows apart, so that a corrected or longer file adds only new rows.")
  var key: String?

  @Option(help: "A new file for refused rows, to be mended and imported again.")
  var rejects: String?

  @Flag(help: "Judge everything and store nothing.")
  var dryRun = false

  /// The columns to leave out.
  var ignored: Set<String> {
    Set((ignoreColumns ?? "").split(separator: ",").map { $0.trimmed })
  }

  /// The map, read from its file.
  func columnMap() throws -> ColumnMap { try map.map(ImportMapFile.read) ?? ColumnMap() }

  /// The settings for a file with that hash; without one rows are told apart by their key.
  func settings(hash: [UInt8]?, reading: AnswerReading) -> ImportSettings {
    ImportSettings(
      identity: hash.map { .file($0) } ?? .key, isDryRun: dryRun, reading: reading)
  }
}
