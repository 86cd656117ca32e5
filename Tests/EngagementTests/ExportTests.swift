// Exports: what leaves is what was stored, and comes back as it was.

import CSV
import Engagement
import Foundation
import JSON
import Storage
import SurveyModules
import Surveys
import TestRandomness
import TestSupport
import Testing

@Suite struct ExportTests {
  private let request = ExportRequest(.response, survey: EveryKind.id)

  private func people(_ count: Int, _ programme: Programme) async throws {
    var generator = SeededGenerator(seed: 510)
    try await programme.recordPeople(count) { Int.random(in: 0..<1_000_000, using: &generator) }
  }

  @Test func `every cell of a table is the stored answer`() async throws {
    try await withEveryKind { programme in
      try await people(40, programme)
      let stored = try await programme.storedAnswers(EveryKind.id)
      let rows = try await programme.rows(request)
      #expect(rows.count == 40)
      for row in rows {
        let answers = try #require(stored[row["_id"] ?? ""])
        for name in ["out", "area", "since", "nickname", "story", "carer"] {
          #expect(CSVGuard.restored(row[name] ?? "") == answers[name]?.string ?? "", "\(name)")
        }
        for name in ["ease", "trips", "degrees", "double_trips"] {
          #expect(Double(row[name] ?? "") == answers[name]?.number, "\(name)")
        }
        let chosen = answers["likes"]?.array?.compactMap(\.string)
        for choice in ["parks", "shops", "none_of_them"] {
          #expect(row["likes." + choice] == chosen.map { $0.contains(choice) ? "1" : "0" } ?? "")
        }
        #expect(row["spots.items"] == answers["spots"]?.array.map { String($0.count) } ?? "")
        // What was asked and not answered is named; what was not asked is not.
        let unanswered = Set((row["_unanswered"] ?? "").split(separator: ";").map(String.init))
        let asked = Set(["area", "likes", "ease", "degrees", "since", "nickname", "carer", "spots"])
          .union([row["out"] == "yes" ? "trips" : "story"])
        #expect(unanswered == asked.filter { answers[$0] == nil })
      }
    }
  }

  @Test func `a table that was exported imports elsewhere with equal answers`() async throws {
    try await withEveryKind { programme in
      try await people(40, programme)
      for sets in ExportedSets.allCases {
        let text = try await programme.export(
          ExportRequest(.response, survey: EveryKind.id, sets: sets))
        let other = try await programme.elsewhere(slug: "elsewhere-\(sets.rawValue)")
        var reader = CSVReader()
        var rows: [CSVRow] = []
        try reader.read(text.utf8) { rows.append($0) }
        try reader.finish { rows.append($0) }
        var importing = try await other.engagement.importing(
          into: EveryKind.id,
          ImportSettings(identity: .file(Array(repeating: 7, count: 32))), as: other.researcher)
        // A list of items does not fit one table, and is given up only when somebody says so.
        let table = try RecordTable(
          header: rows.first?.cells ?? [], survey: importing.survey, ignoring: ["spots.items"])
        for row in rows.dropFirst() {
          let refused = try await importing.take(table.entry(row))
          #expect(refused.isEmpty)
        }
        let refused = try await importing.finish()
        #expect(refused.isEmpty && importing.summary.stored == 40)
        func flat(_ answers: [String: JSONValue]) -> [String: JSONValue] {
          answers.mapValues { answer in
            var object = answer.object ?? [:]
            object["spots"] = nil
            return .object(object)
          }
        }
        let before = try await programme.storedAnswers(EveryKind.id)
        let after = try await other.storedAnswers(EveryKind.id)
        #expect(flat(before) == flat(after))
      }
    }
  }

  @Test func `an exported row that would lose its items or change its version is refused`()
    async throws
  {
    try await withEveryKind { programme in
      let importing = try await programme.engagement.importing(
        into: EveryKind.id,
        ImportSettings(identity: .file(Array(repeating: 7, count: 32))), as: programme.researcher)
      let table = try RecordTable(
        header: ["out", "spots.items", "_version", "_basis"], survey: importing.survey)
      for (cells, column) in [
        (["no", "2", "1.0.0", "consent"], "spots.items"), (["no", "", "0.9.0", ""], "_version"),
        (["no", "0", "1.0.0", "published"], "_basis"), (["no", "0", "1.0.0", "consent"], nil),
        (["no", "", "", ""], nil),
      ] {
        var reader = CSVReader()
        var rows: [CSVRow] = []
        try reader.read((cells.joined(separator: ",") + "\n").utf8) { rows.append($0) }
        try reader.finish { rows.append($0) }
        let problems = table.entry(try #require(rows.first)).problems
        #expect(problems.map(\.question) == [column].compactMap { $0 }, "\(cells)")
      }
      for name in ["_weight"] {
        let refusal = await problem {
          _ = try RecordTable(header: ["out", name], survey: importing.survey)
        }
        #expect(refusal?.detail.contains("'\(name)' (") == true)
      }
      let many = await problem {
        _ = try RecordTable(header: (0..<500).map { "c\($0)" }, survey: importing.survey)
      }
      #expect(
        many?.detail.contains("and 480 more") == true && many?.detail.contains("'c99'") == false)
    }
  }

  @Test func `R19 python reads a table of hostile texts and finds no formula in it`() async throws {
    try await withEveryKind { programme in
      try await people(40, programme)
      let text = try await programme.export(request)
      let outcome = try await python(
        """
        from csv import DictReader; from sys import argv
        rows = list(DictReader(open(argv[1], newline="", encoding="utf-8")))
        texts = ["nickname", "story", "_citation", "area"]
        bad = [r[t] for r in rows for t in texts if r[t][:1] in tuple("=+-@\\t\\r\\n＝＋－＠")]
        [float(r[n]) for r in rows for n in ("trips", "degrees") if r[n]]
        negative = any(r["trips"].startswith("-") for r in rows)
        print(len(rows), len(bad), negative, all(None not in r for r in rows))
        """, input: text)
      guard let outcome else { return }
      #expect(outcome == "40 0 True True\n")
    }
  }

