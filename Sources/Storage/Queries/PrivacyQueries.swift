// Privacy notices, which anybody may read, and how notices and complaints stand in numbers.

public import Foundation
public import Postgres

/// What a partnership tells everybody about their data.
public struct PrivacyNoticeRecord: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The partnership's name.
  public let name: String
  /// The notice's number, from 1; nil: there is none yet.
  public let revision: Int?
  /// Its fields, a JSON object.
  public let fields: JSONText?
  /// Since when it stands.
  public let at: Date?
}

/// How a partnership stands.
public struct PrivacyState: Sendable, Hashable {
  /// The partnership's short name.
  public let slug: String
  /// Whether it has a notice.
  public let hasNotice: Bool
  /// Complaints that are not answered.
  public let waiting: Int
  /// Those of them whose time is over.
  public let overdue: Int
  /// Those of them whose time is nearly over.
  public let dueSoon: Int
  /// When the oldest of them came in.
  public let oldest: Date?
}

/// Reads and writes privacy notices.
public enum PrivacyQueries {
  /// A partnership by its short name, with its notice; nil when there is no such partnership.
  public static func notice(
    slug: String, on connection: isolated Connection
  ) throws -> PrivacyNoticeRecord? {
    try connection.first("select * from hark.public_notice(\(slug))") { row in
      PrivacyNoticeRecord(
        partnership: try row.get("partnership_id"), name: try row.get("name"),
        revision: try row.get("revision"), fields: try row.get("fields"),
        at: try row.get("created_at"))
    }
  }

  /// The number of the notice that stands; nil when there is none.
  public static func revision(on connection: isolated Connection) throws -> Int? {
    try connection.first("select hark.notice_revision() as revision") { row in
      try row.get("revision", as: Int?.self)
    } ?? nil
  }

  /// Adds a notice, for a steward.
  public static func insert(
    _ id: UUID, revision: Int, fields: JSONText, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.privacy_notice (partnership_id, id, revision, fields, created_by)
      values (hark.current_partnership(), \(id), \(revision)::integer, \(fields),
        hark.current_account())
      """)
  }

  /// How every partnership stands; complaints from before a moment are overdue, those from before another
  /// nearly. For `Database.upkeep`.
  public static func state(
    overdueBefore moment: Date, soonBefore soon: Date, on connection: isolated Connection
  ) throws -> [PrivacyState] {
    try connection.query(
      """
      select s.*, n.overdue - s.overdue as due_soon from hark.privacy_state(\(moment)) s
      join hark.privacy_state(\(soon)) n on n.slug = s.slug order by s.slug
      """
    ) { row in
      PrivacyState(
        slug: try row.get("slug"), hasNotice: try row.get("has_notice"),
        waiting: try row.get("waiting"), overdue: try row.get("overdue"),
        dueSoon: try row.get("due_soon"),
        oldest: try row.get("oldest"))
    }
  }
}

extension Database {
  /// Runs a body in one transaction for whoever comes without an account, to a partnership; without
  /// one it sees nothing but notices.
  public func visiting<Value: Sendable>(
    _ partnership: UUID? = nil, readOnly: Bool = false,
    _ body: @Sendable (isolated Connection) async throws -> Value
  ) async throws -> Value {
    try await translatingErrors {
      try await client.withTransaction(readOnly: readOnly) { connection in
        try connection.execute(
          """
          select set_config('role', \(DatabaseRole.application.name), true),
            set_config('hark.partnership', \(partnership?.uuidString ?? ""), true),
            set_config('hark.role', 'person', true),
            set_config('lock_timeout', '5s', true)
          """)
        return try await body(connection)
      }
    }
  }
}
