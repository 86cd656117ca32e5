// The document readers get: JSON as documented, read back unchanged, CSV and the table.

import TestRandomness
import Findings
import JSON
import Surveys
import Testing

struct ReleaseDocumentTests {
  private func document(label: String = "People who feel safe") throws -> ReleaseDocument {
    let counts = indicator([(122, 86), (5, 2), (34, 20), (24, 12), (0, 0)])
    let release = try Protection.protect([counts], rule: .standard)
    let wording = IndicatorWording(
      question: "Safe?", choices: ["Yes", "No"], population: "adults",
      period: ReportingPeriod("2026"))
    let benchmarks = [("2026", 88.0), ("not stated", 62.5)].map { period, value in
      Benchmark(
        indicator: "helps", area: "E92000001", period: period, population: "adults",
        question: "Safe?",
        choices: ["Yes", "No"], value: value, source: "table 1")
    }
    let findings = Finding.all(
      of: release.indicators,
      context: ["safe": FindingContext(wording: wording, benchmarks: benchmarks)],
      limitations: Limitations.of(.open))
    return ReleaseDocument(
      survey: "feeling-safe", versions: ["1.0.0"], partnership: "made-up", release: "r1",
      cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(.standard),
      findings: findings.map { $0.labelled(label) })
  }

  @Test func `JSON has the documented keys in the documented order`() throws {
    let none =
      #""base":null,"count":null,"value":null,"low":null,"high":null,"flags":["suppressed"]"#
    let expected = #"""
      {"survey":"feeling-safe","versions":["1.0.0"],"partnership":"made-up","release":"r1",
      "cut_off":"2026-11-21T10:00:00Z",
      "rule":{"id":"hark-1","hide_below":8,"round_to":5,"minimum_base":10},
      "findings":[{"indicator":"safe","label":"People who feel safe","show":"percent",
      "better":"higher","by":["age_band"],"rows":[
      {"group":{"age_band":{"id":"group_0","label":"Group 0"}},
      "base":120,"count":85,"value":70,"low":61,"high":78,"flags":[]},
      {"group":{"age_band":{"id":"group_1","label":"Group 1"}},\#(none)},
      {"group":{"age_band":{"id":"group_2","label":"Group 2"}},
      "base":35,"count":20,"value":60,"low":40,"high":75,"flags":[]},
      {"group":{"age_band":{"id":"group_3","label":"Group 3"}},\#(none)},
      {"group":{"age_band":{"id":"not_stated","label":"Not stated"}},
      "base":0,"count":0,"value":null,"low":null,"high":null,"flags":[]}],
      "total":{"base":185,"count":120,"value":65,"low":57,"high":72,"flags":[]},
      "benchmarks":[{"area":"E92000001","area_name":"England","period":"2026","value":88,"comparison":"worse",
      "not_compared_because":null,"warnings":[]},
      {"area":"E92000001","area_name":"England","period":"not stated","value":62.5,"comparison":null,
      "not_compared_because":"its period is not stated","warnings":[]}],
      "limitations":["not a probability sample; the interval shows sampling noise only"]}]}
      """#
    #expect(try document().json.text() == expected.split(separator: "\n").joined())
  }

  @Test func `a stored release is read back as the same document`() throws {
    let document = try document()
    let stored = try JSONValue.parse(document.json.encoded())
    #expect(try ReleaseDocument(json: stored) == document)
    for seed in UInt64(1)...20 {
      let release = try Protection.protect(RandomSurvey(seed: seed).counts, rule: .standard)
      let random = ReleaseDocument(release)
      #expect(try ReleaseDocument(json: JSONValue.parse(random.json.encoded())) == random)
      let audit = try JSONValue.parse(release.audit.json.encoded())
      #expect(try AuditRecord(json: audit) == release.audit)
    }
  }

  @Test func `a stored release that was changed says where`() throws {
    var object = try #require(try document().json.object)
    object["findings"] = [["indicator": 3, "by": [], "rows": []]]
    let problem = #expect(throws: StoredDocumentProblem.self) {
      try ReleaseDocument(json: .object(object))
    }
    #expect(problem?.path == "findings[0].indicator")
  }

  @Test func `an indicator without roles has one entry without rows`() throws {
    let counts = IndicatorCounts(
      id: "safe", label: "Safe", show: .percent, better: .neither, baseKey: "safe",
      total: CellCount(base: 100, count: 50), breakdowns: [])
    let json = ReleaseDocument(try Protection.protect([counts], rule: .standard)).json
    #expect(json["findings"]?[0]?["by"] == [])
    #expect(json["findings"]?[0]?["rows"] == [])
    #expect(json["findings"]?[0]?["total"]?["base"] == 100)
  }

  @Test func `CSV has a row for each group and one for the total`() throws {
    let lines = try document().csv.split(separator: "\r\n")
    #expect(lines.count == 7)
    let columns = try document().csvColumns
    #expect(lines[0] == columns.joined(separator: ",")[...])
    let start = "feeling-safe,1.0.0,made-up,r1,2026-11-21T10:00:00Z,safe,People who feel safe,"
    #expect(lines[1] == start + "percent,higher,age_band,group_0,Group 0,120,85,,70,61,78,,,,,")
    #expect(lines[2] == start + "percent,higher,age_band,group_1,Group 1,,,,,,,suppressed,,,,")
    #expect(
      lines[6] == start + "percent,higher,,total,Total,185,120,,65,57,72,,"
        + "E92000001;E92000001,2026;not stated,88;62.5,worse;not compared")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"),
    ("\rx", "\"'\rx\""), ("＝x", "'＝x"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
    ("a\r\nb", "\"a\r\nb\""), ("plain - text", "plain - text"),
  ])
  func `CSV text is quoted where it must be and never runs as a formula`(
    label: String, cell: String
  ) throws {
    let csv = try document(label: label).csv
    #expect(csv.contains(",safe,\(cell),percent,"))
  }

  @Test func `the table lines up and says what is hidden, compared and limited`() throws {
    let table = try document(label: "Teimlo'n ddiogel 安心").table(width: 72)
    let expected = """
      feeling-safe 1.0.0, made-up, answers up to 21 November 2026, 10:00 UTC,
      release r1

      Teimlo'n ddiogel 安心, by age band
        Group       Base   Value  95% interval
        Group 0      120     70%  61 to 78      ██████████████░░░░░░
        Group 1           Hidden
        Group 2       35     60%  40 to 75      ████████████░░░░░░░░
        Group 3           Hidden
        Not stated     0       –
        Total        185     65%  57 to 72      █████████████░░░░░░░
        - Benchmark England, 2026: 88%; the total is worse.
        - Benchmark England, not stated: 62.5%; not compared: its period is
          not stated.
        - Hidden: because few people answered, or few said something else than
          the rest, or to protect another row or figure of the same people.
        - Not a probability sample; the interval shows sampling noise only.

      Rule hark-1: figures that would show fewer than 8 people are hidden, and
      others so that they cannot be worked out. Counts are rounded to the
      nearest 5.

      """
    #expect(table == expected)
  }

  @Test func `wide characters and marks take the columns they take on a screen`() throws {
    let counts = IndicatorCounts(
      id: "safe", label: "Safe", show: .count, better: .neither, baseKey: "safe",
      total: CellCount(base: 200, count: 100),
      breakdowns: [
        Breakdown(
          role: "language",
          rows: [
            .init(BreakdownGroup(id: "ja", label: "日本語"), CellCount(base: 100, count: 50)),
            .init(
              BreakdownGroup(id: "fr", label: "Franc\u{327}ais"), CellCount(base: 100, count: 50)),
            .init(.notStated, CellCount(base: 0, count: 0)),
          ])
      ])
    let table = ReleaseDocument(try Protection.protect([counts], rule: .standard)).table()
    #expect(table.contains("  日本語       100      50\n"))
    #expect(table.contains("  Franc\u{327}ais     100      50\n"))
  }

  @Test(
    arguments: [
      ("E10000034", nil, "Worcestershire"), ("E07000999", "Made-up Vale", "Made-up Vale"),
      ("E07000999", nil, "E07000999"), ("K03000001", nil, "Great Britain"),
    ] as [(String, String?, String)])
  func `a benchmark is told by the name of its area`(
    code: String, given: String?, name: String
  ) throws {
    let wording = IndicatorWording(question: "", choices: [], population: "", period: nil)
    let benchmark = Benchmark(
      indicator: "helps", area: code, areaName: given, period: "2026", population: "",
      question: "", choices: [], value: 20, source: "")
    let counts = IndicatorCounts(
      id: "safe", label: "Safe", show: .percent, better: .higher, baseKey: "safe",
      total: CellCount(base: 40, count: 20), breakdowns: [])
    let finding = Finding.all(
      of: try Protection.protect([counts], rule: .standard).indicators,
      context: ["safe": FindingContext(wording: wording, benchmarks: [benchmark])],
      limitations: [])
    #expect(finding[0].benchmarks[0].areaName == name)
    #expect(finding[0].benchmarks[0].area == code)
  }

  @Test func `figures are compared only for a percentage shown on a base of 30 or more`() throws {
    let wording = IndicatorWording(
      question: "Safe?", choices: [], population: "", period: ReportingPeriod("2026"))
    let benchmark = Benchmark(
      indicator: "helps", area: "E92000001", period: "2026", population: "", question: "Safe?",
      choices: [],
      value: 20, source: "")
    let cases: [(IndicatorShow, Int, Int, String?)] = [
      (.percent, 40, 20, nil), (.percent, 29, 14, "the base is under 30"),
      (.percent, 100, 3, "the figure is hidden"),
      (.count, 40, 20, "the indicator is not a percentage"),
    ]
    for (show, base, count, reason) in cases {
      let counts = IndicatorCounts(
        id: "safe", label: "Safe", show: show, better: .higher, baseKey: "safe",
        total: CellCount(base: base, count: count), breakdowns: [])
      let findings = Finding.all(
        of: try Protection.protect([counts], rule: .standard).indicators,
        context: ["safe": FindingContext(wording: wording, benchmarks: [benchmark])],
        limitations: [])
      #expect(findings[0].benchmarks[0].notComparedBecause == reason)
      #expect(findings[0].benchmarks[0].comparison == (reason == nil ? .better : nil))
    }
  }

  @Test func `figures of organisations are headed and explained in their own words`() throws {
    let figure = PublishedFigure(
      base: 12, count: 7, value: 7, low: nil, high: nil, flags: [.notPersonal])
    let finding = Finding(
      indicator: "returns", label: "Returns", show: .count, better: .higher, role: nil, rows: [],
      total: figure, benchmarks: [], limitations: Limitations.of(.invited, unit: .organisation))
    let document = ReleaseDocument(
      survey: "returns", versions: ["1.0.0"], partnership: "made-up", release: "r1",
      cutOff: "2026-11-21T10:00:00Z", rule: PrintedRule(.standard), findings: [finding],
      unit: .organisation)
    for text in [document.table(), document.page] {
      #expect(text.contains("Organisations"))
      #expect(text.contains("Of the organisations that answered, and of no others."))
      #expect(!text.contains("People") && !text.contains("sampling noise"))
    }
    let about = JSONValue.object(document.tabularMetadata(url: "figures.csv")).text()
    #expect(about.contains("How many organisations it counts"))
    #expect(!about.contains("How many people"))
    #expect(document.json["unit"] == "organisation")
    #expect(try ReleaseDocument(json: document.json) == document)
    // Releases from before the unit was written say it in no one's words.
    var old = try #require(document.json.object)
    old["unit"] = nil
    #expect(try ReleaseDocument(json: .object(old)).table().contains("Answers"))
  }

  @Test func `how people were found is said with every figure`() {
    #expect(Limitations.of(.open).count == 1)
    #expect(Limitations.of(.invited) == Limitations.of(.open))
    #expect(Limitations.of(.random) == [])
    #expect(
      Limitations.of(.census, consentNotNeeded: "the answers are anonymous")
        == ["no consent was needed: the answers are anonymous"])
  }
}

extension Finding {
  fileprivate func labelled(_ label: String) -> Finding {
    Finding(
      indicator: indicator, label: label, show: show, better: better, role: role, rows: rows,
      total: total, benchmarks: benchmarks, limitations: limitations)
  }
}
