// One import from its first row to its summary: reports what is refused, shows progress, and stops
// in good order.

internal import ArgumentParser
internal import CSV
internal import Engagement
internal import Foundation
internal import Storage
internal import Surveys

/// An import under way, with everything that is told about it.
struct ImportRun {
  /// With a file for refused rows only so many are named on the terminal as well.
  private static let mostNamed = 100

  private let options: ImportOptions
  private let source: ImportSource
  private var importing: RecordImport
  private let rejects: RejectsFile?
  private let codes: ReceiptsFile?
  private let interruption: Interruption
  private var progress: ImportProgress
  private var named = 0
  /// Those that were taken back or erased.
  private var gone = 0

  private init(
    _ importing: RecordImport, _ source: ImportSource, _ options: ImportOptions,
    _ codes: ReceiptsFile?
  ) throws {
    (self.importing, self.source, self.options) = (importing, source, options)
    self.codes = codes
    rejects = try options.rejects.map { try RejectsFile($0) }
    progress = ImportProgress(size: source.size)
    interruption = Interruption()
  }

  /// Imports a file, a table or records in JSON or YAML.
  static func run(
    _ kind: TableKind, into survey: String, from file: String, _ options: ImportOptions,
    _ work: Workplace
  ) async throws {
    let source = try ImportSource(file, hashing: options.key == nil)
    let principal = try await work.principal(.researcher, .coordinator)
    let engagement = work.engagement
    let codes = try options.receiptsFile(partnership: principal.partnershipSlug)
    defer { codes?.close() }
    func importing(_ reading: AnswerReading) async throws -> RecordImport {
      try await engagement.importing(
        kind, into: survey, options.settings(hash: source.hash, reading: reading, codes: codes),
        as: principal)
    }
    if ImportOptions.isTable(file, of: kind) {
      return try await run(try await importing(.table), from: source, options, codes) { run in
        try await run.takeTable(kind)
      }
    }
    let (entries, reading) = try RecordDocument.entries(
      try source.rest(atMost: RecordDocument.largest), keepingSource: options.rejects != nil)
    try await run(try await importing(reading), from: source, options, codes) { run in
      for entry in entries {
        if run.isStopped { break }
        try await run.take(entry)
      }
    }
  }

  /// Imports everything that `body` hands over. Ends with the summary, whatever happens.
  static func run(
    _ importing: RecordImport, from source: ImportSource, _ options: ImportOptions,
    _ codes: ReceiptsFile?, _ body: (inout ImportRun) async throws -> Void
  ) async throws {
    var run = try ImportRun(importing, source, options, codes)
    defer { run.rejects?.close() }
    do {
      try await body(&run)
      let last = try await run.isStopped ? run.importing.stop() : run.importing.finish()
      try run.report(last)
    } catch {
      run.progress.clear()
      // What is in the database already is told also when something broke.
      if let refused = try? await run.importing.stop() { try? run.report(refused) }
      if run.importing.summary.total > 0 { Output.note(run.words + " before that") }
      run.tellOfCodes()
      throw error
    }
    run.progress.clear()
    try run.end()
  }

  /// Whether somebody asked to stop.
  var isStopped: Bool { Interruption.isAsked }

  /// Whether rows are needed as they stand in the file.
  var keepsSource: Bool { rejects != nil }

  /// Takes the rows of a table; the first names the columns.
  mutating func takeTable(_ kind: TableKind) async throws {
    let map = try options.columnMap()
    var reader = CSVReader(keepingSource: keepsSource)
    var table: RecordTable?
    var isAtEnd = false
    while !isAtEnd, !isStopped {
      var rows: [CSVRow] = []
      do {
        if let piece = try source.next() {
          try reader.read(piece) { rows.append($0) }
        } else if !isStopped {
          try reader.finish { rows.append($0) }
          isAtEnd = true
        }
      } catch let problem as CSVProblem {
        throw Problem(.cannotRead, "\(source.name): \(problem)")
      }
      for row in rows {
        if let table {
          try await take(table.entry(row))
        } else {
          table = try begin(row, kind, map, hasByteOrderMark: reader.hasByteOrderMark)
        }
      }
      progress.show(rows: importing.summary.total, position: source.position)
    }
    guard table != nil || isStopped else {
      throw Problem(.cannotRead, "the file has no rows; its first row names the columns")
    }
  }

