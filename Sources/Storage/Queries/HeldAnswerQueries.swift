// Answers that a person allows no more while a legal hold keeps them: versions of the record that are shown to
// nobody, until the hold ends.

public import Foundation
public import Postgres

/// Keeps answers for a hold, and lets them go.
public enum HeldAnswerQueries {
  /// Turns what a record of the transaction says, and said before, into versions that are held.
  static func hold(_ record: UUID, on connection: isolated Connection) throws {
    try connection.execute(
      """
      insert into hark.earlier_version (partnership_id, record_kind, record_id, revision, content,
        coded, recorded_by, reason, created_at, created_by, held)
      select partnership_id, record_kind, record_id, revision, content, coded, recorded_by, reason,
        created_at, created_by, true
      from hark.earlier_version
      where partnership_id = hark.current_partnership() and record_id = \(record) and not held
      union all
      select r.partnership_id, 'response', r.id, r.revision,
        to_jsonb(r) - array['partnership_id', 'id', 'revision', 'coded', 'record_key', 'withdrawn',
          'countable', 'consent_id', 'created_at', 'created_by'],
        r.coded, r.created_by, null, now(), r.created_by, true
      from hark.response r
      where r.partnership_id = hark.current_partnership() and r.id = \(record)
      """)
    try connection.execute(
      """
      delete from hark.earlier_version
      where partnership_id = hark.current_partnership() and record_id = \(record) and not held
      """)
  }

  /// Whether answers of a record of the transaction are held.
  public static func areHeld(
    of record: UUID, on connection: isolated Connection
  ) throws -> Bool {
    try connection.first(
      """
      select exists (
        select from hark.earlier_version
        where partnership_id = hark.current_partnership() and record_id = \(record) and held) as held
      """
    ) { row in try row.get("held") } ?? false
  }

  /// Records of which answers were held that no hold keeps any more, so many at most; for a steward.
  public static func released(
    limit: Int? = nil, on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.query(
      """
      select distinct r.id from hark.earlier_version e
      join hark.response r on r.partnership_id = e.partnership_id and r.id = e.record_id
      where e.partnership_id = hark.current_partnership() and e.held and not r.withdrawn
        and not hark.is_held(r.partnership_id, r.id, r.survey_module)
      order by r.id limit \(limit)
      """
    ) { row in try row.get("id", as: UUID.self) }
  }

  /// Removes what was held of the transaction's records, and the bodies they came in with. Of how many.
  public static func forget(on connection: isolated Connection) throws -> Int {
    try ErasureQueries.forgetBodies(on: connection)
    return Set(
      try connection.query(
        """
        delete from hark.earlier_version
        where partnership_id = hark.current_partnership() and record_id = any (hark.kept_records())
          and held
        returning record_id
        """
      ) { row in try row.get("record_id", as: UUID.self) }
    ).count
  }
}
