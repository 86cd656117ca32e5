// Engagement plans, cycles and experiments, with the advice of a panel.

public import Foundation
public import Postgres

/// A plan, cycle or experiment.
public struct PracticeRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// `plan`, `cycle` or `experiment`
  public let kind: String
  /// The survey module that it is for or about.
  public let survey: String?
  /// Its fields, a JSON object.
  public let content: JSONText

  /// Describes a record.
  public init(id: UUID, kind: String, survey: String?, content: JSONText) {
    (self.id, self.kind, self.survey, self.content) = (id, kind, survey, content)
  }
}

/// A plan, cycle or experiment as it stands.
public struct StandingPractice: Sendable {
  /// The record.
  public let stored: Stored<PracticeRecord>
  /// The number of the version, from 1.
  public let revision: Int
  /// When this version was written.
  public let editedAt: Date
  /// The account that wrote it.
  public let editedBy: UUID
}

/// What a record said before an edit.
public struct EarlierPractice: Sendable {
  /// The number of the version, from 1.
  public let revision: Int
  /// Its fields, a JSON object.
  public let content: JSONText
  /// When it was written.
  public let at: Date
  /// The account that wrote it.
  public let by: UUID
}

/// What one of a panel said of a plan.
public struct AdviceRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// The plan.
  public let plan: UUID
  /// The version of the plan that was looked at.
  public let revision: Int
  /// Who of the panel, without a name.
  public let panellist: String
  /// What was said, a JSON object.
  public let content: JSONText

  /// Describes a piece of advice.
  public init(id: UUID, plan: UUID, revision: Int, panellist: String, content: JSONText) {
    (self.id, self.plan, self.revision) = (id, plan, revision)
    (self.panellist, self.content) = (panellist, content)
  }
}

/// Reads and writes plans, cycles and experiments.
public enum PracticeQueries {
  /// Adds a record. An id that is known throws `StorageError.alreadyExists`.
  public static func insert(
    _ record: PracticeRecord, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.practice
        (partnership_id, id, kind, survey_module, content, edited_by, created_by)
      values (hark.current_partnership(), \(record.id), \(record.kind), \(record.survey),
        \(record.content), hark.current_account(), hark.current_account())
      """)
  }

  /// Replaces what a record says; what it said is kept. False when its revision is another by now, or
  /// the principal may not edit it.
  public static func edit(
    _ record: PracticeRecord, revision: Int, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.practice set survey_module = \(record.survey), content = \(record.content)
      where partnership_id = hark.current_partnership() and id = \(record.id)
        and kind = \(record.kind) and revision = \(revision)
      """) == 1
  }

  /// A record of a kind; nil when there is none that the principal may see.
  public static func find(
    _ kind: String, _ id: UUID, on connection: isolated Connection
  ) throws -> StandingPractice? {
    try connection.first(select + " and t.kind = \(kind) and t.id = \(id)", StandingPractice.init)
  }

  /// Records of a kind, oldest first; those about one survey if it is named.
  public static func list(
    _ kind: String, survey: String? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [StandingPractice] {
    try connection.query(
      select + " and t.kind = \(kind) and (\(survey)::text is null or t.survey_module = \(survey))"
        + page.clause(on: connection), StandingPractice.init)
  }

  /// What a record said before each edit, oldest first.
  public static func earlier(
    _ id: UUID, on connection: isolated Connection
  ) throws -> [EarlierPractice] {
    try connection.query(
      """
      select revision, content, created_at, created_by from hark.earlier_practice
      where partnership_id = hark.current_partnership() and id = \(id)
      order by revision
      """
    ) { row in
      EarlierPractice(
        revision: try row.get("revision"), content: try row.get("content"),
        at: try row.get("created_at"), by: try row.get("created_by"))
    }
  }

  /// Adds a piece of advice.
  public static func insert(_ advice: AdviceRecord, on connection: isolated Connection) throws {
    try connection.execute(
      """
      insert into hark.panel_advice
        (partnership_id, id, plan_id, revision, panellist, content, created_by)
      values (hark.current_partnership(), \(advice.id), \(advice.plan), \(advice.revision)::integer,
        \(advice.panellist), \(advice.content), hark.current_account())
      """)
  }

  /// All advice on some plans, in the order in which it was given.
  public static func advice(
    on plans: [UUID], on connection: isolated Connection
  ) throws -> [Stored<AdviceRecord>] {
    try connection.query(
      """
      select t.id, t.plan_id, t.revision, t.panellist, t.content, t.created_at, t.created_by
      from hark.panel_advice t
      where t.partnership_id = hark.current_partnership() and t.plan_id = any (\(plans))
      order by t.plan_id, t.number
      """
    ) { row in
      try Stored(
        row,
        content: AdviceRecord(
          id: row.get("id"), plan: row.get("plan_id"), revision: row.get("revision"),
          panellist: row.get("panellist"), content: row.get("content")))
    }
  }

  private static let select: SQL = """
    select t.id, t.kind, t.survey_module, t.content, t.revision, t.edited_at, t.edited_by,
      t.created_at, t.created_by
    from hark.practice t where t.partnership_id = hark.current_partnership()
    """
}

extension StandingPractice {
  fileprivate init(_ row: Row) throws {
    let record = PracticeRecord(
      id: try row.get("id"), kind: try row.get("kind"), survey: try row.get("survey_module"),
      content: try row.get("content"))
    self.init(
      stored: try Stored(row, content: record), revision: try row.get("revision"),
      editedAt: try row.get("edited_at"), editedBy: try row.get("edited_by"))
  }
}
