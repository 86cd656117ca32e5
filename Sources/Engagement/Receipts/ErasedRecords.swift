// What was erased, as coordinators and stewards see it: how much, why, and which releases had counted it.

internal import JSON
internal import Postgres
public import Storage

extension Engagement {
  /// What was erased or taken back, oldest first; no word and no id of it. What a legal hold keeps says so.
  public func erasedRecords(
    after: String?, limit: Int, as principal: Principal
  ) async throws -> ListPage {
    try require(principal, .coordinator, .steward)
    let page = Page(after: try after.map(Cursor.init(text:)), limit: limit, isSettled: true)
    return try await translating {
      try await database.transaction(as: principal, readOnly: true) { connection in
        let list = try ErasureQueries.list(page: page, on: connection)
        return ListPage(
          list.map { item in
            (
              [
                "kind": .string(item.erased.kind.rawValue), "survey": .string(item.erased.survey),
                "reason": .string(item.erased.reason.rawValue), "at": .string(timestamp(item.at)),
                "kept_by_hold": .bool(item.erased.isKept),
                "counted_in": .array(item.erased.releases.map { .string($0.text) }),
              ], item.cursor
            )
          }, limit: page.limit)
      }
    }
  }
}
