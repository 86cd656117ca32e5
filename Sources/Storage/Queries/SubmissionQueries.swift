// Submissions: what makes a record that comes in twice be stored once and answered alike.

public import Foundation
public import Postgres

/// What kind of record a submission holds.
public enum SubmissionKind: String, Sendable, SQLEncodable, SQLDecodable {
  case response, conversation
}

/// A submission, by the id of its record.
public struct SubmissionRecord: Sendable, Hashable {
  /// The record's id, made by the client.
  public let id: UUID
  /// What kind of record it holds.
  public let kind: SubmissionKind
  /// The module it was sent to.
  public let survey: String
  /// From where it came.
  public let source: Origin
  /// SHA-256 of the submission's canonical JSON.
  public let sha256: [UInt8]
  /// The first answer, byte for byte.
  public let result: [UInt8]
  /// What was sent, without what is never stored; nil when it is not kept.
  public var body: JSONText?

  /// Describes a submission.
  public init(
    id: UUID, kind: SubmissionKind, survey: String, source: Origin, sha256: [UInt8],
    result: [UInt8], body: JSONText? = nil
  ) {
    self.id = id
    self.kind = kind
    self.survey = survey
    self.source = source
    self.sha256 = sha256
    self.result = result
    self.body = body
  }
}

/// What a transaction has to know before it stores records.
public struct KnownRecords: Sendable {
  /// The submissions that are there.
  public internal(set) var submissions: [Stored<SubmissionRecord>]
  /// The published versions of each survey that was asked about, oldest first.
  public internal(set) var versions: [String: [PublishedVersion]]
  /// Under which mark tokens sign in.
  public internal(set) var moment: SignInMoment?
}

/// Reads and writes submissions.
public enum SubmissionQueries {
  /// Stores submissions. An id that is known throws `StorageError.alreadyExists`, also when the
  /// principal may not see its submission.
  public static func insert(
    _ submissions: [SubmissionRecord], by recorder: Recorder = .transaction,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.submission (partnership_id, id, kind, survey_module, source, sha256,
        result, body, created_by)
      select (select hark.current_partnership()), t.*
      from unnest(\(submissions.map(\.id)), \(submissions.map(\.kind.rawValue)),
        \(submissions.map(\.survey)), \(submissions.map(\.source.rawValue)),
        \(submissions.map { ByteString(bytes: $0.sha256) }),
        \(submissions.map { ByteString(bytes: $0.result) }),
        \(submissions.map { $0.body.map(JSONDocument.init(text:)) }),
        \(recorder.column(submissions.map(\.id)))) as t
      """)
  }

  /// Which of these records storing would refuse by rows that the principal does not see, by their place
  /// in the list; each with the receipt code and the event that it names.
  public static func refused(
    _ records: [(id: UUID, receipt: [UInt8]?, event: UUID?)], on connection: isolated Connection
  ) throws -> [Int: StorageError] {
    let refused = try connection.query(
      """
      select * from hark.refused_records(\(records.map(\.id)),
        \(records.map { $0.receipt.map(ByteString.init(bytes:)) }), \(records.map(\.event)))
      """
    ) { row in
      let code = try row.get("refusal", as: String.self)
      let message = try row.get("message", as: String.self)
      let error = StorageError.Refusal(rawValue: code).map {
        StorageError.refused($0, message: message)
      }
      return (
        try row.get("nth", as: Int.self) - 1, error ?? .alreadyExists(table: "submission")
      )
    }
    return Dictionary(refused) { first, _ in first }
  }

  /// Why a record does not come in that was taken back or erased, or under whose receipt code everything was
  /// taken back; nil: neither.
  public static func refusal(
    ofGone record: UUID, receipt: [UInt8]?, on connection: isolated Connection
  ) throws -> StorageError? {
    try connection.first(
      """
      select * from hark.gone_record(\(record), \(receipt.map(ByteString.init(bytes:))))
      """
    ) { row in
      StorageError.refused(
        StorageError.Refusal(rawValue: try row.get("refusal")) ?? .erased,
        message: try row.get("message"))
    }
  }

  /// What is known of these ids, as far as the transaction sees it, without the bodies; the published versions
  /// of these surveys; and, when it is asked for, under which mark tokens sign in at this moment.
  public static func known(
    _ ids: [UUID], surveys: [String] = [], withMoment: Bool = false,
    on connection: isolated Connection
  ) throws -> KnownRecords {
    let stored: SQL = """
      select s.id, s.kind, s.survey_module, s.source, s.sha256, s.result, s.created_at, s.created_by
      from unnest(\(ids)) as t (id)
      cross join lateral (
        select * from hark.submission s
        where s.partnership_id = hark.current_partnership() and s.id = t.id
        limit 1
      ) s
      """
    var known = KnownRecords(
      submissions: [], versions: Dictionary(surveys.map { ($0, []) }) { first, _ in first })
    // The mark before the versions: those that are published in between are then read under an older mark, which
    // no longer holds.
    let before = withMoment ? [SignInQueries.moment, stored] : [stored]
    let all = before + surveys.map { SurveyVersionQueries.all(of: $0) }
    try connection.queryTogether(all) { query, row in
      if withMoment, query == 0 {
        known.moment = try SignInQueries.moment(row)
        return
      }
      guard query < before.count else {
        try known.versions[surveys[query - before.count]]?.append(SurveyVersionQueries.version(row))
        return
      }
      let record = SubmissionRecord(
        id: try row.get("id"), kind: try row.get("kind"), survey: try row.get("survey_module"),
        source: try row.get("source"), sha256: try row.get("sha256"),
        result: try row.get("result"))
      known.submissions.append(try Stored(row, content: record))
    }
    return known
  }

  /// The submission of a record that the principal may see.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<SubmissionRecord>? {
    try connection.first(
      """
      select id, kind, survey_module, source, sha256, result, body, created_at, created_by
      from hark.submission where partnership_id = hark.current_partnership() and id = \(id)
      """
    ) { row in
      let record = SubmissionRecord(
        id: try row.get("id"), kind: try row.get("kind"), survey: try row.get("survey_module"),
        source: try row.get("source"), sha256: try row.get("sha256"),
        result: try row.get("result"), body: try row.get("body"))
      return try Stored(row, content: record)
    }
  }
}
