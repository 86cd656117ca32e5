// What was done about a concern, by whom and when. Leads read it; whoever raised a concern may add what
// they saw, and does not read it again.

public import Foundation
public import Postgres

/// What was done about a concern.
public enum ConcernEventKind: String, Sendable, SQLEncodable, SQLDecodable {
  case raised, alerted, escalated, acknowledged, noted, closed
}

/// One thing that was done about a concern.
public struct ConcernEvent: Sendable, Hashable {
  /// What was done.
  public let kind: ConcernEventKind
  /// When.
  public let at: Date
  /// Whose account did it; nil: Hark.
  public let account: UUID?
  /// That account's name; nil: Hark, or a public link.
  public let accountName: String?
  /// What was written down.
  public let note: String?
  /// What else there is to say, a JSON object.
  public let detail: JSONText
}

/// Reads and writes what was done about concerns.
public enum ConcernEventQueries {
  /// Adds what was done by the transaction's account.
  public static func insert(
    _ kind: ConcernEventKind, of concern: UUID, note: String?, detail: JSONText = JSONText("{}"),
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.concern_event (partnership_id, concern_id, kind, note, detail, created_by)
      values (hark.current_partnership(), \(concern), \(kind), \(note), \(detail),
        hark.current_account())
      """)
  }

  /// Everything that was done about a concern, oldest first, for a lead.
  public static func list(
    of concern: UUID, on connection: isolated Connection
  ) throws -> [ConcernEvent] {
    try connection.query(
      """
      select e.kind, e.created_at, e.created_by, n.name, e.note, e.detail
      from hark.concern_event e
      left join hark.account_names() n on n.id = e.created_by
      where e.partnership_id = hark.current_partnership() and e.concern_id = \(concern)
      order by e.created_at, e.id
      """
    ) { row in
      ConcernEvent(
        kind: try row.get("kind"), at: try row.get("created_at"),
        account: try row.get("created_by"), accountName: try row.get("name"),
        note: try row.get("note"), detail: try row.get("detail"))
    }
  }
}
