// What was promised to people in conversations: which promises are open, and that one was kept.

internal import Foundation
public import JSON
internal import Postgres
internal import Sealing
public import Storage
public import Surveys

extension Engagement {
  /// What was promised in conversations, oldest first: a researcher's own, for a coordinator all; with
  /// `openOnly` what is not done yet. Looking is audited.
  public func followUps(
    openOnly: Bool, after: String?, limit: Int, as principal: Principal, origin: Origin
  ) async throws -> ListPage {
    try require(principal, .researcher, .coordinator)
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let list = try ConversationQueries.promised(
          openOnly: openOnly, page: page, on: connection)
        if !list.isEmpty {
          try audit("follow_up.list", "conversation", list.map(\.id.text), origin, connection)
        }
        let keys = try DataKeyQueries.find(list.map(\.id), on: connection)
        return ListPage(
          try list.map { stored in
            let key = try keys[stored.id].flatMap { try vault?.opened($0) }
            return (try summary(stored, TextOpener(key: key, places: [])), stored.cursor)
          }, limit: page.limit)
      }
    }
  }

  /// Writes down on which day what was promised in a conversation was done; null: that it was not.
  /// Without a day it was today. It is no edit of what was said, and does not wait for a closed survey.
  public func keepPromise(
    _ conversation: String, _ body: JSONObject, as principal: Principal, origin: Origin,
    reading: AnswerReading = .typed
  ) async throws -> JSONObject {
    try require(principal, .researcher, .coordinator)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let stored = try storedVersion(.conversation, conversation, on: connection)
        let id = stored.response.id
        let day = try doneDay(body, reading)
        guard
          try ConversationQueries.keepPromise(id, on: day.flatMap(PostgresDate.init), connection)
        else {
          throw stored.conversation?.content.followUp == nil
            ? Problem(.notFound, "nothing was promised in this conversation; `hark follow-up list`")
            : Problem(
              .notAllowed, "whoever logged the conversation, or a coordinator, writes this down")
        }
        try audit("follow_up.done", "conversation", [id.text], origin, connection)
        return [
          "conversation": .string(id.text),
          "follow_up_done": day.map { .string($0.description) } ?? .null,
        ]
      }
    }
  }

  /// The day that a body names; today where it names none, nil where it says null.
  private func doneDay(_ body: JSONObject, _ reading: AnswerReading) throws -> CalendarDay? {
    var fields = RecordFields(body, reading: reading, known: ["done_on"])
    let named = fields.day("done_on")
    guard let today = surroundings.today else {
      throw Problem(.failed, "the clock of this machine cannot be read; tell the operator")
    }
    if let named, named.daysSinceEpoch > today.daysSinceEpoch + 1 {
      fields.refuse("done_on", .badField, "this day has not come yet")
    }
    guard fields.problems.isEmpty else { throw Problem(refused: fields.problems) }
    return named ?? (body["done_on"]?.isNull == true ? nil : today)
  }

  private func summary(
    _ stored: Stored<ConversationRecord>, _ opener: TextOpener
  ) throws -> JSONObject {
    var object: JSONObject = [
      "conversation": .string(stored.id.text), "survey": .string(stored.content.survey),
      "held_on": .string(stored.content.heldOn.text),
      "place_held": stored.content.placeHeld.map { .string($0) } ?? .null,
    ]
    guard let followUp = try stored.content.followUp.map({ try $0.opened(opener) }) else {
      return object
    }
    for (field, value) in followUp.json { object[field] = value }
    let isLate = followUp.due.flatMap { due in
      surroundings.today.flatMap { PostgresDate($0) }.map { due.text < $0.text }
    }
    object["overdue"] = .bool(followUp.done == nil && isLate == true)
    return object
  }
}

extension FollowUpRecord {
  /// The follow-up with its sealed texts opened.
  func opened(_ opener: TextOpener) throws -> FollowUpRecord {
    FollowUpRecord(
      promised: try opener.text(promised, at: TextPlace.followUp) ?? promised,
      by: try opener.text(by, at: TextPlace.followUpBy), due: due, done: done)
  }

  /// The fields of a conversation that say it.
  var json: JSONObject {
    [
      "follow_up": .string(promised), "follow_up_by": by.map { .string($0) } ?? .null,
      "follow_up_due": due.map { .string($0.text) } ?? .null,
      "follow_up_done": done.map { .string($0.text) } ?? .null,
    ]
  }
}
