// Partnerships. They are added and listed on the owner's connection; the application sees its own.

public import Foundation
public import Postgres

/// A partnership.
public struct PartnershipRecord: Sendable, Hashable {
  /// Its id.
  public let id: UUID
  /// Its short name: lower-case letters, digits and hyphens, 63 characters at most.
  public let slug: String
  /// Its name in full.
  public let name: String
  /// Its settings, a JSON object.
  public let settings: JSONText

  /// Describes a partnership.
  public init(id: UUID, slug: String, name: String, settings: JSONText = JSONText("{}")) {
    self.id = id
    self.slug = slug
    self.name = name
    self.settings = settings
  }

  init(_ row: Row) throws {
    self.init(
      id: try row.get("id"), slug: try row.get("slug"), name: try row.get("name"),
      settings: try row.get("settings"))
  }
}

/// Reads and writes partnerships.
public enum PartnershipQueries {
  /// Adds a partnership, on the owner's connection.
  public static func insert(
    _ partnership: PartnershipRecord, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.partnership (id, slug, name, settings)
      values (\(partnership.id), \(partnership.slug), \(partnership.name), \(partnership.settings))
      """)
  }

  /// Partnerships by slug, from after a slug: all of them on the owner's connection, in the
  /// application the principal's.
  public static func list(
    after slug: String? = nil, limit: Int = 100, on connection: isolated Connection
  ) throws -> [PartnershipRecord] {
    try connection.query(
      """
      select id, slug, name, settings from hark.partnership
      where slug > coalesce(\(slug), '') order by slug limit \(limit)
      """
    ) { row in try PartnershipRecord(row) }
  }
}
