// Lists and single records, within what the reader's role may see.

internal import Foundation
public import JSON
internal import Postgres
public import Storage
internal import Surveys

/// Part of a list with where the next part begins.
public struct ListPage: Sendable {
  /// The items.
  public let items: [JSONValue]
  /// What `after` takes to go on; nil at the end.
  public let next: String?

  init(_ items: [(JSONObject, Cursor)], limit: Int) {
    self.items = items.map { .object($0.0) }
    next = items.count == limit ? items.last?.1.text : nil
  }

  init(items: [JSONValue], next: String?) {
    (self.items, self.next) = (items, next)
  }
}

extension Engagement {
  /// Responses to a survey, without their answers, oldest first.
  public func responses(
    survey: String, after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    try require(principal, .researcher, .coordinator)
    let page = Page(
      after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        try publishedRecords(survey, on: connection)
        let list = try ResponseQueries.list(survey: survey, page: page, on: connection)
        return ListPage(list.map { ($0.summary, $0.cursor) }, limit: page.limit)
      }
    }
  }

  /// Conversations, without the words, oldest first.
  public func conversations(
    after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    try require(principal, .researcher, .coordinator)
    let page = Page(
      after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let list = try ConversationQueries.list(page: page, on: connection)
        return ListPage(list.map { ($0.summary, $0.cursor) }, limit: page.limit)
      }
    }
  }
}

extension Stored<ResponseRecord> {
  /// Its heading.
  var summary: JSONObject {
    [
      "id": .string(id.text), "survey": .string(content.survey),
      "version": .string(content.version), "answered_on": .string(content.answeredOn.text),
      "place": content.place.map { .string($0) } ?? .null, "mode": .string(content.mode),
      "language": .string(content.language), "basis": .string(content.basis),
      "late": .bool(content.isLate), "recorded_at": .string(timestamp(createdAt)),
    ]
  }
}

extension Stored<ConversationRecord> {
  /// Its heading.
  var summary: JSONObject {
    var object: JSONObject = [
      "id": .string(id.text), "survey": .string(content.survey),
      "version": .string(content.version), "held_on": .string(content.heldOn.text),
      "place_held": content.placeHeld.map { .string($0) } ?? .null,
      "setting": .string(content.setting), "how": .string(content.how),
      "people": .number(Double(content.people)), "language": .string(content.language),
      "interpreter": .bool(content.interpreter), "basis": .string(content.basis),
      "recorded_at": .string(timestamp(createdAt)),
    ]
    object["citation"] = content.citation.map { .string($0) }
    return object
  }
}

extension PostgresDate {
  /// `2026-11-20`
  var text: String {
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