  private func begin(
    _ row: CSVRow, _ kind: TableKind, _ map: ColumnMap, hasByteOrderMark: Bool
  ) throws -> RecordTable {
    if let problem = row.problem { throw Problem(.cannotRead, "line \(row.line): \(problem)") }
    let table = try RecordTable(
      header: row.cells, survey: importing.survey, versions: importing.versions, kind: kind,
      map: map, ignoring: options.ignored, key: options.key)
    for (value, missing) in table.notCompared {
      Output.note(
        "'\(value)' is passed over: Hark works it out from '\(missing)', which this table does not hold"
      )
    }
    try rejects?.begin(
      header: row.source, cells: row.cells, addsID: !table.hasID && options.key == nil,
      hasByteOrderMark: hasByteOrderMark)
    return table
  }

  /// Takes one record.
  mutating func take(_ entry: ImportEntry) async throws {
    try report(try await importing.take(entry))
  }

  private mutating func report(_ refused: [RefusedRow]) throws {
    for row in refused {
      // What was taken back or erased is not written down once more.
      if row.problem.code == ProblemCode.withdrawn.rawValue {
        gone += 1
      } else if let rejects, rejects.isTable {
        try rejects.add(row)
      } else {
        try rejects?.add(json: RecordDocument.rejected(row))
      }
      named += 1
      if rejects != nil, named > Self.mostNamed { continue }
      progress.clear()
      for reason in row.reasons { Output.note("line \(row.line): \(reason)") }
    }
  }

  private func end() throws {
    Output.line(words)
    if rejects != nil, named > Self.mostNamed {
      Output.note("the first \(Self.mostNamed) refused rows are named here")
    }
    let refused = importing.summary.refused
    if gone > 0 {
      Output.note(
        "\(gone) \(gone == 1 ? "was" : "were") taken back or erased: take \(gone == 1 ? "it" : "them") out of"
          + " your file" + (rejects == nil ? "" : "; the file of refused rows leaves them out"))
    }
    tellOfScopes()
    if refused > gone, !options.dryRun { Output.note(advice) }
    tellOfCodes()
    if isStopped {
      Output.note(
        options.dryRun
          ? "stopped before the end; nothing was stored"
          : "stopped before the end; the same command again"
            + (codes == nil ? "" : ", with another file for --receipts,")
            + " goes on where it stopped")
      throw ExitCode(130)
    }
    if refused > 0 { throw ExitCode(1) }
  }

  /// Says how many people had taken something back before their record came in.
  private func tellOfScopes() {
    let count = importing.summary.storedInPart
    guard count > 0 else { return }
    guard !options.dryRun else {
      return Output.note(
        "of these \(count) would come in without something that the person took back under the receipt code"
      )
    }
    Output.note(
      "of these \(count) came in without something that the person took back under the receipt code since;"
        + " `hark receipt show` tells each of them what stands")
  }

  /// Says where the receipt codes are, or that there are none.
  private func tellOfCodes() {
    let summary = importing.summary
    if let codes {
      codes.close()
      let count = codes.count
      if count > 0 {
        Output.note(
          "six words for \(count) \(count == 1 ? "person" : "people") are in \(options.receipts ?? ""): give"
            + " each their own, with the name of the partnership, and take the file away then; Hark does"
            + " not keep the words")
      }
      if summary.known > 0 {
        Output.note("records that were stored before keep the codes that were given then")
      }
    } else if options.receipts == nil, summary.stored > 0,
      !importing.survey.consent.scopes.isEmpty
    {
      Output.note(
        "records that bring no receipt code get none, and none later: with --receipts FILE each person"
          + " gets six words")
    }
  }

  private var advice: String {
    if let path = options.rejects {
      return "mend the refused rows in \(path) and import that file: the others are stored already"
    }
    return options.key != nil
      ? "mend the refused rows and import the file again with the same --key: it adds only them"
      : "import the file again with --rejects FILE to get the refused rows alone; a file that was"
        + " changed is another file, whose rows would be stored a second time"
  }

  private var words: String {
    let summary = importing.summary
    return "\(summary.stored) \(options.dryRun ? "would be stored" : "stored"), "
      + "\(summary.known) known before, \(summary.refused) refused"
  }
}
