// Imports records from a file: what is right is stored, what is not is named with its line and
// reason in the order of the file, and does not stop the rest.

internal import Conversations
internal import Crypto
internal import Foundation
internal import JSON
public import Storage
public import Surveys

/// An import under way.
public struct RecordImport: Sendable {
  private struct Note: Sendable {
    let line: Int
    let source: [UInt8]
    let madeID: String?
    /// The id that the row's key stands for, where the key made it.
    let keyedID: String?
  }

  private let engagement: Engagement
  private let principal: Principal
  private let kind: TableKind
  private let settings: ImportSettings
  /// The open version that the records are for.
  private let published: PublishedSurvey
  private var pipeline: BatchPipeline<Note>
  private var row = 0
  /// What has come of it so far.
  public private(set) var summary = ImportSummary()

  fileprivate init(
    _ engagement: Engagement, _ principal: Principal, _ kind: TableKind,
    _ published: PublishedSurvey, _ versions: [Survey], _ settings: ImportSettings
  ) {
    (self.engagement, self.principal, self.kind) = (engagement, principal, kind)
    self.versions = versions
    exported = ExportedNames(versions)
    (self.published, self.settings) = (published, settings)
    let reading = settings.reading
    let rehearsal = settings.isDryRun ? ImportRehearsal() : nil
    let name = engagement.surroundings.identifier()
    let codes = settings.codes
    pipeline = BatchPipeline(
      BatchJudge(engagement, principal, origin: .imported, reading: reading),
      // A code takes as long as hundreds of records.
      mostRecords: codes == nil ? 2_000 : 64,
      judging: { judge, batch in
        kind == .response
          ? try await judge.judge(batch, published) : try await judge.judge(batch)
      },
      storing: { judged in
        if let rehearsal {
          return rehearsal.outcomes(
            try await engagement.rehearse(judged, as: principal, reading: reading), of: judged)
        }
        guard let codes else {
          return try await engagement.store(
            judged, of: name, as: principal, origin: .imported, reading: reading)
        }
        return try await codes.giving(to: judged, of: engagement, as: principal) { judged in
          try await engagement.store(
            judged, of: name, as: principal, origin: .imported, reading: reading)
        }
      })
  }

  /// The survey whose questions the columns of a table name.
  public var survey: Survey { published.survey }
  /// Every published version of it, oldest first: a row may say which it was answered on.
  public let versions: [Survey]
  private let exported: ExportedNames

  /// Takes the next record. Gives rows before it that were refused, in order.
  public mutating func take(_ entry: ImportEntry) async throws -> [RefusedRow] {
    row += 1
    var object = entry.object
    var (madeID, keyedID) = (String?.none, String?.none)
    if object["id"] == nil {
      let id = identifier(entry).text
      object["id"] = .string(id)
      switch settings.identity {
      case .file: madeID = id
      case .key: keyedID = id
      }
    }
    if kind == .conversation, object["survey"] == nil,
      published.survey.id != ConversationSubmission.openConversation
    {
      object["survey"] = .string(published.survey.id)
    }
    let incoming = Result { try self.incoming(object, entry) }.mapError { Problem(translating: $0) }
    let content = try? incoming.get()
    let record = BatchRecord(
      survey: kind == .response ? published.survey.id : content?.module ?? published.survey.id,
      record: incoming)
    let size = 512 + entry.source.count + (content?.canonical.count ?? 0) * 4
    return note(
      try await pipeline.take(
        BatchItem(
          note: Note(
            line: entry.line, source: entry.source, madeID: madeID, keyedID: keyedID),
          record: record, size: size)))
  }

  /// Stores what is left. Gives the rows that were refused.
  public mutating func finish() async throws -> [RefusedRow] {
    note(try await pipeline.finish())
  }

  /// Ends early: what is in the database already stays, what is not yet there is left out.
  public mutating func stop() async throws -> [RefusedRow] {
    note(try await pipeline.stop())
  }

