// Safeguarding concerns: any recording role raises them, the partnership's leads alone see them and act
// on them. The alert of a concern is stored with it, by the database itself.

public import Foundation
public import Postgres

/// How far a concern has got.
public enum ConcernStatus: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case open, acknowledged, closed
}

/// How soon a concern needs somebody.
public enum ConcernUrgency: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case notAssessed = "not_assessed"
  case routine, urgent, emergency
}

/// What gave rise to a concern.
public enum ConcernSource: String, Sendable, SQLEncodable, SQLDecodable {
  /// An answer for which a question's `concern_if` holds.
  case answer
  /// Words of the partnership's list.
  case phrase
  /// Somebody who worried.
  case hand
}

/// What a concern came to.
public enum ConcernOutcome: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case notAConcern = "not_a_concern"
  case adviceGiven = "advice_given"
  case supportArranged = "support_arranged"
  case referred
  case emergencyServices = "emergency_services"
  case other
}

/// A concern, as it is raised.
public struct ConcernRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The conversation or response that gave rise to it; its submission is stored before. Nil: none is
  /// known.
  public let record: UUID?
  /// The module; nil where there is no record.
  public let survey: String?
  /// The module's version.
  public let version: String?
  /// The questions whose answers gave rise to it; none when it is raised by hand.
  public let questions: [String]
  /// What gave rise to it.
  public let source: ConcernSource
  /// How soon it needs somebody.
  public let urgency: ConcernUrgency
  /// A digest of what it was raised with, by hand; 32 bytes.
  public var raisedWith: [UInt8]?
  /// Whether what raised it could not be stored, and is to come in later.
  public var isAwaited = false

  /// Describes a concern.
  public init(
    id: UUID, record: UUID?, survey: String?, version: String?, questions: [String],
    source: ConcernSource = .answer, urgency: ConcernUrgency = .notAssessed
  ) {
    self.id = id
    self.record = record
    self.survey = survey
    self.version = version
    self.questions = questions
    self.source = source
    self.urgency = urgency
  }
}

/// A concern with what has been done about it.
public struct ConcernState: Sendable, Equatable {
  /// The concern; `createdAt` and `createdBy` say when and by whom it was raised.
  public let raised: Stored<ConcernRecord>
  /// How far it has got.
  public let status: ConcernStatus
  /// Whether its record waits for a lead, neither counted nor exported nor quoted.
  public let holds: Bool
  /// When a lead took it up.
  public let acknowledgedAt: Date?
  /// Which lead took it up.
  public let acknowledgedBy: UUID?
  /// When it was closed.
  public let closedAt: Date?
  /// Which lead closed it.
  public let closedBy: UUID?
  /// What it came to.
  public let outcome: ConcernOutcome?
  /// How often somebody was to be told of it.
  public let alerts: Int

  fileprivate init(_ row: Row) throws {
    let record = ConcernRecord(
      id: try row.get("id"), record: try row.get("record_id"),
      survey: try row.get("survey_module"), version: try row.get("survey_version"),
      questions: try row.get("questions"), source: try row.get("raised_how"),
      urgency: try row.get("urgency"))
    raised = try Stored(row, content: record)
    status = try row.get("status")
    holds = try row.get("holds")
    (acknowledgedAt, acknowledgedBy) = (
      try row.get("acknowledged_at"), try row.get("acknowledged_by")
    )
    (closedAt, closedBy) = (try row.get("closed_at"), try row.get("closed_by"))
    outcome = try row.get("outcome")
    alerts = try row.get("alerts")
  }
}

/// What a concern was raised with.
public struct RaisedBefore: Sendable, Hashable {
  /// The digest of everything; nil when none was kept.
  public let digest: [UInt8]?
  /// The record that it is about.
  public let record: UUID?
  /// How soon it needs somebody.
  public let urgency: ConcernUrgency
}

/// Reads and writes concerns.
public enum ConcernQueries {
  /// Raises a concern, which none but leads will see again; the database adds its alert. An id that is there
  /// throws `StorageError.alreadyExists`, or changes nothing where only those are wanted that are new: false.
  @discardableResult
  public static func insert(
    _ concern: ConcernRecord, onlyNew: Bool = false, on connection: isolated Connection
  ) throws -> Bool {
    let rest: SQL = onlyNew ? " on conflict do nothing" : ""
    return try connection.execute(
      """
      insert into hark.concern (partnership_id, id, record_id, survey_module, survey_version,
        questions, raised_how, urgency, raised_with, awaited, created_by)
      values (hark.current_partnership(), \(concern.id), \(concern.record), \(concern.survey),
        \(concern.version), \(concern.questions), \(concern.source), \(concern.urgency),
        \(concern.raisedWith.map(ByteString.init(bytes:))), \(concern.isAwaited), hark.current_account())
      """ + rest) == 1
  }

