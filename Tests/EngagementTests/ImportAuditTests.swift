// The audit trail of imports: an event for every few hundred records names each of them, and each is
// found by its id.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct ImportAuditTests {
  @Test func `every imported record is found in the trail by its id, in one event`() async throws {
    try await withProgramme { programme in
      let ids = (0..<600).map { _ in UUID().uuidString.lowercased() }
      let rows = ids.map { "\($0),yes,old,yes" }.joined(separator: "\n")
      let (summary, _) = try await importing(
        Array(("_id,consent.analyse,age,warm\n" + rows).utf8), programme)
      #expect(summary.stored == 600)

      let all = try await programme.trail(TrailFilter(action: "response.record"))
      let counts = all.compactMap { $0["detail"]?["count"]?.int }
      #expect(counts == [250, 250, 100])
      #expect(Set(all.compactMap { $0["record"]?.string }).count == 1)
      #expect(all.allSatisfy { $0["detail"]?["ids"] == nil && $0["kind"] == "batch" })
      for id in [ids[0], ids[250], ids[599].uppercased()] {
        let events = try await programme.trail(TrailFilter(record: id))
        #expect(events.count == 1, "\(id)")
      }
      let nobody = try await programme.trail(TrailFilter(record: UUID().uuidString))
      #expect(nobody.isEmpty)
    }
  }

  @Test func `records that come in alone have an event each`() async throws {
    try await withProgramme { programme in
      try await programme.record(2, ["warm": "yes"])
      let events = try await programme.trail(TrailFilter(action: "response.record"))
      #expect(events.count == 2 && events.allSatisfy { $0["kind"] == "response" })
    }
  }
}

extension Programme {
  fileprivate func trail(_ filter: TrailFilter) async throws -> [JSONObject] {
    try await engagement.auditTrail(
      filter, after: nil, limit: 1_000, as: steward, origin: .cli
    ).items.compactMap(\.object)
  }
}