  private func incoming(_ object: JSONObject, _ entry: ImportEntry) throws -> IncomingRecord {
    guard entry.lacksItemsAlone else { throw Problem(refused: entry.problems) }
    let object = entry.extent == .exported ? exported.own(object) : object
    var record: IncomingRecord
    if kind == .conversation {
      record = try engagement.incomingConversation(
        object, reading: settings.reading, origin: .imported, problems: entry.problems)
    } else {
      let object = try ownFields(object, entry)
      let (submission, problems) = ResponseSubmission.read(object, reading: settings.reading)
      guard problems.isEmpty else { throw Problem(refused: entry.problems + problems) }
      record = try engagement.incoming(
        submission, body: object, problems: entry.problems, origin: .imported)
    }
    record.extent = entry.extent
    record.row = FileRow(line: entry.line, key: entry.key)
    return record
  }

  /// A response's fields without the survey, which has to be this one, and without what an export
  /// says of every response.
  private func ownFields(_ object: JSONObject, _ entry: ImportEntry) throws -> JSONObject {
    var object = object
    if let named = object["survey"]?.string, named != survey.id {
      throw Problem(refused: [
        AnswerProblem(
          question: "survey", code: .badField,
          message: "this is a response to '\(named)', not to '\(survey.id)'")
      ])
    }
    object["survey"] = nil
    guard entry.extent == .exported else { return object }
    if let refusal = object["basis"]?.string.flatMap({ ExportedFact.basis.refusal(of: $0) }) {
      throw Problem(refused: [
        AnswerProblem(question: "basis", code: .badField, message: refusal)
      ])
    }
    for key in ["basis", "citation"] { object[key] = nil }
    return object
  }

  private func identifier(_ entry: ImportEntry) -> UUID {
    switch settings.identity {
    case .file(let hash): UUID(version5Of: hash, row: row)
    case .key:
      UUID(
        version5In: principal.partnership, name: "\(published.survey.id)/\(entry.key ?? "")")
    }
  }

  private mutating func note(_ settled: [BatchPipeline<Note>.Settled]) -> [RefusedRow] {
    var refused: [RefusedRow] = []
    for (note, outcome) in settled {
      switch outcome {
      case .stored: summary.stored += 1
      case .storedInPart:
        summary.stored += 1
        summary.storedInPart += 1
      case .known: summary.known += 1
      case .refused(let problem):
        summary.refused += 1
        refused.append(
          RefusedRow(
            line: note.line, source: note.source, madeID: note.madeID,
            problem: note.keyedID.flatMap { problem.changedRow($0, kind) } ?? problem))
      }
    }
    return refused
  }
}

extension Problem {
  /// The same for a row that its key finds with other content: an import changes no record. Nil for
  /// another problem.
  fileprivate func changedRow(_ id: String, _ kind: TableKind) -> Problem? {
    guard code == ProblemCode.otherContent.rawValue else { return nil }
    let noun = kind == .conversation ? "conversation" : "response"
    return Problem(
      .otherContent,
      "the row with this key was imported before with other content, and an import changes no record;"
        + " correct it with `hark \(noun) edit \(id)`")
  }
}

extension Engagement {
  /// Begins an import into the open version of a survey.
  public func importing(
    _ kind: TableKind = .response, into survey: String, _ settings: ImportSettings,
    as principal: Principal
  ) async throws -> RecordImport {
    try require(principal, .researcher, .coordinator)
    let published = try await self.survey(survey, version: nil, as: principal)
    guard published.isOpen else {
      throw Problem(.surveyClosed, "the survey '\(survey)' is closed and takes no import")
    }
    let versions = try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try publishedVersions(survey, on: connection).map(\.survey)
      }
    }
    return RecordImport(self, principal, kind, published, versions, settings)
  }
}

extension UUID {
  /// A UUID of version 5 (RFC 9562) named by a row's number, in the space of the file's hash.
  init(version5Of fileHash: [UInt8], row: Int) {
    let name = Array("\(hexadecimal(fileHash)):\(row)".utf8)
    self.init(
      hash: Array(Insecure.SHA1.hash(data: Array(fileHash.prefix(16)) + name)), version: 5)
  }

  /// A UUID of version 5 (RFC 9562) of a name in the space of another UUID.
  init(version5In space: UUID, name: String) {
    let bytes = withUnsafeBytes(of: space.uuid) { Array($0) } + Array(name.utf8)
    self.init(hash: Array(Insecure.SHA1.hash(data: bytes)), version: 5)
  }
}
