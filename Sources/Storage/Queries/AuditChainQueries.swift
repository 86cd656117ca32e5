// The chain over the audit trail, as the sealer reads and writes it: events that have no number yet,
// the links that give them one, and where the chain ends. What the hashes are of is not known here.

public import Foundation
public import Postgres

/// An event as it is stored, with everything that its hash covers.
public struct AuditedEvent: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// Where it stands in the order in which events were written.
  public let position: Int
  /// When it was written: RFC 3339 in UTC, to the microsecond.
  public let at: String
  /// The account that acted; nil is the operator.
  public let account: UUID?
  /// The role it acted in; nil is the operator.
  public let role: String?
  /// What was done.
  public let action: String
  /// What kind of record it was done to.
  public let recordKind: String
  /// The record.
  public let recordID: String
  /// From where.
  public let origin: String
  /// What else there is to say, a JSON object.
  public let detail: JSONText

  init(_ row: Row) throws {
    id = try row.get("id")
    position = try row.get("position")
    at = try row.get("at")
    account = try row.get("created_by")
    role = try row.get("role")
    action = try row.get("action")
    recordKind = try row.get("record_kind")
    recordID = try row.get("record_id")
    origin = try row.get("origin")
    detail = try row.get("detail")
  }

  static let columns: SQL = """
    e.id, e.position, e.created_by, e.role, e.action, e.record_kind, e.record_id, e.origin, e.detail,
    to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    """
}

/// The number and the hash that an event got when it was sealed.
public struct AuditLink: Sendable, Hashable {
  /// The event.
  public let event: UUID
  /// Its place in the chain, from 1.
  public let number: Int
  /// The hash over the event, its number and the hash before.
  public let hash: [UInt8]

  /// Links an event.
  public init(event: UUID, number: Int, hash: [UInt8]) {
    (self.event, self.number, self.hash) = (event, number, hash)
  }
}

/// Where a chain ends.
public struct AuditChainEnd: Sendable, Hashable {
  /// How many events it holds.
  public let number: Int
  /// The hash of the last.
  public let hash: [UInt8]
  /// When it last grew; nil when it never did.
  public let sealedAt: Date?

  /// Describes an end.
  public init(number: Int, hash: [UInt8], sealedAt: Date?) {
    (self.number, self.hash, self.sealedAt) = (number, hash, sealedAt)
  }
}

/// A partnership that has a chain.
public struct AuditedPartnership: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// Its short name.
  public let slug: String
}

/// Events that wait to be sealed, and up to where all older ones are.
public struct UnsealedEvents: Sendable {
  /// The events, in the order to seal them in.
  public let events: [AuditedEvent]
  /// Whether more may wait.
  public let isFull: Bool
  let sealedBefore: String?
}

/// Reads and writes the chain, in a transaction of `Database.sealing`.
public enum AuditChainQueries {
  /// The hash before the first event.
  public static let beginning = [UInt8](repeating: 0, count: 32)

  /// Every partnership, by short name.
  public static func partnerships(
    on connection: isolated Connection
  ) throws -> [AuditedPartnership] {
    try connection.query("select id, slug from hark.audited_partnerships()") { row in
      AuditedPartnership(id: try row.get("id"), slug: try row.get("slug"))
    }
  }

  /// How many events wait to be sealed.
  public static func unsealedCount(on connection: isolated Connection) throws -> Int {
    try connection.first("select count(*) as number " + unsealed) { row in
      try row.get("number", as: Int.self)
    } ?? 0
  }

  /// Whether any event waits to be sealed.
  public static func hasUnsealed(on connection: isolated Connection) throws -> Bool {
    try connection.first("select exists (select " + unsealed + ") as waiting") { row in
      try row.get("waiting", as: Bool.self)
    } ?? false
  }

  /// Where the chain ends; of two sealers one waits here for the other.
  public static func lockEnd(on connection: isolated Connection) throws -> AuditChainEnd {
    try connection.execute(
      """
      insert into hark.audit_chain (partnership_id, hash)
      values (hark.current_partnership(), \(beginning)) on conflict do nothing
      """)
    let end = try connection.first(
      end + " for update", AuditChainEnd.init(_:))
    return end ?? AuditChainEnd(number: 0, hash: beginning, sealedAt: nil)
  }

