// Two batches of an import are in the database at once: what they have in common is still stored once.

import Engagement
import Foundation
import TestSupport
import Testing

@Suite struct ImportLaneTests {
  @Test func `rows that come again in a later batch are known, in whatever order they come`()
    async throws
  {
    try await withProgramme { programme in
      let rows = (0..<2_000).map { "\($0),yes,old,yes" }
      let table = ["nr,consent.analyse,age,warm"] + rows + rows.reversed() + rows.shuffled()
      let (summary, refused) = try await importing(
        Array(table.joined(separator: "\n").utf8), programme, key: "nr")
      #expect(summary.stored == 2_000 && summary.known == 4_000 && refused.isEmpty)
      let stored = try await programme.stored()
      #expect(stored == 2_000)
    }
  }
}
