// What a person is told of their consent: each scope as it stands, and since when, in a keeper's transaction.

public import Foundation
public import Postgres

/// A scope of a record's consent as it stands.
public struct ToldScope: Sendable, Hashable {
  /// The scope.
  public let scope: String
  /// Whether the person ever allowed it.
  public let wasGiven: Bool
  /// When the person last answered it anew; nil: as it was first.
  public let changedAt: Date?
  /// When they took it back; nil: they did not.
  public let takenBackAt: Date?
}

/// Reads what a person is told.
public enum ToldQueries {
  /// The scopes that a record's person was asked for.
  public static func scopes(
    of record: UUID, on connection: isolated Connection
  ) throws -> [ToldScope] {
    try connection.query(
      """
      select s.scope, s.given, s.changed_at, coalesce(s.withdrawn_at, c.withdrawn_at) as taken_back_at
      from hark.consent c
      join hark.consent_scope s on s.partnership_id = c.partnership_id and s.consent_id = c.id
      where c.partnership_id = hark.current_partnership() and c.id = \(record)
      order by s.scope collate "C"
      """
    ) { row in
      let given = try row.get("given", as: Bool.self)
      return ToldScope(
        scope: try row.get("scope"), wasGiven: given,
        changedAt: try row.get("changed_at", as: Date?.self),
        takenBackAt: given ? try row.get("taken_back_at", as: Date?.self) : nil)
    }
  }
}
