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

  /// Asks for a page; a limit outside 1 to 1,000 is taken as the nearest.
  public init(after: Cursor? = nil, limit: Int = 100) {
    self.after = after
    self.limit = min(max(limit, 1), 1000)
  }
}

/// A record with when and by whom it was stored.
public struct Stored<Content: Sendable>: Sendable {
  /// The record's id.
  public let id: UUID
  /// What was stored.
  public let content: Content
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
  var clause: SQL {
    // The condition that the indexes for lists have; it holds for every row.
    guard let after else {
      return " and t.created_at is not null order by t.created_at, t.id limit \(limit)"
    }
    return """
       and t.created_at is not null and (t.created_at, t.id) > (\(after.at), \(after.id))
      order by t.created_at, t.id limit \(limit)
      """
  }
}
