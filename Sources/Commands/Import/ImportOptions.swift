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

  @Option(
    help: "A new file for receipt codes: six words for each person whose record brings none.")
  var receipts: String?

  @Flag(help: "Judge everything and store nothing.")
  var dryRun = false

  /// Whether a file of that name is a table, or holds records in JSON or YAML. Responses come as tables
  /// from everywhere, whatever the file is called.
  static func isTable(_ file: String, of kind: TableKind) -> Bool {
    let name = file.lowercased()
    if file == "-" || name.hasSuffix(".csv") { return true }
    let documents = [".json", ".ndjson", ".jsonl", ".yaml", ".yml"]
    return kind == .response && !documents.contains { name.hasSuffix($0) }
  }

  /// Refuses options for tables where the file is none.
  func validate(for file: String, of kind: TableKind) throws {
    if !Self.isTable(file, of: kind), [map, key, ignoreColumns].contains(where: { $0 != nil }) {
      throw ValidationError("--map, --key and --ignore-columns go with a .csv file.")
    }
  }

  /// The columns to leave out.
  var ignored: Set<String> {
    Set((ignoreColumns ?? "").split(separator: ",").map { $0.trimmed })
  }

  /// The map, read from its file.
  func columnMap() throws -> ColumnMap { try map.map(ImportMapFile.read) ?? ColumnMap() }

  /// The file for receipt codes; nil where none is asked for, or nothing is stored.
  func receiptsFile(partnership slug: String) throws -> ReceiptsFile? {
    guard let path = receipts else { return nil }
    guard !dryRun else {
      try ReceiptsFile.check(path)
      return nil
    }
    return try ReceiptsFile(path, partnership: slug, hasKeys: key != nil)
  }

  /// The settings for a file with that hash; without one rows are told apart by their key.
  func settings(
    hash: [UInt8]?, reading: AnswerReading, codes: ReceiptsFile?
  ) -> ImportSettings {
    ImportSettings(
      identity: hash.map { .file($0) } ?? .key, isDryRun: dryRun, reading: reading, codes: codes)
  }
}
