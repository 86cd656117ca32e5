// Erasing records for good: rows, earlier versions, bodies and consent go, a hash stays by which a late
// phone is known. In a keeper's transaction, which sees the records it names alone.

public import Foundation
public import Postgres

/// Why a record was erased.
public enum ErasureReason: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  /// The person took it back.
  case withdrawn
  /// A steward erased it.
  case erased
  /// It had been kept as long as it may be.
  case retention
}

/// A release that counted a record.
public struct CountingRelease: Sendable, Hashable {
  /// The release.
  public let id: UUID
  /// Its survey.
  public let survey: String
  /// Up to when it counted.
  public let cutOff: Date
  /// Whether it was made after the record was erased, and counts it as the release before did.
  public let asBefore: Bool
}

/// What is left of an erased record.
public struct ErasedRecord: Sendable, Hashable {
  /// What kind of record it was.
  public let kind: SubmissionKind
  /// The survey it answered.
  public let survey: String
  /// Why it was erased.
  public let reason: ErasureReason
  /// Releases that counted it: before it was erased, and since then those that count it as before.
  public let releases: [UUID]
  /// Whether it is still here, shown to nobody, because a legal hold keeps it.
  public let isKept: Bool
}

/// Erases records, and reads what is left of them.
public enum ErasureQueries {
  /// The releases that counted any of the transaction's records or of these erased ones, oldest first.
  public static func releases(
    erased: [UUID] = [], on connection: isolated Connection
  ) throws -> [CountingRelease] {
    // One look by the members' key for each release and record, not one over all members.
    try connection.query(
      """
      select f.id, f.survey_module, f.cut_off, bool_or(f.as_before) as as_before
      from (
        select release_id as id, survey_module, cut_off, as_before
        from hark.releases_of_erased(\(erased))
        union all
        select r.id, r.survey_module, r.cut_off,
          exists (
            select from hark.consent c
            where c.partnership_id = a.partnership_id and c.id = a.id
              and c.withdrawn_at < r.cut_off)
        from unnest(hark.kept_records()) k (id)
        join hark.response a on a.partnership_id = hark.current_partnership() and a.id = k.id
        join hark.release r on r.partnership_id = a.partnership_id
          and r.survey_module = a.survey_module
        cross join lateral (
          select m.response_id from hark.release_member m
          where m.partnership_id = r.partnership_id and m.release_id = r.id
            and m.response_id = k.id
          limit 1
        ) m
      ) f
      group by f.id, f.survey_module, f.cut_off
      order by f.cut_off, f.id
      """
    ) { row in
      CountingRelease(
        id: try row.get("id"), survey: try row.get("survey_module"),
        cutOff: try row.get("cut_off"), asBefore: try row.get("as_before"))
    }
  }

  /// Marks the consent of the transaction's records as withdrawn, so that they are counted no more.
  /// Those that nobody withdrew a moment before. It was `listed` when, where it is done again.
  @discardableResult public static func withdraw(
    listed: [UUID: Date] = [:], on connection: isolated Connection
  ) throws -> [UUID] {
    let moments = Array(listed)
    return try connection.query(
      """
      update hark.consent set withdrawn_at = coalesce((
          select l.moment from unnest(\(moments.map(\.key)), \(moments.map(\.value))) l (id, moment)
          where l.id = consent.id), now())
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
        and withdrawn_at is null
      returning id
      """
    ) { row in try row.get("id", as: UUID.self) }
  }

