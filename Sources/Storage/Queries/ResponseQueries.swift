// Responses: the answers as they were given, and the coded form that counting reads.

public import Foundation
public import Postgres

/// A response to one version of a survey.
public struct ResponseRecord: Sendable, Hashable {
  /// Its id, made by the client.
  public let id: UUID
  /// The module.
  public let survey: String
  /// The module's version that was answered.
  public let version: String
  /// The version's series.
  public let series: Int
  /// The conversation it was given in.
  public let conversation: UUID?
  /// `consent`, `anonymous`, `published` or `role`
  public let basis: String
  /// Where it was published; given exactly when the basis is `published`.
  public let citation: String?
  /// The code of the place it was given at.
  public let place: String?
  /// The day it was given, where the person was.
  public let answeredOn: PostgresDate
  /// `in_person`, `phone`, `online`, `paper`, `group` or `import`
  public let mode: String
  /// The language it was given in.
  public let language: String
  /// The answers, a JSON object from question to answer.
  public var answers: JSONText
  /// The coded form of the answers.
  public let coded: [UInt8]
  /// A random number, 0 to 255, drawn once.
  public let recordKey: Int
  /// Whether it came in after its version was closed.
  public let isLate: Bool

  /// Describes a response.
  public init(
    id: UUID, survey: String, version: String, series: Int, conversation: UUID? = nil,
    basis: String, citation: String? = nil, place: String?, answeredOn: PostgresDate,
    mode: String, language: String, answers: JSONText, coded: [UInt8], recordKey: Int,
    isLate: Bool = false
  ) {
    self.id = id
    self.survey = survey
    self.version = version
    self.series = series
    self.conversation = conversation
    self.basis = basis
    self.citation = citation
    self.place = place
    self.answeredOn = answeredOn
    self.mode = mode
    self.language = language
    self.answers = answers
    self.coded = coded
    self.recordKey = recordKey
    self.isLate = isLate
  }

  init(_ row: Row) throws {
    self.init(
      id: try row.get("id"), survey: try row.get("survey_module"),
      version: try row.get("survey_version"), series: try row.get("series"),
      conversation: try row.get("conversation_id"), basis: try row.get("basis"),
      citation: try row.get("citation"), place: try row.get("place"),
      answeredOn: try row.get("answered_on"), mode: try row.get("mode"),
      language: try row.get("language"), answers: try row.get("answers"),
      coded: try row.get("coded"), recordKey: try row.get("record_key"),
      isLate: try row.get("late"))
  }
}

/// Reads and writes responses.
public enum ResponseQueries {
  /// Stores responses, after their consents and conversations.
  public static func insert(
    _ rows: [ResponseRecord], by recorder: Recorder = .transaction,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.response (partnership_id, id, survey_module, survey_version, series,
        conversation_id, basis, citation, place, answered_on, mode, language, answers, coded,
        record_key, late, created_by)
      select (select hark.current_partnership()), t.*
      from unnest(\(rows.map(\.id)), \(rows.map(\.survey)), \(rows.map(\.version)),
        \(rows.map { Int16(clamping: $0.series) }), \(rows.map(\.conversation)),
        \(rows.map(\.basis)), \(rows.map(\.citation)), \(rows.map(\.place)),
        \(rows.map(\.answeredOn)), \(rows.map(\.mode)), \(rows.map(\.language)),
        \(rows.map { JSONDocument(text: $0.answers) }),
        \(rows.map { ByteString(bytes: $0.coded) }), \(rows.map { Int16(clamping: $0.recordKey) }),
        \(rows.map(\.isLate)), \(recorder.column(rows.map(\.id)))) as t
      """)
  }

  /// The responses to a survey that the principal may see, oldest first.
  public static func list(
    survey: String, page: Page = Page(), on connection: isolated Connection
  ) throws -> [Stored<ResponseRecord>] {
    try connection.query(select + " and t.survey_module = \(survey)" + page.clause(on: connection))
    { row in
      try Stored(row, content: ResponseRecord(row))
    }
  }

  /// A response that the principal may see.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<ResponseRecord>? {
    try connection.first(select + " and t.id = \(id)") { row in
      try Stored(row, content: ResponseRecord(row))
    }
  }

  /// A response that a keeper's transaction names, one that was taken back too.
  public static func kept(
    _ id: UUID, on connection: isolated Connection
  ) throws -> Stored<ResponseRecord>? {
    try connection.first(stored + " and t.id = any (hark.kept_records()) and t.id = \(id)") { row in
      try Stored(row, content: ResponseRecord(row))
    }
  }

  /// How many responses to a survey the principal may see: exact, and so a work count only.
  public static func count(
    survey: String, on connection: isolated Connection
  ) throws -> Int {
    try connection.first(
      """
      select count(*) as number from hark.response r
      where r.partnership_id = hark.current_partnership() and r.survey_module = \(survey)
        and \(OutputPurpose.work.mayLeave())
      """
    ) { row in try row.get("number", as: Int.self) } ?? 0
  }

  private static let select: SQL = stored + " and \(OutputPurpose.work.mayLeave("t"))"

  private static let stored: SQL = """
    select t.id, t.survey_module, t.survey_version, t.series, t.conversation_id, t.basis,
      t.citation, t.place, t.answered_on, t.mode, t.language, t.answers, t.coded, t.record_key,
      t.late, t.created_at, t.created_by
    from hark.response t
    where t.partnership_id = hark.current_partnership()
    """
}
