// Events: which conversations were held at which of their tables. The event itself is among what a
// partnership writes down of its work.

public import Foundation
public import Postgres

/// Where a conversation was held.
public struct TableSeat: Sendable, Hashable {
  /// The conversation.
  public let conversation: UUID
  /// The event.
  public let event: UUID
  /// The table, such as `Table 3`.
  public let label: String

  /// Places a conversation at a table of an event.
  public init(conversation: UUID, event: UUID, label: String) {
    (self.conversation, self.event, self.label) = (conversation, event, label)
  }
}

/// A table of an event: the heading of the conversation that was held there.
public struct HeldTable: Sendable, Hashable {
  /// The table, such as `Table 3`.
  public let label: String
  /// The conversation's module.
  public let survey: String
  /// The day it was held on.
  public let heldOn: PostgresDate
  /// The code of the place where it was held.
  public let placeHeld: String?
  /// How many people took part.
  public let people: Int
  /// The language it was held in.
  public let language: String
  /// On which basis it is kept.
  public let basis: String
}

/// Reads and writes where conversations were held.
public enum EventQueries {
  /// Says where conversations were held, in place of what was said before; of those that the principal
  /// may see. How many they were.
  @discardableResult public static func seat(
    _ seats: [TableSeat], on connection: isolated Connection
  ) throws -> Int {
    guard !seats.isEmpty else { return 0 }
    return try connection.first(
      """
      select hark.seat_conversations(\(seats.map(\.conversation)), \(seats.map(\.event)),
        \(seats.map(\.label))) as number
      """
    ) { row in try row.get("number") } ?? 0
  }

  /// Where a conversation was held; nil: at no event.
  public static func seat(
    of conversation: UUID, on connection: isolated Connection
  ) throws -> TableSeat? {
    try connection.first(
      """
      select id, event_id, label from hark.event_table
      where partnership_id = hark.current_partnership() and id = \(conversation)
      """
    ) { row in
      TableSeat(
        conversation: try row.get("id"), event: try row.get("event_id"),
        label: try row.get("label"))
    }
  }

  /// The conversations of an event that the principal may see, with their tables, oldest first; never
  /// a word or note of them.
  public static func tables(
    of event: UUID, page: Page = Page(), on connection: isolated Connection
  ) throws -> [Stored<HeldTable>] {
    try connection.query(
      """
      select s.label, t.id, t.survey_module, t.place_held, t.held_on, t.people, t.language, t.basis,
        t.created_at, t.created_by
      from hark.event_table s
      join hark.conversation t on t.partnership_id = s.partnership_id and t.id = s.id
      where t.partnership_id = hark.current_partnership() and s.event_id = \(event)
        and \(OutputPurpose.work.mayLeave("t"))
      """ + page.clause(on: connection)
    ) { row in
      try Stored(
        row,
        content: HeldTable(
          label: row.get("label"), survey: row.get("survey_module"),
          heldOn: row.get("held_on"), placeHeld: row.get("place_held"),
          people: row.get("people"), language: row.get("language"), basis: row.get("basis")))
    }
  }

  /// How many conversations of an event the principal may see, and how many people took part in them.
  public static func size(
    of event: UUID, on connection: isolated Connection
  ) throws -> (tables: Int, people: Int) {
    try connection.first(
      """
      select count(*) as tables, coalesce(sum(t.people), 0)::bigint as people
      from hark.event_table s
      join hark.conversation t on t.partnership_id = s.partnership_id and t.id = s.id
      where t.partnership_id = hark.current_partnership() and s.event_id = \(event)
        and \(OutputPurpose.work.mayLeave("t"))
      """
    ) { row in (try row.get("tables"), try row.get("people")) } ?? (0, 0)
  }
}