  /// Takes a concern up, for a lead; its record waits on if it `holds`. False when there is none that is
  /// open.
  @discardableResult
  public static func acknowledge(
    _ id: UUID, urgency: ConcernUrgency, holds: Bool = false, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.concern set status = 'acknowledged', urgency = \(urgency), holds = \(holds),
        acknowledged_at = now(), acknowledged_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id) and status = 'open'
      """) == 1
  }

  /// Closes a concern that was taken up, for a lead. False when there is none such.
  @discardableResult
  public static func close(
    _ id: UUID, outcome: ConcernOutcome, holds: Bool = false, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.concern set status = 'closed', outcome = \(outcome), holds = \(holds),
        closed_at = now(), closed_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id)
        and status = 'acknowledged'
      """) == 1
  }

  /// A concern, for a lead.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> ConcernState? {
    try connection.first(select + " and t.id = \(id)") { row in try ConcernState(row) }
  }

  /// Concerns, oldest first, for a lead; for everybody else there are none.
  public static func list(
    status: ConcernStatus? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [ConcernState] {
    try connection.query(
      select + " and (\(status)::text is null or t.status = \(status))"
        + page.clause(on: connection)
    ) { row in try ConcernState(row) }
  }

  /// Whether whoever the transaction works for may see concerns.
  public static func isLead(on connection: isolated Connection) throws -> Bool {
    try connection.first("select hark.is_safeguarding_lead() as lead") {
      try $0.get("lead", as: Bool.self)
    } ?? false
  }

  /// What the transaction's account raised a concern of that id with; nil when it raised none.
  public static func raisedBySelf(
    _ id: UUID, on connection: isolated Connection
  ) throws -> RaisedBefore? {
    try connection.first("select * from hark.concern_raised_with(\(id))") { row in
      RaisedBefore(
        digest: try row.get("raised_with"), record: try row.get("record_id"),
        urgency: try row.get("urgency"))
    }
  }

  /// Whether a concern of that id was raised, by whomever.
  public static func isRaised(_ id: UUID, on connection: isolated Connection) throws -> Bool {
    try connection.first("select hark.is_concern_raised(\(id)) as raised") {
      try $0.get("raised", as: Bool.self)
    } ?? false
  }

  /// Takes down that records came in which raised concerns when they could not be stored, or the edit of one
  /// with this digest. Whose concerns were all taken up before waits for a lead again, with an alert.
  public static func cameIn(
    _ records: [UUID], edit digest: [UInt8]? = nil, origin: Origin,
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.awaited_came_in(\(records), \(digest.map(ByteString.init(bytes:))), \(origin))
      """)
  }

  /// The questions of concerns about a record that the transaction's account raised with this digest.
  public static func told(
    of record: UUID, raisedWith digest: [UInt8], on connection: isolated Connection
  ) throws -> Set<String> {
    let questions = try connection.first(
      "select hark.worries_told(\(record), \(ByteString(bytes: digest))) as questions"
    ) { try $0.get("questions", as: [String].self) }
    return Set(questions ?? [])
  }

  /// In place of the digest of a concern whose note could not be kept yet.
  public static let noteToCome = [UInt8](repeating: 0, count: 32)

  /// Takes down that the note of a concern that the transaction's account raised has come, with its digest.
  /// False when none was to come.
  public static func noteGiven(
    _ id: UUID, raisedWith: [UInt8], on connection: isolated Connection
  ) throws -> Bool {
    try connection.first(
      "select hark.concern_note_given(\(id), \(ByteString(bytes: raisedWith))) as given"
    ) { try $0.get("given", as: Bool.self) } ?? false
  }

  /// The survey of a record that the principal may see; nil when there is none.
  public static func survey(
    of record: UUID, on connection: isolated Connection
  ) throws -> (survey: String, version: String)? {
    try connection.first(
      """
      select survey_module, survey_version from hark.response
      where partnership_id = hark.current_partnership() and id = \(record)
      """
    ) { row in (survey: try row.get("survey_module"), version: try row.get("survey_version")) }
  }

  private static let select: SQL = """
    select t.id, t.record_id, t.survey_module, t.survey_version, t.questions, t.raised_how,
      t.urgency, t.status, t.holds, t.acknowledged_at, t.acknowledged_by, t.closed_at, t.closed_by,
      t.outcome, t.created_at, t.created_by,
      (select count(*) from hark.concern_alert a
       where a.partnership_id = t.partnership_id and a.concern_id = t.id) as alerts
    from hark.concern t where t.partnership_id = hark.current_partnership()
    """
}
