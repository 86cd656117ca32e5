// Imports of tables: every bad row named with its line and reason, the rest stored, twice adds
// nothing.

import CSV
import Crypto
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestSupport
import Testing

/// Imports a table the way the command does.
func importing(
  _ bytes: [UInt8], _ programme: Programme, ignoring: Set<String> = [],
  map: ColumnMap = ColumnMap(), key: String? = nil, isDryRun: Bool = false
) async throws -> (summary: ImportSummary, refused: [RefusedRow]) {
  var reader = CSVReader(keepingSource: true)
  var rows: [CSVRow] = []
  try reader.read(bytes) { rows.append($0) }
  try reader.finish { rows.append($0) }
  var importing = try await programme.engagement.importing(
    into: "warm-rooms",
    ImportSettings(
      identity: key == nil ? .file(Array(SHA256.hash(data: bytes))) : .key, isDryRun: isDryRun),
    as: programme.researcher)
  let table = try RecordTable(
    header: rows.first?.cells ?? [], survey: importing.survey, map: map, ignoring: ignoring,
    key: key)
  var refused: [RefusedRow] = []
  for row in rows.dropFirst() { refused += try await importing.take(table.entry(row)) }
  refused += try await importing.finish()
  return (importing.summary, refused)
}

private func importing(
  _ text: String, _ programme: Programme, ignoring: Set<String> = [],
  map: ColumnMap = ColumnMap(), key: String? = nil, isDryRun: Bool = false
) async throws -> (summary: ImportSummary, refused: [RefusedRow]) {
  try await importing(
    Array(text.utf8), programme, ignoring: ignoring, map: map, key: key, isDryRun: isDryRun)
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
      #expect(refused.map(\.line) == [4, 5, 6])
      #expect(
        refused.map { $0.problems.map(\.question) }
          == [["consent.analyse"], ["age"], ["answered_on"]])
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

  @Test func `a table of several thousand rows is stored whole`() async throws {
    try await withProgramme { programme in
      let rows = (0..<4_500).map { _ in "yes,old,yes" }.joined(separator: "\n")
      let (summary, _) = try await importing("consent.analyse,age,warm\n" + rows, programme)
      #expect(summary.stored == 4_500)
      let stored = try await programme.stored()
      #expect(stored == 4_500)
    }
  }

  @Test func `a dry run reports what an import would and stores nothing`() async throws {
    try await withProgramme { programme in
      let dry = try await importing(table, programme, isDryRun: true)
      let storedNow = try await programme.stored()
      #expect(storedNow == 0)
      let real = try await importing(table, programme)
      #expect(dry.summary == real.summary)
      #expect(dry.refused.map(\.reasons) == real.refused.map(\.reasons))
      let again = try await importing(table, programme, isDryRun: true)
      #expect(again.summary.known == 3 && again.summary.stored == 0)
    }
  }

  @Test func `with a key a corrected and longer file adds only new rows`() async throws {
    try await withProgramme { programme in
      let first = "nr,consent.analyse,warm\n1,yes,yes\n2,yes,perhaps\n"
      let one = try await importing(first, programme, key: "nr")
      #expect(one.summary.stored == 1 && one.refused.map(\.line) == [3])
      let second = "nr,consent.analyse,warm\n3,yes,no\n2,yes,no\n1,yes,yes\n,yes,no\n"
      let two = try await importing(second, programme, key: "nr")
      #expect(two.summary.stored == 2 && two.summary.known == 1 && two.refused.map(\.line) == [5])
      let changed = try await importing(
        "nr,consent.analyse,warm\n1,yes,no\n", programme, key: "nr")
      #expect(changed.refused.first?.problem.code == "H007")
      for isDryRun in [true, false] {
        let twice = try await importing(
          "nr,consent.analyse,warm\n8,yes,no\n8,yes,no\n8,yes,yes\n", programme, key: "nr",
          isDryRun: isDryRun)
        #expect(twice.summary.stored == 1 && twice.summary.known == 1)
        #expect(twice.refused.map(\.line) == [4])
      }
    }
  }

  @Test func `a map says what columns and values are, and what every row has`() async throws {
    func text(_ text: String) -> ColumnMap.Text { ColumnMap.Text(text, at: "map.yaml:1:1") }
    let map = ColumnMap(
      columns: [
        ColumnMap.Column(
          name: text("How old?"), target: text("age"),
          values: [("<50", text("young")), ("n/a", text(""))]),
        ColumnMap.Column(name: text("Warm"), target: text("warm")),
      ], ignored: [text("Stamp")], always: [(text("consent.analyse"), text("yes"))])
    try await withProgramme { programme in
      let (summary, refused) = try await importing(
        "Stamp,How old?,Warm\nx,<50,yes\nx,n/a,yes\nx,50 and over,no\n", programme, map: map)
      #expect(summary.stored == 3, "\(refused.map(\.reasons))")
      let wrong = ColumnMap(
        columns: [
          ColumnMap.Column(
            name: text("Wram"), target: text("wrm"), values: [("x", text("old"))]),
          ColumnMap.Column(name: text("Age"), target: text("age"), values: [("x", text("odl"))]),
        ])
      let problem = await problem {
        _ = try await importing("Warm,Age\nyes,x\n", programme, map: wrong)
      }
      #expect(problem?.code == "H027")
      for hint in ["'Warm'", "'warm'", "'old'", "map.yaml:1:1"] {
        #expect(problem?.detail.contains(hint) == true, "\(hint): \(problem?.detail ?? "")")
      }
    }
  }

  @Test func `an interrupted import goes on where it stopped`() async throws {
    try await withProgramme { programme in
      let text =
        "consent.analyse,age,warm\n" + String(repeating: "yes,old,yes\n", count: 5_000)
      var reader = CSVReader()
      var rows: [CSVRow] = []
      try reader.read(text.utf8) { rows.append($0) }
      var importing = try await programme.engagement.importing(
        into: "warm-rooms",
        ImportSettings(identity: .file(Array(SHA256.hash(data: Data(text.utf8))))),
        as: programme.researcher)
      let table = try RecordTable(header: rows[0].cells, survey: importing.survey)
      for row in rows[1..<4_800] { _ = try await importing.take(table.entry(row)) }
      _ = try await importing.stop()
      let stored = importing.summary.stored
      #expect(stored > 0 && stored < 4_800)
      let storedAfterwards = try await programme.stored()
      #expect(storedAfterwards == stored)
      let rest = try await EngagementTests.importing(Array(text.utf8), programme)
      #expect(rest.summary.known == stored && rest.summary.stored == 5_000 - stored)
    }
  }

  @Test
  func `R18 text that cannot be kept is refused with its reason, all other text is kept exactly`()
    async throws
  {
    let kept = ["e\u{301}", "\u{E9}", "\u{202E}abc\u{202C}", "a\u{200B}b", "x\ty", "\u{1F600}"]
    let head = Array("consent.analyse,warm,story\n".utf8)
    var bytes = head
    for text in kept { bytes += Array("yes,no,\"\(text)\"\n".utf8) }
    bytes += Array("yes,no,a\0b\n".utf8)
    bytes += Array("yes,no,caf".utf8) + [0xE9] + Array("\n".utf8)
    bytes += Array("yes,no,\u{FEFF}".utf8) + [0xED, 0xA0, 0x80, 0x0A]
    bytes += Array("yes,no,".utf8) + Array(repeating: 0x78, count: 1 << 20) + [0x0A]
    bytes += Array("yes,no,".utf8) + Array(repeating: 0x78, count: 5 << 20) + [0x0A]
    bytes += Array("yes,no,the end\n".utf8)
    try await withProgramme { [bytes] programme in
      let (summary, refused) = try await importing(bytes, programme)
      #expect(summary.stored == kept.count + 1 && summary.refused == 5)
      #expect(refused.map(\.line) == [8, 9, 10, 11, 12])
      let reasons = refused.map { $0.reasons.joined() }
      for (reason, hint) in zip(reasons, ["NUL", "Windows-1252", "UTF-8", "characters", "4 MiB"]) {
        #expect(reason.contains(hint), "\(reason)")
      }
      let stories = try await programme.answers().compactMap { $0["story"]?.string }
      #expect(
        Set(stories.map { Array($0.utf8) }) == Set((kept + ["the end"]).map { Array($0.utf8) }))
    }
  }
}

extension Programme {
  /// How many responses are stored.
  func stored() async throws -> Int {
    try await database.application.transaction(as: coordinator) { connection in
      try ResponseQueries.count(survey: "warm-rooms", on: connection)
    }
  }

  /// The answers of the responses that are stored.
  func answers() async throws -> [JSONValue] {
    try await database.application.transaction(as: coordinator) { connection in
      try ResponseQueries.list(survey: "warm-rooms", on: connection).map {
        try JSONValue.parse($0.content.answers.bytes)
      }
    }
  }
}
