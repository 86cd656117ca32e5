// The audit trail for those who may read it: a steward the partnership's, coordinators and
// commissioners what they did themselves.

internal import Foundation
internal import JSON
internal import Postgres
public import Storage

extension Engagement {
  /// Sealed events in the order of the chain, from after a number. A commissioner's have numbers of their
  /// own, for those of the chain tell how many people answered meanwhile; so have those of a steward who is no
  /// safeguarding lead, for a gap beside a record tells that it raised a concern. Reading what others did is itself
  /// recorded. What waits is sealed first, so that every event listed has its number.
  public func auditTrail(
    _ filter: TrailFilter, after: String?, limit: Int, as principal: Principal, origin: Origin
  ) async throws -> ListPage {
    try require(principal, .steward, .coordinator, .commissioner)
    let number = try after.map { text in
      guard let number = Int(text), number >= 0 else {
        throw Problem(.badRequest, "'after' is the number of an event")
      }
      return number
    }
    let page = Page(limit: limit)
    try await AuditSealer(database: database).seal(only: principal.partnershipSlug)
    return try await translating {
      try await database.transaction(as: principal) { connection in
        let entries = try AuditTrailQueries.list(
          filter, after: number ?? 0, limit: page.limit,
          numberedAlone: principal.role == .commissioner, on: connection)
        if entries.contains(where: {
          $0.event.account != principal.account && $0.sharedNames != [principal.accountName]
        }) {
          try audit(
            "audit.read", "partnership", [principal.partnership.uuidString], origin, connection)
        }
        return ListPage(
          items: entries.map { .object($0.json) },
          next: entries.count == page.limit ? entries.last.map { String($0.number) } : nil)
      }
    }
  }
}

extension TrailEntry {
  /// Ids as every other list shows them.
  private var record: String {
    UUID(uuidString: event.recordID) == nil ? event.recordID : event.recordID.lowercased()
  }

  /// Who acted; those who share an event, with commas between them.
  private var account: String {
    if let accountName { return accountName }
    if !sharedNames.isEmpty { return sharedNames.joined(separator: ", ") }
    return event.account == nil ? "operator" : ""
  }

  fileprivate var json: JSONObject {
    [
      "number": .number(Double(number)), "at": .string(event.at),
      "account": .string(account),
      "role": .string(event.role ?? "operator"), "action": .string(event.action),
      "kind": .string(event.recordKind), "record": .string(record),
      "origin": .string(event.origin),
      "detail": (try? JSONValue.parse(event.detail.bytes)) ?? .null,
    ]
  }
}
