// Importing a table: every refused row with its line and reason, the rest stored, twice adds nothing.

import Surveys
import CSV
import Engagement
import JSON
import Storage
import Testing

private func importing(
  _ text: String, _ programme: Programme, ignoring: Set<String> = []
) async throws -> (ImportSummary, [RefusedRow]) {
  var reader = CSVReader()
  var rows: [CSVRow] = []
  try reader.read(text.utf8) { rows.append($0) }
  try reader.finish { rows.append($0) }
  var importing = try await programme.engagement.importing(
    into: "warm-rooms", fileHash: Array(text.utf8.prefix(32)), ignoring: ignoring,
    as: programme.researcher)
  var refused: [RefusedRow] = []
  for row in rows { refused += try await importing.take(row) }
  refused += try await importing.finish()
  return (importing.summary, refused)
}

@Suite struct ImportTests {
  private let table = """
    _answered_on,consent.analyse,age,warm
    2026-10-01,yes,young,1
    2026-10-01,yes,Under 50,Yes
    2026-10-01,no,young,yes
    2026-10-01,yes,ancient,yes
    2026-13-01,yes,young,yes
    2026-10-02,yes,,no
    """

  @Test func `right rows are stored and refused rows named with line and reason`() async throws {
    try await withProgramme { programme in
      let (summary, refused) = try await importing(table, programme)
      #expect(summary.stored == 3 && summary.refused == 3)
      #expect(Set(refused.map(\.line)) == [4, 5, 6])
      #expect(
        Dictionary(refused.map { ($0.line, $0.problems.map(\.question)) }) { $1 }
          == [4: ["consent.analyse"], 5: ["age"], 6: ["answered_on"]])
    }
  }

  @Test func `the same table again adds nothing`() async throws {
    try await withProgramme { programme in
      _ = try await importing(table, programme)
      let (summary, _) = try await importing(table, programme)
      #expect(summary.stored == 0 && summary.known == 3)
    }
  }

  @Test func `an unknown column is named with a suggestion and nothing is stored`() async throws {
    try await withProgramme { programme in
      let problem = await problem { _ = try await importing("wram,age\nyes,old\n", programme) }
      #expect(problem?.detail.contains("did you mean 'warm'") == true)
      let (summary, _) = try await importing(
        "wram,warm,consent.analyse\nx,yes,yes\n", programme, ignoring: ["wram"])
      #expect(summary.stored == 1)
    }
  }

  @Test func `a table of several hundred rows is stored whole`() async throws {
    try await withProgramme { programme in
      let rows = (0..<450).map { _ in "yes,old,yes" }.joined(separator: "\n")
      let (summary, _) = try await importing("consent.analyse,age,warm\n" + rows, programme)
      #expect(summary.stored == 450)
    }
  }
}
