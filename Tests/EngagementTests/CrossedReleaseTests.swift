// Tables over several things at once, places and time: SQL over the stored answers is the oracle of every
// cell, subtotal and margin.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct CrossedReleaseTests {
  /// Clubs are no people, so their figures are exact.
  private static let survey = """
    hark: 1
    module: clubs
    version: 1.0.0
    title: Clubs
    about_this_survey: Made up for tests.
    unit: organisation
    consent: {basis: role}
    questions:
      - {id: sort, ask: Which sort?, type: choose_one, role: group, choices: [1 tea: Tea, 2 walks: Walks, 3 choir: Choirs]}
      - {id: home, ask: Where?, type: place, role: place}
      - {id: warm, ask: Is it warm?, type: yes_no}
      - {id: full, ask: Are you full?, type: yes_no}
    indicators:
      - id: is_full
        label: Clubs that are full
        show: percent
        count: full = yes
        out_of: answered(full)
        better: lower
        by:
          - group
          - place
          - period.month.quarter.year
          - [group, warm]
          - [group, place.district.county, period.month.quarter.year]
    """

  private static let places = [
    PlaceRecord(code: "C1", name: "The county", kind: "county"),
    PlaceRecord(code: "D1", name: "North district", kind: "district", parent: "C1"),
    PlaceRecord(code: "D2", name: "South district", kind: "district", parent: "C1"),
    PlaceRecord(code: "D3", name: "Island district", kind: "district"),
    PlaceRecord(code: "W1", name: "Mill ward", kind: "ward", parent: "D1"),
    PlaceRecord(
      code: "W2", name: "Quay ward", kind: "ward", parent: "D1",
      validTo: PostgresDate(year: 2024, month: 3, day: 31)),
    PlaceRecord(code: "W3", name: "Hill ward", kind: "ward", parent: "D2"),
    PlaceRecord(code: "W4", name: "Lone ward", kind: "ward"),
    PlaceRecord(code: "W5", name: "County ward", kind: "ward", parent: "C1"),
  ]

  private func withClubs(
    seed: UInt64, _ body: (Programme, JSONObject) async throws -> Void
  ) async throws {
    try await withProgramme(modules: ["clubs": Self.survey]) { programme in
      let administrator = programme.partnership.principal(.administrator)
      try await programme.database.application.transaction(as: administrator) { connection in
        _ = try PlaceQueries.importOfficial(Self.places, on: connection)
      }
      var random = SeededGenerator(seed: seed)
      for _ in 0..<150 {
        var answers: JSONObject = ["full": Bool.random(using: &random) ? "yes" : "no"]
        if Int.random(in: 0..<10, using: &random) == 0 { answers = [:] }
        answers["sort"] = ["tea", "walks", "choir", nil].randomElement(using: &random) ?? nil
        answers["warm"] = ["yes", "no", nil].randomElement(using: &random) ?? nil
        answers["home"] =
          ["W1", "W2", "W3", "W4", "W5", "D1", "D3", nil].randomElement(using: &random) ?? nil
        let month = Int.random(in: 1...12, using: &random)
        let year = Int.random(in: 2024...2025, using: &random)
        let body: JSONObject = [
          "id": .string(UUID().uuidString.lowercased()),
          "answered_on": .string("\(year)-\(month < 10 ? "0" : "")\(month)-15"),
          "answers": .object(answers),
        ]
        _ = try await programme.engagement.record(
          body, survey: "clubs", as: programme.researcher, origin: .http)
      }
      let release = try await programme.engagement.release(
        survey: "clubs", as: programme.coordinator, origin: .cli)
      try await body(programme, release)
    }
  }

  /// A row of a table over sort, place and time: `tea|D1@1|2024-Q1@1`.
  private struct Cell: Hashable {
    let base: Int
    let count: Int
  }

  private func counted(_ programme: Programme) async throws -> [String: Cell] {
    let rows = try await programme.database.superuser.withConnection { connection in
      try connection.query(
        """
        with places (code, district, county) as (values ('W1', 'D1', 'C1'), ('W2', 'D1', 'C1'),
          ('W3', 'D2', 'C1'), ('W5', 'C1', 'C1'), ('D1', 'D1', 'C1'), ('D3', 'D3', null)),
        clubs as (
          select coalesce(r.answers->>'sort', 'not_stated') as sort,
            coalesce(r.answers->>'home', 'not_stated') as home,
            coalesce(p.district, 'not_stated') as district,
            coalesce(p.county, 'not_stated') as county,
            to_char(answered_on, 'YYYY-MM') as month, to_char(answered_on, 'YYYY-"Q"Q') as quarter,
            to_char(answered_on, 'YYYY') as year, r.answers->>'full' = 'yes' as is_full
          from hark.response r left join places p on p.code = r.answers->>'home'
          where r.survey_module = 'clubs' and r.answers ? 'full')
        select concat_ws('|',
            case when grouping(sort) = 1 then '*' else sort end,
            case when grouping(home) = 0 then home || '@0'
              when grouping(district) = 0 then district || '@1'
              when grouping(county) = 0 then county || '@2' else '*' end,
            case when grouping(month) = 0 then month || '@0'
              when grouping(quarter) = 0 then quarter || '@1'
              when grouping(year) = 0 then year || '@2' else '*' end) as key,
          count(*)::int as base, (count(*) filter (where is_full))::int as count
        from clubs
        group by grouping sets ((sort), ()), grouping sets ((home), (district), (county), ()),
          grouping sets ((month), (quarter), (year), ())
        """
      ) { row -> (String, Cell) in
        (
          try row.get("key"),
          Cell(base: Int(try row.get("base") as Int32), count: Int(try row.get("count") as Int32))
        )
      }
    }
    return Dictionary(rows) { first, _ in first }
  }

  private static let levels = ["month": 0, "quarter": 1, "year": 2, "district": 1, "county": 2]

  private func key(_ row: JSONValue) -> String {
    ["group", "place", "period"].map { name in
      guard let group = row["group"]?[name], let id = group["id"]?.string else { return "*" }
      return name == "group" ? id : "\(id)@\(Self.levels[group["level"]?.string ?? ""] ?? 0)"
    }.joined(separator: "|")
  }

  private func finding(_ document: JSONObject, by: [String]) throws -> JSONValue {
    let names = JSONValue.array(by.map { .string($0) })
    return try #require(document["findings"]?.array?.first { $0["by"] == names })
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `every cell, subtotal and margin over three things equals a count in SQL`(
    seed: UInt64
  ) async throws {
    try await withClubs(seed: seed) { programme, release in
      let expected = try await counted(programme)
      let table = try finding(release, by: ["group", "place", "period"])
      #expect(
        table["levels"] == [
          "place": ["district", "county"], "period": ["month", "quarter", "year"],
        ]
      )
      var seen: Set<String> = []
      for row in table["rows"]?.array ?? [] {
        let key = key(row)
        #expect(seen.insert(key).inserted, "\(key)")
        let cell = expected[key] ?? Cell(base: 0, count: 0)
        #expect(row["base"]?.int == cell.base, "\(key)")
        #expect(row["count"]?.int == cell.count, "\(key)")
        #expect(row["flags"] == ["not_personal"])
      }
      #expect(Set(expected.keys).subtracting(seen) == ["*|*|*"])
      #expect(table["total"]?["base"]?.int == expected["*|*|*"]?.base)
      let again = try ReleaseDocument(json: .object(release))
      #expect(again.json == .object(release))
    }
  }

  @Test func `one place, one period and a part of a table are picked from the release`()
    async throws
  {
    try await withClubs(seed: 4) { programme, _ in
      let expected = try await counted(programme)
      func read(_ choice: FindingsChoice) async throws -> JSONObject {
        try await programme.engagement.findings(
          survey: "clubs", choice, as: programme.commissioner)
      }
      let place = try await read(FindingsChoice(by: "group", place: "D1"))
      let rows = try finding(place, by: ["group", "place"])["rows"]?.array ?? []
      #expect(rows.count == 5, "three sorts, none stated, and all")
      for row in rows {
        #expect(row["base"]?.int == expected[key(row)]?.base, "\(key(row))")
      }
      #expect(place["findings"]?.array?.count == 1)
      let quarter = try await read(FindingsChoice(period: "2024-Q1"))
      let only = try finding(quarter, by: ["period"])["rows"]?.array ?? []
      #expect(only.count == 1 && only[0]["group"]?["period"]?["label"] == "January to March 2024")
      #expect(only.first?["base"]?.int == expected["*|*|2024-Q1@1"]?.base)
      let both = try await read(FindingsChoice(by: "place.ward,month", place: "C1", period: "2025"))
      let cell = try finding(both, by: ["place", "period"])["rows"]?.array ?? []
      #expect(cell.map { $0["base"]?.int } == [expected["*|C1@2|2025@2"]?.base])
      let ward = try await read(FindingsChoice(by: "place", place: "W1"))
      let row = try finding(ward, by: ["place"])["rows"]?.array ?? []
      #expect(row.count == 1 && row[0]["group"]?["place"]?["label"] == "Mill ward")
      let warm = try await read(FindingsChoice(by: "group,warm"))
      #expect(try finding(warm, by: ["group", "warm"])["rows"]?.array?.count == 19)
    }
  }

  @Test func `what was not released is named beside what was`() async throws {
    try await withClubs(seed: 5) { programme, release in
      func message(_ choice: FindingsChoice) async -> String {
        let found = await problem {
          _ = try await programme.engagement.findings(
            survey: "clubs", choice, as: programme.commissioner)
        }
        #expect(found?.httpStatus == 404)
        return found?.detail ?? ""
      }
      let roles = try await message(FindingsChoice(by: "warm,period"))
      #expect(roles.contains("nothing was released by period and warm"))
      #expect(roles.contains("group,place,period") && roles.contains("fixed by the survey"))
      let place = try await message(FindingsChoice(by: "group", place: "E99"))
      #expect(place.contains("'E99'") && place.contains("D1 (North district)"))
      let period = try await message(FindingsChoice(period: "2031"))
      #expect(period.contains("the period 2031") && period.contains("2024"))
      let labels = try finding(release, by: ["place"])["rows"]?.array?.compactMap {
        $0["group"]?["place"]?["label"]?.string
      }
      #expect(labels?.contains("Quay ward (until 31 March 2024)") == true, "an abolished place")
    }
  }

  @Test func `every form of a release shows its tables`() async throws {
    try await withClubs(seed: 6) { _, release in
      let document = try ReleaseDocument(json: .object(release))
      let rows = document.csv.split(separator: "\r\n").map(String.init)
      #expect(rows.contains { $0.contains(",group;place;period,tea;D1;2024-Q1,") })
      #expect(rows.contains { $0.contains(",group;warm,tea;*,") })
      let columns = document.tabularMetadata(url: "figures.csv")["tableSchema"]?["columns"]?.array
      #expect(columns?.count == rows.first?.split(separator: ",").count)
      let table = document.table(width: 96)
      #expect(table.contains("Clubs that are full, by group, place and period"))
      #expect(table.contains("Tea, North district, January to March 2024"))
      #expect(document.page.contains("by group, place and period"))
      let chart = try #require(document.allFindings.first { $0.role == "group;warm" }).chart
      #expect(chart.contains("Tea, Yes") && chart.contains("<desc>"))
    }
  }
}
