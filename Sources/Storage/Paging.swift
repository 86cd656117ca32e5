// How lists are read a page at a time, and what every stored record carries besides its content.

public import Foundation
import Postgres

/// Where a page ended: the time and id of its last row. The next page begins after it.
public struct Cursor: Sendable, Hashable {
  /// When the last row was stored.
  public let at: Date
  /// The last row's id.
  public let id: UUID

  /// Names a row.
  public init(at: Date, id: UUID) {
    self.at = at
    self.id = id
  }
}

/// Which rows of a list are wanted, oldest first.
public struct Page: Sendable, Hashable {
  /// The end of the page before; nil for the first.
  public let after: Cursor?
  /// How many rows at most, 1 to 1,000.
  public let limit: Int
  /// Whether rows wait until none can come before them any more: for lists that are read page by page.
  public let isSettled: Bool

  /// Asks for a page; a limit outside 1 to 1,000 is taken as the nearest.
  public init(after: Cursor? = nil, limit: Int = 100, isSettled: Bool = false) {
    self.after = after
    self.isSettled = isSettled
    self.limit = min(max(limit, 1), 1000)
  }
}

/// A record with when and by whom it was stored.
public struct Stored<Content: Sendable>: Sendable {
  /// The record's id.
  public let id: UUID
  /// What was stored.
  public var content: Content
  /// When it was stored.
  public let createdAt: Date
  /// The account that stored it.
  public let createdBy: UUID

  /// Where a page that ends with this record ends.
  public var cursor: Cursor { Cursor(at: createdAt, id: id) }
}

extension Stored: Equatable where Content: Equatable {}

extension Stored {
  /// Reads a row that has id, created_at and created_by.
  init(_ row: Row, content: Content) throws {
    self.init(
      id: try row.get("id"), content: content, createdAt: try row.get("created_at"),
      createdBy: try row.get("created_by"))
  }
}

extension Page {
  /// The end of a statement over rows `t` that have created_at and id.
  func clause(on connection: isolated Connection) throws -> SQL {
    // The condition that the indexes for lists have; it holds for every row.
    var conditions: SQL = " and t.created_at is not null"
    if let after {
      conditions = conditions + " and (t.created_at, t.id) > (\(after.at), \(after.id))"
    }
    if isSettled, let horizon = try Self.horizon(on: connection) {
      conditions = conditions + " and t.created_at < \(horizon)"
    }
    return conditions + " order by t.created_at, t.id limit \(limit)"
  }

  /// The name that transactions go by which are long and store nothing that lists show.
  static let longReader = "hark-export"

  /// The moment before which every row is there. created_at is when a row's transaction began: one that
  /// is still under way can store rows older than those that others have stored since, and a page that
  /// has gone past would miss them. Asked in a statement of its own, before the rows are looked at. Who
  /// takes longer than a minute is not waited for.
  private static func horizon(on connection: isolated Connection) throws -> Date? {
    try connection.first(
      """
      select coalesce(min(a.xact_start), clock_timestamp()) as at from pg_stat_activity a
      where a.datname = current_database() and a.usename = session_user
        and a.pid <> pg_backend_pid() and a.application_name <> \(longReader)
        and a.xact_start > clock_timestamp() - interval '1 minute'
      """
    ) { try $0.get("at", as: Date.self) }
  }
}
