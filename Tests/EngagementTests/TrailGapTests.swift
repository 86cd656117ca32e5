// The audit trail of a steward who is no lead tells by nothing which record raised a concern.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct TrailGapTests {
  private func numbers(
    _ programme: Programme, as principal: Principal, limit: Int, _ filter: TrailFilter = .init()
  ) async throws -> [(number: Int, action: String)] {
    var found: [(number: Int, action: String)] = []
    var after: String?
    repeat {
      let page = try await programme.engagement.auditTrail(
        filter, after: after, limit: limit, as: principal, origin: .cli)
      found += page.items.map { item in
        (Int(item["number"]?.number ?? 0), item["action"]?.string ?? "")
      }
      after = page.next
    } while after != nil
    return found
  }

  @Test func `the numbers of a steward who is no lead have no gap where a concern stands`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.nameLeads()
      let stranger = try await programme.person("sam", .steward)
      for _ in 0..<3 {
        try await programme.record(1, ["age": "old", "warm": "yes"])
        try await programme.raiseConcern()
      }
      for limit in [2, 1_000] {
        let seen = try await numbers(programme, as: stranger, limit: limit)
        #expect(seen.count { $0.action == "response.record" } == 6)
        #expect(!seen.contains { $0.action.hasPrefix("concern.") })
        // Reading page by page adds events at the end.
        #expect(seen.map(\.number) == Array(1...seen.count), "\(limit)")
      }
      let records = try await numbers(
        programme, as: stranger, limit: 1, TrailFilter(action: "response"))
      #expect(records.count == 6)
      // A lead's are the chain's.
      let all = try await numbers(programme, as: programme.steward, limit: 3)
      #expect(all.map(\.number) == Array(1...all.count))
      #expect(all.count { $0.action == "concern.raise" } == 3)
      let verified = try await AuditVerifier(database: programme.database.application).verify()
      #expect(verified.allSatisfy { $0.fault == nil })
    }
  }
}
