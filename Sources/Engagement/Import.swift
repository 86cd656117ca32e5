// Imports a table of responses row by row: what is right is stored, what is not is named with its
// line and reason, and does not stop the rest.

public import CSV
internal import Crypto
internal import Foundation
internal import JSON
internal import Postgres
public import Storage
public import Surveys

/// A row that was refused.
public struct RefusedRow: Sendable {
  /// The line of the file it begins on.
  public let line: Int
  /// What is wrong with it.
  public let problems: [AnswerProblem]
}

/// What came of an import.
public struct ImportSummary: Sendable {
  /// Rows stored now.
  public internal(set) var stored = 0
  /// Rows that were stored before, with the same content.
  public internal(set) var known = 0
  /// Rows that were refused.
  public internal(set) var refused = 0
}

/// A table on its way in, taken batch by batch.
public struct ResponseImport: Sendable {
  /// Rows that share a transaction.
  private static let batchSize = 200

  private let engagement: Engagement
  private let principal: Principal
  private let published: PublishedSurvey
  /// SHA-256 of the file, from which rows without `_id` get theirs.
  private let fileHash: [UInt8]
  private let ignored: Set<String>
  private var table: ResponseTable?
  private var batch: [(line: Int, record: IncomingRecord)] = []
  private var row = 0
  /// What has come of it so far.
  public private(set) var summary = ImportSummary()

  fileprivate init(
    _ engagement: Engagement, _ principal: Principal, _ published: PublishedSurvey,
    fileHash: [UInt8], ignored: Set<String>
  ) {
    (self.engagement, self.principal, self.published) = (engagement, principal, published)
    (self.fileHash, self.ignored) = (fileHash, ignored)
  }

  /// Takes the next row; the first names the columns. Gives the rows that were refused.
  public mutating func take(_ row: CSVRow) async throws -> [RefusedRow] {
    guard let table else {
      table = try ResponseTable(header: row.cells, survey: published.survey, ignoring: ignored)
      return []
    }
    self.row += 1
    let (object, problems) = table.response(row)
    do {
      guard problems.isEmpty else { throw Problem(refused: problems) }
      batch.append((row.line, try incoming(object)))
    } catch let problem as Problem {
      return [refuse(row.line, problem)]
    }
    return batch.count >= Self.batchSize ? try await store() : []
  }

  /// Stores what is left. Gives the rows that were refused.
  public mutating func finish() async throws -> [RefusedRow] {
    guard table != nil else {
      throw Problem(.cannotRead, "the file has no rows; its first row names the columns")
    }
    return try await store()
  }

  private func incoming(_ object: JSONObject) throws -> IncomingRecord {
    var object = object
    if object["id"] == nil {
      object["id"] = .string(UUID(version5Of: fileHash, row: row).uuidString.lowercased())
    }
    let (submission, problems) = ResponseSubmission.read(object, reading: .table)
    guard problems.isEmpty else { throw Problem(refused: problems) }
    return try engagement.incoming(submission, body: object, problems: [], origin: .imported)
  }

  private mutating func refuse(_ line: Int, _ problem: Problem) -> RefusedRow {
    summary.refused += 1
    let problems =
      problem.answers.isEmpty
      ? [AnswerProblem(question: "row", code: .badField, message: problem.detail)] : problem.answers
    return RefusedRow(line: line, problems: problems)
  }

  /// Stores a batch at once; when the database refuses it, row by row, so that each finds its own
  /// answer.
  private mutating func store() async throws -> [RefusedRow] {
    let rows = batch
    batch.removeAll(keepingCapacity: true)
    guard !rows.isEmpty else { return [] }
    do {
      return try await storeTogether(rows)
    } catch let error as StorageError {
      switch error {
      case .notAllowed, .refused(.surveyClosed, _): throw Problem(translating: error)
      default: break
      }
      return try await storeSingly(rows)
    } catch {
      throw Problem(translating: error)
    }
  }

  private mutating func storeTogether(
    _ rows: [(line: Int, record: IncomingRecord)]
  ) async throws -> [RefusedRow] {
    let (engagement, published) = (engagement, published)
    let judged = try await engagement.database.transaction(as: principal) { connection in
      let context = try engagement.recordingContext(
        published, codes: rows.flatMap { NamedPlaces.codes($0.record, published.survey) },
        origin: .imported, reading: .table, on: connection)
      var accepted: [AcceptedRecord] = []
      var refused: [(line: Int, problem: Problem)] = []
      for (line, record) in rows {
        do { accepted.append(try AcceptedRecord(record, context)) } catch let problem as Problem {
          refused.append((line, problem))
        }
      }
      if !accepted.isEmpty {
        try AcceptedRecord.store(accepted, origin: .imported, on: connection)
      }
      return (stored: accepted.count, refused: refused)
    }
    summary.stored += judged.stored
    return judged.refused.map { refuse($0.line, $0.problem) }
  }

  private mutating func storeSingly(
    _ rows: [(line: Int, record: IncomingRecord)]
  ) async throws -> [RefusedRow] {
    var refused: [RefusedRow] = []
    for (line, record) in rows {
      do {
        let receipt = try await engagement.store(
          record, survey: published.survey.id, as: principal, origin: .imported, reading: .table)
        if receipt.isRepeat { summary.known += 1 } else { summary.stored += 1 }
      } catch let problem as Problem where problem.httpStatus < 500 {
        refused.append(refuse(line, problem))
      }
    }
    return refused
  }
}

extension Engagement {
  /// Begins an import into the open version of a survey. `fileHash` is the SHA-256 of the file.
  public func importing(
    into survey: String, fileHash: [UInt8], ignoring: Set<String>, as principal: Principal
  ) async throws -> ResponseImport {
    try require(principal, .researcher, .coordinator)
    let published = try await self.survey(survey, version: nil, as: principal)
    guard published.isOpen else {
      throw Problem(.surveyClosed, "the survey '\(survey)' is closed and takes no import")
    }
    return ResponseImport(
      self, principal, published, fileHash: fileHash, ignored: ignoring)
  }
}

extension UUID {
  /// A UUID of version 5 (RFC 9562) named by a row's number, in the space of the file's hash.
  init(version5Of fileHash: [UInt8], row: Int) {
    let name = Array("\(hexadecimal(fileHash)):\(row)".utf8)
    self.init(
      hash: Array(Insecure.SHA1.hash(data: Array(fileHash.prefix(16)) + name)), version: 5)
  }
}
