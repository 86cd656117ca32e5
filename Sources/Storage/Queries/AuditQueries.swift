// The audit trail. Events are only ever added, in the transaction of the act; who acted comes from
// the transaction.

public import Foundation
public import Postgres

/// What was done to which records. Nothing personal and no answer belongs in it.
public struct AuditEvent: Sendable, Hashable {
  /// What was done: `response.record`, `token.add` …
  public let action: String
  /// What kind of records it was done to: `response`, `token` …
  public let recordKind: String
  /// The records' ids, one event each.
  public let recordIDs: [String]
  /// From where it was done.
  public let origin: Origin
  /// What else there is to say, a JSON object.
  public let detail: JSONText

  /// Describes an act on one record or many.
  public init(
    action: String, recordKind: String, recordIDs: [String], origin: Origin,
    detail: JSONText = JSONText("{}")
  ) {
    self.action = action
    self.recordKind = recordKind
    self.recordIDs = recordIDs
    self.origin = origin
    self.detail = detail
  }
}

/// Writes the audit trail.
public enum AuditQueries {
  /// Adds an event for each record, on whatever database role the transaction has.
  public static func insert(_ event: AuditEvent, on connection: isolated Connection) throws {
    try connection.execute(
      """
      select hark.record_audit_events(\(event.action), \(event.recordKind), \(event.recordIDs),
        \(event.origin), \(event.detail))
      """)
  }

  /// Adds an event for records that were stored, by whoever recorded them: one for each that is the
  /// transaction's, one for all that several people's share, which names each with its account.
  public static func insert(
    _ event: AuditEvent, of records: [UUID], by recorder: Recorder,
    on connection: isolated Connection
  ) throws {
    guard case .accounts(let byRecord) = recorder else {
      return try insert(event, on: connection)
    }
    let accounts = records.compactMap { byRecord[$0] }
    try connection.execute(
      """
      select hark.record_shared_audit_event(\(accounts), \(event.action), \(event.recordKind),
        \(event.recordIDs), \(event.origin))
      """)
  }
}
