// Complaints that were closed three years ago go, each with its key.

internal import Foundation
internal import JSON
internal import Postgres
internal import Storage

extension Engagement {
  /// Erases complaints that were kept long enough; a line when some are due.
  func retainComplaints(
    isDryRun: Bool, as principal: Principal, origin: Origin
  ) async throws -> JSONObject? {
    let before = surroundings.now().addingTimeInterval(-Self.complaintKept)
    let due = try await translating {
      try await database.transaction(as: principal, readOnly: true) {
        try ComplaintQueries.closed(before: before, limit: 10_000, on: $0)
      }
    }
    guard !due.isEmpty else { return nil }
    var erased = 0
    if !isDryRun {
      let records = KeptRecords(partnership: principal.partnership, ids: due)
      erased = try await translating {
        try await database.keeping(records, as: .steward(principal.account)) { connection in
          let count = try ComplaintQueries.erase(on: connection)
          try audit("complaint.erase", "complaint", due.map(\.text), origin, connection)
          return count
        }
      }
    }
    return [
      "class": "complaints", "due": .number(Double(due.count)), "held": 0,
      "erased": .number(Double(erased)),
    ]
  }
}