  /// The events that wait, oldest first, `limit` at most.
  public static func unsealed(
    limit: Int, on connection: isolated Connection
  ) throws -> UnsealedEvents {
    // Taken before the events are read: what older transactions wrote is then seen for certain.
    let (settled, isReset) =
      try connection.first(
        """
        select pg_snapshot_xmin(pg_current_snapshot())::text as settled,
          c.sealed_before > pg_snapshot_xmax(pg_current_snapshot()) as reset
        from hark.audit_chain c where c.partnership_id = hark.current_partnership()
        """
      ) { row in
        (try row.get("settled", as: String.self), try row.get("reset", as: Bool.self))
      } ?? ("0", false)
    var last = settled
    let events = try connection.query(
      "select e.added_in::text as added_in, " + AuditedEvent.columns + " " + unsealed
        + " order by e.added_in, e.position limit \(limit)"
    ) { row in
      last = try row.get("added_in")
      return try AuditedEvent(row)
    }
    let isFull = events.count == limit
    // A database restored into another cluster keeps its old numbers until all of it is sealed.
    let sealedBefore = !isFull ? settled : isReset ? nil : earlier(last, settled)
    return UnsealedEvents(events: events, isFull: isFull, sealedBefore: sealedBefore)
  }

  private static func earlier(_ one: String, _ other: String) -> String {
    (UInt64(one) ?? 0) < (UInt64(other) ?? 0) ? one : other
  }

  /// Adds links for the events that waited.
  public static func append(
    _ links: [AuditLink], for waiting: UnsealedEvents, on connection: isolated Connection
  ) throws {
    if let last = links.last {
      try connection.execute(
        """
        insert into hark.audit_link (partnership_id, id, number, hash)
        select hark.current_partnership(), t.*
        from unnest(\(links.map(\.event)), \(links.map(\.number)),
          \(links.map { ByteString(bytes: $0.hash) })) as t
        """)
      try connection.execute(
        """
        update hark.audit_chain set number = \(last.number), hash = \(last.hash), sealed_at = now()
        where partnership_id = hark.current_partnership()
        """)
    }
    if let sealedBefore = waiting.sealedBefore {
      try connection.execute(
        """
        update hark.audit_chain set sealed_before = \(sealedBefore)::xid8
        where partnership_id = hark.current_partnership()
        """)
    }
  }

  /// Events that have no link. Older ones than the chain says are all sealed need no look; numbers
  /// of transactions begin anew when a database is restored into another cluster. Bounds that are
  /// worked out once, and links looked up one by one, keep this to the events that wait.
  private static let unsealed: SQL = """
    from hark.audit_event e
    left join lateral (
      select true as found from hark.audit_link l
      where l.partnership_id = e.partnership_id and l.id = e.id
      limit 1
    ) l on true
    where e.partnership_id = hark.current_partnership() and l.found is null
      and e.added_in >= (
        select case when c.sealed_before <= pg_snapshot_xmax(pg_current_snapshot())
          then c.sealed_before else '0'::xid8 end
        from (values (true)) one (row)
        left join hark.audit_chain c on c.partnership_id = hark.current_partnership())
      and e.added_in < (
        select case when c.sealed_before <= pg_snapshot_xmax(pg_current_snapshot())
          then pg_snapshot_xmax(pg_current_snapshot()) else '18446744073709551615'::xid8 end
        from (values (true)) one (row)
        left join hark.audit_chain c on c.partnership_id = hark.current_partnership())
    """

  static let end: SQL = """
    select c.number, c.hash, c.sealed_at
    from hark.audit_chain c where c.partnership_id = hark.current_partnership()
    """
}

extension AuditChainEnd {
  init(_ row: Row) throws {
    self.init(
      number: try row.get("number"), hash: try row.get("hash"), sealedAt: try row.get("sealed_at"))
  }
}