  /// Leaves a tombstone for each of the transaction's records, and takes away what was sent: a phone
  /// that sends it again is told so from now on. It was `listed` when, where it is done again.
  public static func bury(
    _ reason: ErasureReason, listed: [UUID: Date] = [:], on connection: isolated Connection
  ) throws {
    let moments = Array(listed)
    // Of each record those releases that counted it, however many are erased together.
    try connection.execute(
      """
      insert into hark.tombstone (partnership_id, record_hash, receipt_hash, record_kind,
        survey_module, reason, releases, created_by, created_at)
      select r.partnership_id, hark.record_digest(r.partnership_id, r.id),
        -- What went along with a conversation is told of under the conversation's code.
        coalesce(c.receipt_hash, (
          select o.receipt_hash from hark.record_link l
          join hark.conversation w
            on w.partnership_id = l.partnership_id and w.id = l.to_record and w.people = 1
          join hark.consent o on o.partnership_id = w.partnership_id and o.id = w.id
          where l.partnership_id = r.partnership_id and l.record_id = r.id
            and l.kind = 'conversation')),
        case when v.id is null then 'response' else 'conversation' end, r.survey_module, \(reason),
        array(
          select l.id from hark.release l
          cross join lateral (
            select from hark.release_member m
            where m.partnership_id = l.partnership_id and m.release_id = l.id
              and m.response_id = r.id
            limit 1
          ) m
          where l.partnership_id = r.partnership_id and l.survey_module = r.survey_module
          order by l.cut_off, l.id), hark.current_account(),
        coalesce((
          select l.moment from unnest(\(moments.map(\.key)), \(moments.map(\.value))) l (id, moment)
          where l.id = r.id), now())
      from hark.response r
      left join hark.conversation v on v.partnership_id = r.partnership_id and v.id = r.id
      left join hark.consent c on c.partnership_id = r.partnership_id and c.id = r.id
      where r.partnership_id = hark.current_partnership() and r.id = any (hark.kept_records())
      on conflict (partnership_id, record_hash) do nothing
      """)
    try connection.execute(
      """
      delete from hark.submission
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
      """)
  }

  /// Leaves the other records of the transaction alone from here on.
  public static func narrow(to records: [UUID], on connection: isolated Connection) throws {
    let ids = "{" + records.map(\.uuidString).joined(separator: ",") + "}"
    try connection.setLocal("hark.records", ids)
  }

  /// Removes every row of the transaction's records. How many records there were.
  public static func erase(on connection: isolated Connection) throws -> Int {
    try forgetEarlierVersions(on: connection)
    let count = try connection.execute(
      """
      delete from hark.response
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
      """)
    let rest: [SQL] = [
      "delete from hark.conversation where id = any (hark.kept_records())",
      "delete from hark.submission where id = any (hark.kept_records())",
      "delete from hark.consent_change where consent_id = any (hark.kept_records())",
      "delete from hark.consent_scope where consent_id = any (hark.kept_records())",
      "delete from hark.consent where id = any (hark.kept_records())",
      // Without its key a row that a backup brings back opens no more.
      "delete from hark.data_key where id = any (hark.kept_records())",
    ]
    for statement in rest {
      try connection.execute(statement + " and partnership_id = hark.current_partnership()")
    }
    return count
  }

  /// Removes what the transaction's records said before they were edited.
  public static func forgetEarlierVersions(on connection: isolated Connection) throws {
    try connection.execute(
      """
      delete from hark.earlier_version
      where partnership_id = hark.current_partnership() and record_id = any (hark.kept_records())
      """)
  }

  /// Removes the bodies that the transaction's records came in with.
  static func forgetBodies(on connection: isolated Connection) throws {
    try connection.execute(
      """
      update hark.submission set body = null
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
      """)
  }

  /// Why a record of the principal's partnership is gone; nil: it is not.
  public static func goneBecause(
    _ record: UUID, on connection: isolated Connection
  ) throws -> ErasureReason? {
    try connection.first("select hark.gone_because(\(record)) as reason") { row in
      try row.get("reason", as: ErasureReason?.self)
    } ?? nil
  }

  /// What is left of erased records, oldest first, for a coordinator or steward; of one survey, or all.
  public static func list(
    survey: String? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [(erased: ErasedRecord, at: Date, cursor: Cursor)] {
    let rows = try connection.query(
      """
      select t.id, t.record_kind, t.survey_module, t.reason, t.created_at,
        array(select r.release_id from hark.releases_of_erased(array[t.id]) r) as releases
      from hark.tombstone t
      where t.partnership_id = hark.current_partnership()
        and (\(survey)::text is null or t.survey_module = \(survey))
      """ + page.clause(on: connection)
    ) { row in
      (
        id: try row.get("id", as: UUID.self),
        kind: try row.get("record_kind", as: SubmissionKind.self),
        survey: try row.get("survey_module", as: String.self),
        reason: try row.get("reason", as: ErasureReason.self),
        releases: try row.get("releases", as: [UUID].self),
        at: try row.get("created_at", as: Date.self)
      )
    }
    let kept = Set(
      try connection.query("select * from hark.kept_of_erased(\(rows.map(\.id)))") { row in
        try row.get("tombstone_id", as: UUID.self)
      })
    return rows.map { row in
      let erased = ErasedRecord(
        kind: row.kind, survey: row.survey, reason: row.reason, releases: row.releases,
        isKept: kept.contains(row.id))
      return (erased, row.at, Cursor(at: row.at, id: row.id))
    }
  }
}
