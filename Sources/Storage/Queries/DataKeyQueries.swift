// Data keys, each wrapped by a master key that the database never sees, and what keeps them in order:
// wrapping anew, finding texts that stand in clear, and the list of what was erased.

public import Foundation
public import Postgres

/// A data key as it is kept.
public struct DataKeyRecord: Sendable, Hashable {
  /// The partnership.
  public let partnership: UUID
  /// The record, concern or complaint whose texts it opens.
  public let id: UUID
  /// The id of the master key that it is wrapped with.
  public let master: String
  /// The wrapped key.
  public let wrapped: [UInt8]

  /// Describes a key.
  public init(partnership: UUID, id: UUID, master: String, wrapped: [UInt8]) {
    (self.partnership, self.id, self.master, self.wrapped) = (partnership, id, master, wrapped)
  }
}

/// Reads and writes data keys.
public enum DataKeyQueries {
  /// Stores keys, each in the transaction that stores what it seals. An id that has a key throws
  /// `StorageError.alreadyExists`, unless only those are wanted that are new: then the key stays that
  /// is there, and `find` gives it.
  public static func insert(
    _ keys: [DataKeyRecord], onlyNew: Bool = false, on connection: isolated Connection
  ) throws {
    let rest: SQL = onlyNew ? " on conflict do nothing" : ""
    try connection.execute(
      """
      insert into hark.data_key (partnership_id, id, master, wrapped, created_by)
      select (select hark.current_partnership()), t.*, (select hark.current_account())
      from unnest(\(keys.map(\.id)), \(keys.map(\.master)),
        \(keys.map { ByteString(bytes: $0.wrapped) })) as t
      """ + rest)
  }

  /// The keys of these records that the transaction may see.
  public static func find(
    _ ids: [UUID], on connection: isolated Connection
  ) throws -> [UUID: DataKeyRecord] {
    let found = try connection.query(
      """
      select partnership_id, id, master, wrapped from hark.data_key
      where partnership_id = hark.current_partnership() and id = any (\(ids))
      """
    ) { row in try record(row) }
    return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
  }

  /// How many keys each master key wraps, over all partnerships.
  public static func state(on connection: isolated Connection) throws -> [String: Int] {
    let rows = try connection.query("select master, number from hark.data_key_state()") { row in
      (try row.get("master", as: String.self), try row.get("number", as: Int.self))
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// The master keys that are needed to open what is sealed, over all partnerships.
  public static func masters(on connection: isolated Connection) throws -> [String] {
    try connection.query("select m as master from hark.data_key_masters() m") { row in
      try row.get("master", as: String.self)
    }
  }

  /// Removes the keys that a master key wraps which nobody has any more; how many they were.
  public static func forget(master: String, on connection: isolated Connection) throws -> Int {
    try connection.first("select hark.forget_data_keys(\(master)) as number") { row in
      try row.get("number")
    } ?? 0
  }

  /// The next keys that are wrapped by another master key than this, over all partnerships: those after
  /// a key, or from the beginning.
  public static func wrapped(
    notBy master: String, after last: DataKeyRecord?, limit: Int,
    on connection: isolated Connection
  ) throws -> [DataKeyRecord] {
    let none = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    return try connection.query(
      """
      select * from hark.data_keys_to_wrap(\(master), \(last?.partnership ?? none),
        \(last?.id ?? none), \(limit)::integer)
      """
    ) { row in try record(row) }
  }

  /// Replaces wrapped keys by the same keys wrapped anew, but for those that were erased meanwhile.
  @discardableResult
  public static func wrap(
    _ old: [DataKeyRecord], as new: [DataKeyRecord], on connection: isolated Connection
  ) throws -> Int {
    try connection.first(
      """
      select hark.wrap_data_keys(\(old.map(\.partnership)), \(old.map(\.id)),
        \(old.map { ByteString(bytes: $0.wrapped) }), \(new.map(\.master)),
        \(new.map { ByteString(bytes: $0.wrapped) })) as number
      """
    ) { row in try row.get("number") } ?? 0
  }

  private static func record(_ row: Row) throws -> DataKeyRecord {
    DataKeyRecord(
      partnership: try row.get("partnership_id"), id: try row.get("id"),
      master: try row.get("master"), wrapped: try row.get("wrapped"))
  }
}
