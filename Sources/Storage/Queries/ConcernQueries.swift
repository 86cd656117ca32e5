// Safeguarding concerns: any recording role raises them, stewards alone see them and act on them.

public import Foundation
public import Postgres

/// How far a concern has got.
public enum ConcernStatus: String, Sendable, SQLEncodable, SQLDecodable {
  case open, acknowledged, closed
}

/// How soon a concern needs somebody.
public enum ConcernUrgency: String, Sendable, SQLEncodable, SQLDecodable {
  case notAssessed = "not_assessed"
  case routine, urgent, emergency
}

/// A concern, as it is raised.
public struct ConcernRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The conversation or response that gave rise to it; its submission is stored before.
  public let record: UUID
  /// The module.
  public let survey: String
  /// The module's version.
  public let version: String
  /// The questions whose `concern_if` holds, at least one.
  public let questions: [String]
  /// How soon it needs somebody.
  public let urgency: ConcernUrgency

  /// Describes a concern.
  public init(
    id: UUID, record: UUID, survey: String, version: String, questions: [String],
    urgency: ConcernUrgency = .notAssessed
  ) {
    self.id = id
    self.record = record
    self.survey = survey
    self.version = version
    self.questions = questions
    self.urgency = urgency
  }
}

/// A concern with what has been done about it.
public struct ConcernState: Sendable, Equatable {
  /// The concern; `createdAt` and `createdBy` say when and by whom it was raised.
  public let raised: Stored<ConcernRecord>
  /// How far it has got.
  public let status: ConcernStatus
  /// When a steward took it up.
  public let acknowledgedAt: Date?
  /// Which steward took it up.
  public let acknowledgedBy: UUID?
  /// When it was closed.
  public let closedAt: Date?
  /// Which steward closed it.
  public let closedBy: UUID?
}

/// Reads and writes concerns.
public enum ConcernQueries {
  /// Raises a concern, which none but stewards will see again.
  public static func insert(
    _ concern: ConcernRecord, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.concern (partnership_id, id, record_id, survey_module, survey_version,
        questions, urgency, created_by)
      values (hark.current_partnership(), \(concern.id), \(concern.record), \(concern.survey),
        \(concern.version), \(concern.questions), \(concern.urgency), hark.current_account())
      """)
  }

  /// Takes a concern up, for a steward. False when there is none that is open.
  @discardableResult
  public static func acknowledge(
    _ id: UUID, urgency: ConcernUrgency, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.concern set status = 'acknowledged', urgency = \(urgency),
        acknowledged_at = now(), acknowledged_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id) and status = 'open'
      """) == 1
  }

  /// Closes a concern that was taken up, for a steward. False when there is none such.
  @discardableResult
  public static func close(_ id: UUID, on connection: isolated Connection) throws -> Bool {
    try connection.execute(
      """
      update hark.concern set status = 'closed',
        closed_at = now(), closed_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id)
        and status = 'acknowledged'
      """) == 1
  }

  /// Concerns, oldest first, for a steward; for everybody else there are none.
  public static func list(
    status: ConcernStatus? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [ConcernState] {
    try connection.query(
      """
      select t.id, t.record_id, t.survey_module, t.survey_version, t.questions, t.urgency,
        t.status, t.acknowledged_at, t.acknowledged_by, t.closed_at, t.closed_by, t.created_at,
        t.created_by
      from hark.concern t where t.partnership_id = hark.current_partnership()
        and (\(status)::text is null or t.status = \(status))
      """ + page.clause(on: connection)
    ) { row in
      let record = ConcernRecord(
        id: try row.get("id"), record: try row.get("record_id"),
        survey: try row.get("survey_module"), version: try row.get("survey_version"),
        questions: try row.get("questions"), urgency: try row.get("urgency"))
      return ConcernState(
        raised: try Stored(row, content: record), status: try row.get("status"),
        acknowledgedAt: try row.get("acknowledged_at"),
        acknowledgedBy: try row.get("acknowledged_by"), closedAt: try row.get("closed_at"),
        closedBy: try row.get("closed_by"))
    }
  }
}