  @Test func `a line of NDJSON is the stored answer, with null where nobody answered`() async throws
  {
    try await withEveryKind { programme in
      try await people(40, programme)
      let stored = try await programme.storedAnswers(EveryKind.id)
      let text = try await programme.export(
        ExportRequest(.response, survey: EveryKind.id, format: .ndjson))
      let lines = text.split(separator: "\n")
      #expect(lines.count == 40)
      for line in lines {
        let record = try JSONValue.parse(String(line))
        #expect(record["consent"]?["scopes"]?["quote"] == false)
        let answers = try #require(record["answers"]?.object)
        let given = JSONObject(answers.filter { $0.value != .null }.map { ($0.key, $0.value) })
        let expected = try #require(stored[record["id"]?.string ?? ""])
        #expect(JSONValue.object(given).canonical() == expected.canonical())
        #expect((answers["trips"] == nil) == (answers["out"] == "no"))
      }
    }
  }

  @Test func `labels and codes stand in place of ids`() async throws {
    try await withEveryKind { programme in
      let answers: JSONObject = ["out": "no", "area": "market", "likes": ["parks", "shops"]]
      _ = try await programme.engagement.record(
        Programme.response(answers: answers), survey: EveryKind.id, as: programme.researcher,
        origin: .http)
      let labels = try await programme.rows(
        ExportRequest(.response, survey: EveryKind.id, values: .labels, sets: .cell))
      #expect(labels.first?["area"] == "'=Market" && labels.first?["out"] == "No")
      #expect(labels.first?["likes"] == "Parks;Shops; large")
      let codes = try await programme.rows(
        ExportRequest(.response, survey: EveryKind.id, values: .codes, sets: .cell))
      #expect(codes.first?["area"] == "3" && codes.first?["likes"] == "1;2")
    }
  }

  @Test func `the items of a repeat are a table of their own, keyed by the response`() async throws
  {
    try await withEveryKind { programme in
      let answers: JSONObject = [
        "out": "no", "spots": [["spot": "=A", "visits": 2], ["spot": "B, b"]],
      ]
      let id = UUID()
      _ = try await programme.engagement.record(
        Programme.response(id, answers: answers), survey: EveryKind.id, as: programme.researcher,
        origin: .http)
      let rows = try await programme.rows(
        ExportRequest(.response, survey: EveryKind.id, repeated: "spots"))
      #expect(rows.map { $0["_item"] } == ["1", "2"])
      #expect(rows.allSatisfy { $0["_id"] == id.uuidString.lowercased() })
      #expect(
        rows.map { $0["spot"] } == ["'=A", "B, b"] && rows.map { $0["visits"] } == ["2", ""])
      let wrong = await problem {
        _ = try await programme.export(
          ExportRequest(.response, survey: EveryKind.id, repeated: "area"))
      }
      #expect(wrong?.detail.contains("it has spots") == true)
    }
  }

  @Test func `every version's questions have their column`() async throws {
    try await withEveryKind { programme in
      try await people(3, programme)
      let later = EveryKind.survey("1.1.0", extra: "  - {id: later, ask: What else?, type: text}")
        .replacing("  - {id: since, ask: Since when?, type: date}\n", with: "")
        .replacing("- 1 parks: Parks\n", with: "- 1 parks: Parks\n      - 4 quays: Quays\n")
      try await programme.publishAgain(later)
      _ = try await programme.engagement.record(
        Programme.response(answers: ["out": "no", "likes": ["quays"], "later": "More"]),
        survey: EveryKind.id, as: programme.researcher, origin: .http)
      let rows = try await programme.rows(request)
      #expect(rows.map { $0["_version"] } == ["1.0.0", "1.0.0", "1.0.0", "1.1.0"])
      #expect(rows.allSatisfy { $0["since"] != nil && $0["later"] != nil })
      #expect(rows[3]["likes.quays"] == "1" && rows[3]["later"] == "More")
      #expect(rows[3]["since"] == "" && rows[3]["_unanswered"]?.contains("since") == false)
      #expect(rows[..<3].allSatisfy { $0["likes.quays"] == "" })
    }
  }

  @Test func `a retired choice that nobody was offered is empty, not left out by everybody`()
    async throws
  {
    try await withEveryKind { programme in
      let later = EveryKind.survey("1.1.0")
        .replacing("- 1 parks: Parks\n", with: "- 1 parks: {text: Parks, retired: yes}\n")
      func record() async throws {
        _ = try await programme.engagement.record(
          Programme.response(answers: ["out": "no", "likes": ["shops"]]),
          survey: EveryKind.id, as: programme.researcher, origin: .http)
      }
      try await record()
      try await programme.publishAgain(later)
      try await record()
      let rows = try await programme.rows(request)
      #expect(rows.map { $0["likes.parks"] } == ["0", ""])
      #expect(rows.map { $0["likes.shops"] } == ["1", "1"])
    }
  }

  @Test func `answers that can point at a person are left out where that is asked`() async throws {
    try await withEveryKind { programme in
      try await people(3, programme)
      for format in ExportFormat.allCases {
        let text = try await programme.export(
          ExportRequest(.response, survey: EveryKind.id, format: format, withPersonal: false))
        #expect(!text.contains("nickname") && text.contains("story"))
      }
    }
  }
}
