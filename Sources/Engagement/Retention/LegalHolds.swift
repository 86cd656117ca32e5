// Legal holds: what must not be erased for now, for stewards.

internal import Foundation
internal import JSON
internal import Postgres
public import Storage
internal import Surveys

extension Engagement {
  /// Holds a record, or everything that answers a survey. Gives the hold's id.
  public func hold(
    record: String?, survey: String?, reason: String, as principal: Principal, origin: Origin
  ) async throws -> String {
    try require(principal, .steward)
    let id = surroundings.identifier()
    let named = record.map { UUID(uuidString: $0) }
    guard (named == nil) != (survey == nil), named != .some(nil) else {
      throw Problem(.badRequest, "name a record by its id, or a survey")
    }
    guard reason.hasSomethingToSee, reason.count <= 500, !reason.contains("\0") else {
      throw Problem(.badRequest, "say why, in 1 to 500 characters, without naming a person")
    }
    defer { erasures.set() }
    return try await translating {
      try await database.transaction(as: principal) { connection in
        if let record = named ?? nil, try ResponseQueries.find(record, on: connection) == nil {
          throw Problem(.notFound, "there is no record with this id")
        }
        if let survey { _ = try publishedVersions(survey, on: connection) }
        try RetentionQueries.insert(
          id, LegalHold(record: named ?? nil, survey: survey, reason: reason), on: connection)
        try audit("hold.add", "legal_hold", [id.text], origin, connection)
        return id.text
      }
    }
  }

  /// Ends a hold, and erases what was taken back while it kept it, as people were told; how many records.
  @discardableResult
  public func endHold(_ id: String, as principal: Principal, origin: Origin) async throws -> Int {
    try require(principal, .steward)
    defer { erasures.set() }
    try await translating {
      try await database.transaction(as: principal) { connection in
        guard let id = UUID(uuidString: id), try RetentionQueries.end(id, on: connection) else {
          throw Problem(.notFound, "no hold with this id holds; `hark retention holds` shows them")
        }
        try audit("hold.end", "legal_hold", [id.text], origin, connection)
      }
    }
    return try await eraseReleased(as: principal, origin: origin)
  }

  /// The holds, oldest first, ended ones too.
  public func holds(
    after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    try require(principal, .steward)
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let list = try RetentionQueries.list(page: page, on: connection)
        return ListPage(list.map { ($0.summary, $0.made.cursor) }, limit: page.limit)
      }
    }
  }
}

extension LegalHoldState {
  fileprivate var summary: JSONObject {
    [
      "id": .string(made.id.text),
      "record": made.content.record.map { .string($0.text) } ?? .null,
      "survey": made.content.survey.map { .string($0) } ?? .null,
      "reason": .string(made.content.reason), "since": .string(timestamp(made.createdAt)),
      "ended_at": endedAt.map { .string(timestamp($0)) } ?? .null,
    ]
  }
}
