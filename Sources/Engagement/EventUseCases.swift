// An event with several tables: which conversations were held at it, and where. The event itself is written
// down, edited and read as work is.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
public import Surveys

/// Part of the tables of an event, with how many there are in all.
public struct EventTables: Sendable {
  /// The tables of this part.
  public let page: ListPage
  /// Conversations of the event that the reader may see.
  public let tables: Int
  /// How many people took part in them.
  public let people: Int

  /// All of it as clients read it.
  public var json: JSONObject {
    [
      "tables": .array(page.items), "tables_in_all": .number(Double(tables)),
      "people_in_all": .number(Double(people)),
    ]
  }
}

extension Engagement {
  /// The tables of an event, oldest first, without a word that was said: a researcher's own, for a
  /// coordinator all.
  public func tables(
    ofEvent event: String, after: String?, limit: Int, as principal: Principal
  ) async throws -> EventTables {
    try require(principal, .researcher, .coordinator)
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let event = try self.event(event, on: connection)
        let list = try EventQueries.tables(of: event, page: page, on: connection)
        let size = try EventQueries.size(of: event, on: connection)
        return EventTables(
          page: ListPage(list.map { ($0.summary, $0.cursor) }, limit: page.limit),
          tables: size.tables, people: size.people)
      }
    }
  }

  /// Says at which table of which event a conversation was held, in place of what was said before.
  public func seat(
    _ conversation: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try require(principal, .researcher, .coordinator)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let stored = try storedVersion(.conversation, conversation, on: connection)
        var fields = RecordFields(body, reading: reading, known: ["event", "table"])
        let event = fields.identifier("event")
        let table = fields.text("table", atMost: 60)?.trimmed
        for (field, isMissing) in [("event", event == nil), ("table", table?.isEmpty ?? true)]
        where isMissing && !fields.problems.contains(where: { $0.question == field }) {
          fields.refuse(
            field, .missingField, field == "event" ? "say which event" : "say at which table")
        }
        guard let event, let table, fields.problems.isEmpty else {
          throw Problem(refused: fields.problems)
        }
        let seat = TableSeat(conversation: stored.response.id, event: event, label: table)
        try EventQueries.seat([seat], on: connection)
        try audit("event.seat", "conversation", [seat.conversation.text], origin, connection)
        return [
          "conversation": .string(seat.conversation.text), "event": .string(event.text),
          "table": .string(table),
        ]
      }
    }
  }

  private func event(_ id: String, on connection: isolated Connection) throws -> UUID {
    guard let id = UUID(uuidString: id),
      try PracticeQueries.find("event", id, on: connection) != nil
    else {
      throw Problem(.notFound, "there is no event with this id; `hark event list` shows them")
    }
    return id
  }
}

extension Stored<HeldTable> {
  /// A line of the list.
  fileprivate var summary: JSONObject {
    [
      "table": .string(content.label), "conversation": .string(id.text),
      "survey": .string(content.survey), "held_on": .string(content.heldOn.text),
      "place_held": content.placeHeld.map { .string($0) } ?? .null,
      "people": .number(Double(content.people)), "language": .string(content.language),
      "basis": .string(content.basis), "recorded_at": .string(timestamp(createdAt)),
    ]
  }
}
