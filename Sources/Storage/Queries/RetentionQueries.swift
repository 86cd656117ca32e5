// Keeping no longer than people were told: what is due, and legal holds, which win. For stewards.

public import Foundation
public import Postgres

/// What must not be erased for now.
public struct LegalHold: Sendable, Hashable {
  /// The record; nil: everything that answers the survey.
  public let record: UUID?
  /// The survey; nil: the record.
  public let survey: String?
  /// Why, in the steward's words.
  public let reason: String

  /// Describes a hold on a record or on a survey.
  public init(record: UUID?, survey: String?, reason: String) {
    (self.record, self.survey, self.reason) = (record, survey, reason)
  }
}

/// A hold with when it was ended.
public struct LegalHoldState: Sendable {
  /// The hold.
  public let made: Stored<LegalHold>
  /// When it was ended; nil while it holds.
  public let endedAt: Date?
}

/// Which records may have been kept long enough.
public struct RetentionRule: Sendable, Hashable {
  /// The survey.
  public let survey: String
  /// Its version.
  public let version: String
  /// Records that were answered before this day are due.
  public let before: PostgresDate

  /// Names the records of a version that were answered before a day.
  public init(survey: String, version: String, before: PostgresDate) {
    (self.survey, self.version, self.before) = (survey, version, before)
  }
}

/// Finds what is due, and keeps legal holds.
public enum RetentionQueries {
  /// A record waits while a legal hold keeps it, and while a concern about it has not been looked at.
  private static let waits: SQL = """
    (hark.is_held(r.partnership_id, r.id, r.survey_module)
      or r.id in (select h.id from hark.held_records() h))
    """

  /// The next records that are due under a rule and wait for nothing, by id from after an id.
  public static func due(
    _ rule: RetentionRule, after record: UUID? = nil, limit: Int,
    on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.query(
      """
      select r.id from hark.response r
      where r.partnership_id = hark.current_partnership() and r.survey_module = \(rule.survey)
        and r.survey_version = \(rule.version) and r.basis = 'consent'
        and r.answered_on < \(rule.before) and not r.withdrawn
        and r.id > coalesce(\(record), '00000000-0000-0000-0000-000000000000')
        and not \(waits)
      order by r.id limit \(limit)
      """
    ) { row in try row.get("id", as: UUID.self) }
  }

  /// How many records are due under a rule, and how many of them wait.
  public static func count(
    _ rule: RetentionRule, on connection: isolated Connection
  ) throws -> (due: Int, held: Int) {
    try connection.first(
      """
      select count(*) as due,
        count(*) filter (where \(waits)) as held
      from hark.response r
      where r.partnership_id = hark.current_partnership() and r.survey_module = \(rule.survey)
        and r.survey_version = \(rule.version) and r.basis = 'consent'
        and r.answered_on < \(rule.before) and not r.withdrawn
      """
    ) { row in (try row.get("due", as: Int.self), try row.get("held", as: Int.self)) } ?? (0, 0)
  }

  /// Records that were taken back while a hold kept them, and are held no more; so many at most.
  public static func released(
    limit: Int? = nil, on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.query(
      """
      select r.id from hark.response r
      where r.partnership_id = hark.current_partnership() and r.withdrawn
        and not hark.is_held(r.partnership_id, r.id, r.survey_module)
      order by r.id limit \(limit)
      """
    ) { row in try row.get("id", as: UUID.self) }
  }

  /// Those of a keeper's records that a hold keeps.
  public static func held(on connection: isolated Connection) throws -> Set<UUID> {
    Set(
      try connection.query(
        """
        select r.id from hark.response r
        where r.partnership_id = hark.current_partnership() and r.id = any (hark.kept_records())
          and hark.is_held(r.partnership_id, r.id, r.survey_module)
        """
      ) { row in try row.get("id", as: UUID.self) })
  }

  /// Those of a keeper's records that a hold keeps, or that wait until a lead has looked.
  public static func waiting(on connection: isolated Connection) throws -> Set<UUID> {
    Set(
      try connection.query(
        """
        select r.id from hark.response r
        where r.partnership_id = hark.current_partnership() and r.id = any (hark.kept_records())
          and \(waits)
        """
      ) { row in try row.get("id", as: UUID.self) })
  }

  /// Those of a keeper's records that a receipt code of their own opens.
  public static func withCode(on connection: isolated Connection) throws -> Set<UUID> {
    Set(
      try connection.query(
        """
        select c.id from hark.consent c
        where c.partnership_id = hark.current_partnership() and c.id = any (hark.kept_records())
          and c.receipt_hash is not null
        """
      ) { row in try row.get("id", as: UUID.self) })
  }

  /// Months that a concern is kept after it was closed, for a steward.
  public static func concernMonths(on connection: isolated Connection) throws -> Int {
    try SafeguardingQueries.find(on: connection)?.keepConcernsMonths
      ?? SafeguardingRecord().keepConcernsMonths
  }

  /// Erases concerns that were closed long enough ago, with all that was noted; in a dry run it counts
  /// them. How many are due, how many of them a hold keeps, how many went.
  public static func forgetConcerns(
    at now: Date, isDryRun: Bool, on connection: isolated Connection
  ) throws -> (due: Int, held: Int, erased: Int) {
    try connection.first(
      "select due, held, erased from hark.forget_concerns(\(now), \(isDryRun))"
    ) { row in (try row.get("due"), try row.get("held"), try row.get("erased")) } ?? (0, 0, 0)
  }

  /// Adds a hold.
  public static func insert(
    _ id: UUID, _ hold: LegalHold, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.legal_hold (partnership_id, id, record_id, survey_module, reason, created_by)
      values (hark.current_partnership(), \(id), \(hold.record), \(hold.survey), \(hold.reason),
        hark.current_account())
      """)
  }

  /// Ends a hold. False when there is none that holds.
  public static func end(_ id: UUID, on connection: isolated Connection) throws -> Bool {
    try connection.execute(
      """
      update hark.legal_hold set ended_at = now(), ended_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id) and ended_at is null
      """) == 1
  }

  /// The holds, oldest first, ended ones too.
  public static func list(
    page: Page = Page(), on connection: isolated Connection
  ) throws -> [LegalHoldState] {
    try connection.query(
      """
      select t.id, t.record_id, t.survey_module, t.reason, t.ended_at, t.created_at,
        coalesce(t.created_by, '00000000-0000-0000-0000-000000000000') as created_by
      from hark.legal_hold t where t.partnership_id = hark.current_partnership()
      """ + page.clause(on: connection)
    ) { row in
      let hold = LegalHold(
        record: try row.get("record_id"), survey: try row.get("survey_module"),
        reason: try row.get("reason"))
      return LegalHoldState(
        made: try Stored(row, content: hold), endedAt: try row.get("ended_at"))
    }
  }
}
