// What is listed outside the database beside erasures, over all partnerships: what people took back in part,
// and legal holds. After a restore it is followed again.

public import Foundation
public import Postgres

/// An answer to a scope that a person changed, as it is kept outside the database.
public struct ListedChange: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The change.
  public let id: UUID
  /// The hash of the record's id.
  public let recordHash: [UInt8]
  /// The survey that the record answers.
  public let survey: String
  /// The scope.
  public let scope: String
  /// Yes or no.
  public let given: Bool
  /// When they said so.
  public let at: Date
  /// The hashes of what opens the receipts that it was said for; none where it was listed before 0084.
  public let receiptHashes: [[UInt8]]

  /// Describes a change.
  public init(
    partnership: UUID, id: UUID, recordHash: [UInt8], survey: String, scope: String, given: Bool,
    at: Date, receiptHashes: [[UInt8]] = []
  ) {
    (self.partnership, self.id, self.recordHash) = (partnership, id, recordHash)
    (self.survey, self.scope, self.given, self.at) = (survey, scope, given, at)
    self.receiptHashes = receiptHashes
  }
}

extension ListedChange {
  fileprivate init(_ row: Row, receiptHashes: [[UInt8]] = []) throws {
    self.init(
      partnership: try row.get("partnership_id"), id: try row.get("id"),
      recordHash: try row.get("record_hash"), survey: try row.get("survey_module"),
      scope: try row.get("scope"), given: try row.get("given"), at: try row.get("changed_at"),
      receiptHashes: receiptHashes)
  }
}

/// A legal hold as it is kept outside the database: without its reason.
public struct ListedHold: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The hold.
  public let id: UUID
  /// The record that it keeps; nil: everything that answers the survey.
  public let record: UUID?
  /// The survey; nil: the record.
  public let survey: String?
  /// When it was set.
  public let since: Date
  /// When it was ended; nil while it holds.
  public let endedAt: Date?

  /// Describes a hold.
  public init(
    partnership: UUID, id: UUID, record: UUID?, survey: String?, since: Date, endedAt: Date?
  ) {
    (self.partnership, self.id, self.record) = (partnership, id, record)
    (self.survey, self.since, self.endedAt) = (survey, since, endedAt)
  }
}

/// Lists what has to be followed after a restore, and follows it.
public enum ListedQueries {
  /// What was changed after a change, oldest first.
  public static func changes(
    since moment: Date, after change: UUID, limit: Int, on connection: isolated Connection
  ) throws -> [ListedChange] {
    try connection.query(
      "select * from hark.listed_changes(\(moment), \(change), \(limit)::integer)"
    ) { row in
      try ListedChange(
        row, receiptHashes: row.get("receipt_hashes", as: [ByteString].self).map(\.bytes))
    }
  }

  /// Changes that are kept and whose record has come in since, oldest first.
  public static func late(
    limit: Int, on connection: isolated Connection
  ) throws -> [(change: ListedChange, record: UUID)] {
    try connection.query("select * from hark.late_changes(\(limit)::integer)") { row in
      (change: try ListedChange(row), record: try row.get("record_id"))
    }
  }

  /// Lets what comes in later under receipt codes go by what was refused under them.
  public static func touch(
    _ refusals: [(receiptHash: [UInt8], change: ListedChange)],
    on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.touch_listed(\(refusals.map(\.change.partnership)),
        \(refusals.map { ByteString(bytes: $0.receiptHash) }), \(refusals.map(\.change.scope)),
        \(refusals.map(\.change.at)))
      """)
  }

  /// Looks no more for the record of these changes: it came in, and what they say was done.
  public static func settle(
    _ changes: [UUID], of partnership: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.settle_changes(\(partnership), \(changes))")
  }

  /// Of these changes those that this database does not know, with the record where it is there.
  public static func unknown(
    _ changes: [ListedChange], on connection: isolated Connection
  ) throws -> [(change: UUID, record: UUID?)] {
    try connection.query(
      """
      select * from hark.unknown_changes(\(changes.map(\.partnership)), \(changes.map(\.id)),
        \(changes.map { ByteString(bytes: $0.recordHash) }), \(changes.map(\.survey)))
      """
    ) { row in (change: try row.get("change_id"), record: try row.get("record_id")) }
  }

  /// Remembers changes that changed nothing here.
  public static func keep(
    _ changes: [ListedChange], on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.keep_changes(\(changes.map(\.partnership)), \(changes.map(\.id)),
        \(changes.map { ByteString(bytes: $0.recordHash) }), \(changes.map(\.survey)),
        \(changes.map(\.scope)), \(changes.map(\.given)), \(changes.map(\.at)))
      """)
  }

  /// When each scope of a record of the transaction was changed last.
  public static func lastChanges(
    of record: UUID, on connection: isolated Connection
  ) throws -> [String: Date] {
    Dictionary(
      try connection.query(
        """
        select scope, max(created_at) as changed_at from hark.consent_change
        where partnership_id = hark.current_partnership() and consent_id = \(record)
        group by scope
        """
      ) { row in
        (try row.get("scope", as: String.self), try row.get("changed_at", as: Date.self))
      }
    ) { first, _ in first }
  }

  /// The holds that were set or ended after a moment.
  public static func holds(
    since moment: Date, on connection: isolated Connection
  ) throws -> [ListedHold] {
    try connection.query("select * from hark.listed_holds(\(moment))") { row in
      ListedHold(
        partnership: try row.get("partnership_id"), id: try row.get("id"),
        record: try row.get("record_id"), survey: try row.get("survey_module"),
        since: try row.get("created_at"), endedAt: try row.get("ended_at"))
    }
  }

  /// Of these holds those that are missing here, or were not ended.
  public static func unknown(
    _ holds: [ListedHold], on connection: isolated Connection
  ) throws -> [(hold: UUID, isMissing: Bool)] {
    try connection.query(
      """
      select * from hark.unknown_holds(\(holds.map(\.partnership)), \(holds.map(\.id)),
        \(holds.map { $0.endedAt != nil }))
      """
    ) { row in (hold: try row.get("hold_id"), isMissing: try row.get("is_missing")) }
  }

  /// Sets a hold of the transaction's partnership again.
  public static func set(
    _ hold: ListedHold, because reason: String, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      select hark.set_hold_again(\(hold.id), \(hold.record), \(hold.survey), \(reason), \(hold.since))
      """)
  }

  /// Ends a hold of the transaction's partnership again.
  public static func end(
    _ hold: UUID, at moment: Date, on connection: isolated Connection
  ) throws {
    try connection.execute("select hark.end_hold_again(\(hold), \(moment))")
  }

  /// Records of the transaction's partnership that no hold keeps any more: taken back as a whole, or with
  /// answers that were.
  public static func released(
    limit: Int, on connection: isolated Connection
  ) throws -> [(record: UUID, isTakenBack: Bool)] {
    try connection.query("select * from hark.released_records(\(limit)::integer)") { row in
      (record: try row.get("record_id"), isTakenBack: try row.get("is_taken_back"))
    }
  }
}
