// Lists that a partnership keeps for its surveys, with their entries. An entry is added, renamed and
// retired, never deleted: answers name it.

public import Foundation
public import Postgres

/// A list.
public struct ListRecord: Sendable, Hashable {
  /// What surveys call it.
  public let name: String
  /// What people call it.
  public let title: String

  /// Describes a list.
  public init(name: String, title: String) { (self.name, self.title) = (name, title) }
}

/// An entry of a list.
public struct ListEntryRecord: Sendable, Hashable {
  /// Its id in answers.
  public let name: String
  /// What people read.
  public let label: String
  /// The label in other languages: a JSON object by their codes.
  public let translations: JSONText
  /// What stands for it in tables, given when it is added; its place too, until somebody orders the list.
  public let number: Int
  /// The last day on which it was offered; nil: it is offered.
  public let retiredOn: PostgresDate?

  /// Describes an entry; where it is added, the list gives the number.
  public init(
    name: String, label: String, translations: JSONText, number: Int = 0,
    retiredOn: PostgresDate? = nil
  ) {
    (self.name, self.label, self.translations) = (name, label, translations)
    (self.number, self.retiredOn) = (number, retiredOn)
  }
}

/// A list with its entries, in their order.
public struct ListContents: Sendable, Hashable {
  /// The list.
  public let list: ListRecord
  /// Its entries, those that are retired too.
  public let entries: [ListEntryRecord]
}

/// Reads and writes lists.
public enum ListQueries {
  /// Adds a list, for an administrator or coordinator.
  public static func insert(
    _ list: ListRecord, id: UUID, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.list (partnership_id, id, name, title, created_by)
      values (hark.current_partnership(), \(id), \(list.name), \(list.title),
        hark.current_account())
      """)
  }

  /// Holds off whoever else would change the list until the transaction ends; false when there is none.
  public static func lock(_ name: String, on connection: isolated Connection) throws -> Bool {
    try connection.first(
      """
      select from hark.list
      where partnership_id = hark.current_partnership() and name = \(name) for update
      """
    ) { _ in true } ?? false
  }

  /// Gives a list another title.
  public static func rename(_ list: ListRecord, on connection: isolated Connection) throws {
    try connection.execute(
      """
      update hark.list set title = \(list.title)
      where partnership_id = hark.current_partnership() and name = \(list.name)
      """)
  }

  /// Adds entries, each id once, or brings those that are there up to date and offers them.
  public static func put(
    _ entries: [ListEntryRecord], in list: String, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      insert into hark.list_entry
        (partnership_id, list_id, number, name, label, translations, retired_on, created_by)
      select l.partnership_id, l.id,
        coalesce(e.number, (
          select coalesce(max(o.number), 0) from hark.list_entry o
          where o.partnership_id = l.partnership_id and o.list_id = l.id
        ) + row_number() over (partition by e.id is null order by t.place)),
        t.name, t.label, t.translations::jsonb, t.retired_on, hark.current_account()
      from hark.list l
      cross join unnest(\(entries.map(\.name)), \(entries.map(\.label)),
        \(entries.map { String(decoding: $0.translations.bytes, as: UTF8.self) }),
        \(entries.map(\.retiredOn))) with ordinality
        as t (name, label, translations, retired_on, place)
      left join hark.list_entry e on e.partnership_id = l.partnership_id and e.list_id = l.id
        and e.name = t.name
      where l.partnership_id = hark.current_partnership() and l.name = \(list)
      on conflict (partnership_id, list_id, name) do update set label = excluded.label,
        translations = excluded.translations, retired_on = excluded.retired_on
      """)
  }

  /// Offers the entries of a list in this order, in which each of them stands once.
  public static func order(
    _ entries: [String], in list: String, on connection: isolated Connection
  ) throws {
    try connection.execute(
      """
      update hark.list_entry e set place = t.place
      from hark.list l, unnest(\(entries)) with ordinality as t (name, place)
      where l.partnership_id = hark.current_partnership() and l.name = \(list)
        and e.partnership_id = l.partnership_id and e.list_id = l.id and e.name = t.name
      """)
  }

  /// Retires entries as of a day, or offers them again with nil; says which were there.
  public static func setRetired(
    _ day: PostgresDate?, _ entries: [String], in list: String,
    on connection: isolated Connection
  ) throws -> [String] {
    try connection.query(
      """
      update hark.list_entry e
      set retired_on = case when \(day)::date is null then null
        else coalesce(e.retired_on, \(day)) end
      from hark.list l
      where l.partnership_id = hark.current_partnership() and l.name = \(list)
        and e.partnership_id = l.partnership_id and e.list_id = l.id
        and e.name = any(\(entries))
      returning e.name
      """
    ) { row in try row.get("name") }
  }

  /// The lists of these names, as far as there are any, or all of them; by name.
  public static func find(
    names: [String]? = nil, on connection: isolated Connection
  ) throws -> [ListContents] {
    var found: [(list: ListRecord, entries: [ListEntryRecord])] = []
    _ = try connection.query(
      """
      select l.name as list, l.title, e.name, e.label, e.translations, e.number, e.retired_on
      from hark.list l
      left join hark.list_entry e on e.partnership_id = l.partnership_id and e.list_id = l.id
      where l.partnership_id = hark.current_partnership()
        and (\(names)::text[] is null or l.name = any(\(names)))
      order by l.name collate "C", coalesce(e.place, e.number), e.number
      """
    ) { row in
      let list = ListRecord(name: try row.get("list"), title: try row.get("title"))
      if found.last?.list != list { found.append((list, [])) }
      guard let name = try row.get("name", as: String?.self) else { return }
      found[found.count - 1].entries.append(
        ListEntryRecord(
          name: name, label: try row.get("label"), translations: try row.get("translations"),
          number: try row.get("number"), retiredOn: try row.get("retired_on")))
    }
    return found.map { ListContents(list: $0.list, entries: $0.entries) }
  }
}
