// Places, official and local. Readers need not know which of the two a code belongs to.

import Foundation
public import Postgres

/// A place.
public struct PlaceRecord: Sendable, Hashable {
  /// Its code: an official one (GSS), or the partnership's own.
  public let code: String
  /// Its name.
  public let name: String
  /// What it is: `district`, `ward`, `neighbourhood` …
  public let kind: String
  /// The code of the place it lies in.
  public let parent: String?
  /// The first day its code holds.
  public let validFrom: PostgresDate?
  /// The last day its code holds.
  public let validTo: PostgresDate?
  /// Which issue of the boundaries is meant.
  public let vintage: String?

  /// Describes a place.
  public init(
    code: String, name: String, kind: String, parent: String? = nil,
    validFrom: PostgresDate? = nil, validTo: PostgresDate? = nil, vintage: String? = nil
  ) {
    self.code = code
    self.name = name
    self.kind = kind
    self.parent = parent
    self.validFrom = validFrom
    self.validTo = validTo
    self.vintage = vintage
  }

  init(_ row: Row) throws {
    self.init(
      code: try row.get("code"), name: try row.get("name"), kind: try row.get("kind"),
      parent: try row.get("parent"), validFrom: try row.get("valid_from"),
      validTo: try row.get("valid_to"), vintage: try row.get("vintage"))
  }
}

/// Reads and writes places.
public enum PlaceQueries {
  /// Adds official places or brings them up to date, for an administrator. Each code once; a parent
  /// may come later in the same transaction. Says how many were written.
  @discardableResult
  public static func importOfficial(
    _ places: [PlaceRecord], on connection: isolated Connection
  ) throws -> Int {
    try connection.execute(
      """
      insert into hark.official_place (code, name, kind, parent, valid_from, valid_to, vintage)
      select * from
      """ + " " + rows(places) + " " + """
        on conflict (code) do update set name = excluded.name, kind = excluded.kind,
          parent = excluded.parent, valid_from = excluded.valid_from,
          valid_to = excluded.valid_to, vintage = excluded.vintage
        """)
  }

  /// The same for the partnership's own places, for an administrator or coordinator.
  @discardableResult
  public static func importLocal(
    _ places: [PlaceRecord], on connection: isolated Connection
  ) throws -> Int {
    try connection.execute(
      """
      insert into hark.local_place
        (partnership_id, code, name, kind, parent, valid_from, valid_to, vintage, created_by)
      select hark.current_partnership(), t.*, hark.current_account() from
      """ + " " + rows(places) + " " + """
        on conflict (partnership_id, code) do update set name = excluded.name,
          kind = excluded.kind, parent = excluded.parent, valid_from = excluded.valid_from,
          valid_to = excluded.valid_to, vintage = excluded.vintage
        """)
  }

  /// The places with these codes, as far as there are any.
  public static func find(
    codes: [String], on connection: isolated Connection
  ) throws -> [PlaceRecord] {
    try connection.query(
      "select p.* from \(allPlaces) p where p.code = any(\(codes)) order by p.code"
    ) { row in try PlaceRecord(row) }
  }

  /// The same with every place around them, however far.
  public static func find(
    codes: [String], withAncestors: Bool, on connection: isolated Connection
  ) throws -> [PlaceRecord] {
    guard withAncestors else { return try find(codes: codes, on: connection) }
    return try connection.query(
      """
      with recursive places as (select * from \(allPlaces) a), around as (
        select p.* from places p where p.code = any(\(codes))
        union
        select p.* from places p join around w on p.code = w.parent
      )
      select w.* from around w order by w.code
      """
    ) { row in try PlaceRecord(row) }
  }

  /// The names of all places, each once.
  public static func names(limit: Int, on connection: isolated Connection) throws -> [String] {
    try connection.query(
      "select distinct p.name from \(allPlaces) p order by p.name limit \(limit)"
    ) { row in try row.get("name", as: String.self) }
  }

  /// Places by code, from after a code; of one kind, or of every kind.
  public static func list(
    kind: String? = nil, after code: String? = nil, limit: Int = 100,
    on connection: isolated Connection
  ) throws -> [PlaceRecord] {
    try connection.query(
      """
      select p.* from \(allPlaces) p
      where p.code > coalesce(\(code), '') and (\(kind)::text is null or p.kind = \(kind))
      order by p.code limit \(limit)
      """
    ) { row in try PlaceRecord(row) }
  }

  /// The places within a place, however deep, itself not among them; of one kind, or of every kind.
  public static func descendants(
    of ancestor: String, kind: String? = nil, after code: String? = nil, limit: Int = 100,
    on connection: isolated Connection
  ) throws -> [PlaceRecord] {
    try connection.query(
      """
      with recursive places as (select * from \(allPlaces) a), within as (
        select p.* from places p where p.parent = \(ancestor)
        union
        select p.* from places p join within w on p.parent = w.code
      )
      select w.* from within w
      where w.code > coalesce(\(code), '') and (\(kind)::text is null or w.kind = \(kind))
        and w.code <> \(ancestor)
      order by w.code limit \(limit)
      """
    ) { row in try PlaceRecord(row) }
  }

  private static let allPlaces: SQL = """
    (select code, name, kind, parent, valid_from, valid_to, vintage from hark.official_place
     union all
     select code, name, kind, parent, valid_from, valid_to, vintage from hark.local_place
     where partnership_id = hark.current_partnership())
    """

  private static func rows(_ places: [PlaceRecord]) -> SQL {
    """
    unnest(\(places.map(\.code)), \(places.map(\.name)), \(places.map(\.kind)),
      \(places.map(\.parent)), \(places.map(\.validFrom)), \(places.map(\.validTo)),
      \(places.map(\.vintage))) as t (code, name, kind, parent, valid_from, valid_to, vintage)
    """
  }
}
