// Complaints about data protection: raised by anybody, seen and answered by stewards. Their texts come
// here sealed.

public import Foundation
public import Postgres

/// How far a complaint has got.
public enum ComplaintStatus: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case open, acknowledged, answered, closed
}

/// What a complaint came to.
public enum ComplaintOutcome: String, Sendable, CaseIterable, SQLEncodable, SQLDecodable {
  case upheld
  case partlyUpheld = "partly_upheld"
  case notUpheld = "not_upheld"
  case withdrawn
}

/// A complaint.
public struct ComplaintRecord: Sendable, Hashable {
  /// What it says, sealed.
  public let said: String
  /// How to reach whoever made it, sealed.
  public let contact: String?
  /// How far it has got.
  public let status: ComplaintStatus
  /// When somebody confirmed that it came in.
  public let acknowledgedAt: Date?
  /// The answer, sealed.
  public let answer: String?
  /// When it was answered.
  public let answeredAt: Date?
  /// What it came to.
  public let outcome: ComplaintOutcome?
  /// When it was closed.
  public let closedAt: Date?
  /// When it came in.
  public let at: Date
  /// Its id.
  public let id: UUID

  /// Where a page that ends with it ends.
  public var cursor: Cursor { Cursor(at: at, id: id) }
}

/// Reads and writes complaints.
public enum ComplaintQueries {
  private static let columns: SQL = """
    select t.id, t.said, t.contact, t.status, t.acknowledged_at, t.answer, t.answered_at, t.outcome,
      t.closed_at, t.created_at
    from hark.complaint t where t.partnership_id = hark.current_partnership()
    """

  /// Stores a complaint for whoever comes without an account. An id that is known throws
  /// `StorageError.alreadyExists`.
  public static func insert(
    _ id: UUID, said: String, contact: String?, at moment: Date, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.complaint (partnership_id, id, said, contact, created_at)
      values (hark.current_partnership(), \(id), \(said), \(contact), \(moment))
      """)
  }

  /// Complaints, oldest first, for a steward; those that have got so far, or all.
  public static func list(
    status: ComplaintStatus? = nil, page: Page = Page(), on connection: isolated Connection
  ) throws -> [ComplaintRecord] {
    try connection.query(
      columns + " and (\(status)::text is null or t.status = \(status)) "
        + page.clause(on: connection)
    ) { row in try record(row) }
  }

  /// A complaint, for a steward.
  public static func find(
    _ id: UUID, on connection: isolated Connection
  ) throws -> ComplaintRecord? {
    try connection.first(columns + " and t.id = \(id)") { row in try record(row) }
  }

  /// Confirms that a complaint came in. False when somebody did already.
  public static func acknowledge(
    _ id: UUID, at moment: Date, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.complaint set status = 'acknowledged', acknowledged_at = \(moment),
        acknowledged_by = hark.current_account()
      where partnership_id = hark.current_partnership() and id = \(id) and status = 'open'
      """) == 1
  }

  /// Answers a complaint, and confirms it where nobody did. False when it is answered already.
  public static func answer(
    _ id: UUID, _ answer: String, at moment: Date, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.complaint set status = 'answered', answer = \(answer), answered_at = \(moment),
        answered_by = hark.current_account(),
        acknowledged_at = coalesce(acknowledged_at, \(moment)),
        acknowledged_by = coalesce(acknowledged_by, hark.current_account())
      where partnership_id = hark.current_partnership() and id = \(id)
        and status in ('open', 'acknowledged')
      """) == 1
  }

  /// Closes a complaint that was answered, or that whoever made it took back.
  public static func close(
    _ id: UUID, _ outcome: ComplaintOutcome, at moment: Date, on connection: isolated Connection
  ) throws -> Bool {
    try connection.execute(
      """
      update hark.complaint set status = 'closed', outcome = \(outcome), closed_at = \(moment),
        closed_by = hark.current_account(),
        acknowledged_at = coalesce(acknowledged_at, \(moment)),
        acknowledged_by = coalesce(acknowledged_by, hark.current_account())
      where partnership_id = hark.current_partnership() and id = \(id)
        and (status = 'answered' or (\(outcome == .withdrawn) and status <> 'closed'))
      """) == 1
  }

  /// Complaints that were closed before a moment.
  public static func closed(
    before moment: Date, limit: Int, on connection: isolated Connection
  ) throws -> [UUID] {
    try connection.query(
      """
      select id from hark.complaint
      where partnership_id = hark.current_partnership() and closed_at < \(moment)
      order by closed_at limit \(limit)
      """
    ) { row in try row.get("id") }
  }

  /// Removes the complaints of a keeper's transaction, with their keys.
  public static func erase(on connection: isolated Connection) throws -> Int {
    let count = try connection.execute(
      """
      delete from hark.complaint
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
      """)
    try connection.execute(
      """
      delete from hark.data_key
      where partnership_id = hark.current_partnership() and id = any (hark.kept_records())
      """)
    return count
  }

  private static func record(_ row: Row) throws -> ComplaintRecord {
    ComplaintRecord(
      said: try row.get("said"), contact: try row.get("contact"), status: try row.get("status"),
      acknowledgedAt: try row.get("acknowledged_at"), answer: try row.get("answer"),
      answeredAt: try row.get("answered_at"), outcome: try row.get("outcome"),
      closedAt: try row.get("closed_at"), at: try row.get("created_at"), id: try row.get("id"))
  }
}
