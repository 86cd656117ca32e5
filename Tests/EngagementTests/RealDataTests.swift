// Real data: a published survey of 2,348 people, counted twice: by Hark, and by SQL on the table as it
// came. Skipped, visibly, where the data folder is absent.

import TestRandomness
import CSV
import Engagement
import Foundation
import JSON
import Postgres
import Storage
import SurveyModules
import TestSupport
import Testing

/// The folder with real data: HARK_TEST_DATA, else shared/data beside the checkout.
private let data = URL(
  fileURLWithPath: ProcessInfo.processInfo.environment["HARK_TEST_DATA"]
    ?? checkout.deletingLastPathComponent().appendingPathComponent("shared/data").path)

private let isThere = FileManager.default.fileExists(
  atPath: data.appendingPathComponent("gss-spending-2018.csv").path)

private let attitudes = [
  "natspac", "natenvir", "natheal", "natcity", "natcrime", "natdrug", "nateduc", "natrace",
  "natarms", "nataid", "natfare", "natroad", "natsoc", "natmass", "natpark", "natchld", "natsci",
  "natenrgy",
]

/// Bands of age in years with the ends that SQL uses.
private let bands = [("18-29", 18, 29), ("30-49", 30, 49), ("50-64", 50, 64), ("65+", 65, 200)]

@Suite(.enabled(if: isThere, "the folder with real data is absent"))
struct RealDataTests {
  private var module: String {
    let questions = attitudes.map { id in
      """
        - id: \(id)
          ask: Do we spend too much, about the right amount or too little on \(id)?
          type: choose_one
          choices:
            - -1 too_much: Too much
            - 0 right: About right
            - 1 too_little: Too little
      """
    }
    let indicators = attitudes.map { id in
      """
        - id: \(id)_too_little
          label: People who say too little is spent on \(id)
          show: percent
          count: \(id) = too_little
          out_of: answered(\(id))
          by: [age_band]
      """
    }
    return """
      hark: 1
      module: gss-spending
      version: 1.0.0
      title: Public spending
      about_this_survey: US General Social Survey 2018, extract of the R package stevedata.
      languages: {en: English}
      unit: person
      population: adults in the United States
      sample: random
      collected_by: researcher
      consent: {not_needed: The data are published without names.}
      questions:
        - id: age
          ask: How old are you?
          type: whole_number
          role: age_band
          bands: [\(bands.map(\.0).joined(separator: ", "))]
      \(questions.joined(separator: "\n"))
      indicators:
      \(indicators.joined(separator: "\n"))
      """
  }

  private func table() throws -> (bytes: Data, rows: [CSVRow], columns: [String]) {
    let bytes = try Data(contentsOf: data.appendingPathComponent("gss-spending-2018.csv"))
    var reader = CSVReader()
    var rows: [CSVRow] = []
    try reader.read(bytes) { rows.append($0) }
    try reader.finish { rows.append($0) }
    return (bytes, rows, rows.first?.cells ?? [])
  }

  @Test func `every base, count, percentage and interval of 2,348 people equals a count in SQL`()
    async throws
  {
    let (bytes, rows, columns) = try table()
    try await withFolder { folder in
      let survey = folder.appendingPathComponent("gss-spending")
      try FileManager.default.createDirectory(at: survey, withIntermediateDirectories: true)
      try Data(module.utf8).write(to: survey.appendingPathComponent("survey.yaml"))
      let path = folder.path
      try await withDatabase { database in
        let partnership = try await database.addPartnership()
        let engagement = Engagement(
          database: database.application, catalog: { ModuleCatalog.load(folders: [path]) })
        let coordinator = partnership.principal(.coordinator)
        _ = try await engagement.publish("gss-spending", as: coordinator, origin: .cli)
        var importing = try await engagement.importing(
          into: "gss-spending", ImportSettings(identity: .file(Array(bytes.prefix(32)))),
          as: coordinator)
        let table = try RecordTable(
          header: columns, survey: importing.survey,
          ignoring: Set(columns).subtracting(attitudes + ["age"]))
        var refused: [RefusedRow] = []
        for row in rows.dropFirst() { refused += try await importing.take(table.entry(row)) }
        refused += try await importing.finish()
        #expect(refused.isEmpty)
        #expect(importing.summary.stored == 2_348)
        let release = try await engagement.release(
          survey: "gss-spending", as: coordinator, origin: .cli)
        try await load(rows, columns, database)
        for (index, id) in attitudes.enumerated() {
          let finding = release["findings"]?[index]
          #expect(finding?["indicator"]?.string == "\(id)_too_little")
          let expected = try await count(index, database)
          compare(finding, expected, id)
        }
      }
    }
  }

  /// The table as it came: one row a person, attitudes as an array of numbers.
  private func load(_ rows: [CSVRow], _ columns: [String], _ database: TestDatabase) async throws {
    let age = columns.firstIndex(of: "age") ?? 0
    let places = attitudes.map { columns.firstIndex(of: $0) ?? 0 }
    let people = rows.dropFirst()
    let ages = people.map { Double($0.cells[age]) }
    let answers = places.map { place in people.map { Double($0.cells[place]) } }
    try await database.superuser.withConnection { connection in
      try connection.execute(
        "create table public.raw (question int, age double precision, answer double precision)")
      for (question, column) in answers.enumerated() {
        try connection.execute(
          """
          insert into public.raw select \(question)::int, t.* from unnest(\(ages), \(column)) as t
          """)
      }
    }
  }

  /// A row as it has to be printed, worked out by SQL with the rule's own words.
  private struct Row {
    let base: Int?
    let count: Int?
    let value: Double?
    let low: Double?
    let high: Double?
    let people: Int
    let side: Int
  }

  private func count(_ question: Int, _ database: TestDatabase) async throws -> [String: Row] {
    let lows = bands.map(\.1)
    let highs = bands.map(\.2)
    let names = bands.map(\.0)
    let rows = try await database.superuser.withConnection { connection in
      try connection.query(
        """
        with people as (
          select coalesce(b.name, 'not_stated') as band, (r.answer = 1) as counts
          from public.raw r
          left join unnest(\(names), \(lows), \(highs)) as b (name, low, high)
            on r.age between b.low and b.high
          where r.question = \(question)::int and r.answer is not null
        ), cells as (
          select coalesce(band, 'total') as band, count(*)::float8 as n,
            count(*) filter (where counts)::float8 as x
          from people group by rollup (band)
        ), intervals as (
          select *, 1.959963984540054::float8 as z,
            case when n >= 1000 then 0.1::numeric when n >= 100 then 1 when n >= 30 then 5 else 10 end
              as step
          from cells
        ), ends as (
          select *, 100 * x / n as p,
            100 * (2 * x + z * z - z * sqrt(z * z + 4 * x * (1 - x / n))) / (2 * (n + z * z)) as l,
            100 * (2 * x + z * z + z * sqrt(z * z + 4 * x * (1 - x / n))) / (2 * (n + z * z)) as h
          from intervals
        )
        select band, n, x, (round(n / 5) * 5)::float8 as base, (round(x / 5) * 5)::float8 as hits,
          (floor((p::numeric) / step + 0.5) * step)::float8 as value,
          (greatest(0, floor(l::numeric / step) * step))::float8 as low,
          (least(100, ceil(h::numeric / step) * step))::float8 as high
        from ends
        """
      ) { row in
        (
          try row.get("band", as: String.self),
          Row(
            base: Int(try row.get("base", as: Double.self)),
            count: Int(try row.get("hits", as: Double.self)), value: try row.get("value"),
            low: try row.get("low"), high: try row.get("high"),
            people: Int(try row.get("n", as: Double.self)),
            side: Int(try row.get("x", as: Double.self)))
        )
      }
    }
    return Dictionary(rows) { first, _ in first }
  }

  private func compare(_ finding: JSONValue?, _ expected: [String: Row], _ id: String) {
    var printed = Dictionary(
      (finding?["rows"]?.array ?? []).map {
        ($0["group"]?["age_band"]?["id"]?.string ?? "", $0)
      }
    ) { first, _ in first }
    printed["total"] = finding?["total"]
    #expect(printed.count == bands.count + 2)
    for (group, row) in printed {
      let isHidden = row["flags"]?.array?.contains("suppressed") ?? false
      guard let wanted = expected[group] else {
        // Nobody of this band answered: shown as 0.
        #expect(row["base"] == 0, "\(id) \(group)")
        continue
      }
      // What the rule hides by itself is hidden; more may be, to protect it.
      let sides = [wanted.people, wanted.side, wanted.people - wanted.side]
      if wanted.people < 10 || sides.contains(where: { (1...7).contains($0) }) {
        #expect(isHidden, "\(id) \(group)")
      }
      if isHidden {
        #expect(row["base"] == .null && row["value"] == .null && row["count"] == .null)
        continue
      }
      #expect(row["base"]?.int == wanted.base, "\(id) \(group) base")
      #expect(row["count"]?.int == wanted.count, "\(id) \(group) count")
      for (key, value) in [("value", wanted.value), ("low", wanted.low), ("high", wanted.high)] {
        let difference = abs((row[key]?.number ?? -1) - (value ?? -2))
        #expect(difference < 1e-9, "\(id) \(group) \(key)")
      }
    }
  }

  @Test func `the 21 published quotations are logged with their source and never counted`()
    async throws
  {
    let bytes = try Data(contentsOf: data.appendingPathComponent("local-account-quotes.csv"))
    var reader = CSVReader()
    var rows: [CSVRow] = []
    try reader.read(bytes) { rows.append($0) }
    try reader.finish { rows.append($0) }
    let quotes = rows.dropFirst()
    #expect(quotes.count == 21)
    let surveys = checkout.appendingPathComponent("surveys").path
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let engagement = Engagement(
        database: database.application, catalog: { ModuleCatalog.load(folders: [surveys]) })
      let coordinator = partnership.principal(.coordinator)
      _ = try await engagement.publish("open-conversation", as: coordinator, origin: .cli)
      for quote in quotes {
        let body: JSONObject = [
          "id": .string(UUID().uuidString), "held_on": "2023-03-31", "basis": "published",
          "citation": .string("Adult Social Care Local Account 2022-2023, \(quote.cells[1])"),
          "answers": ["what_matters": .string(quote.cells[2])],
        ]
        _ = try await engagement.log(body, as: coordinator, origin: .cli)
      }
      let list = try await engagement.conversations(after: nil, limit: 100, as: coordinator)
      #expect(list.items.count == 21)
      #expect(list.items.allSatisfy { $0["basis"] == "published" && $0["citation"] != nil })
      let counted = try await database.application.transaction(
        as: coordinator, on: .analysis, readOnly: true
      ) { connection in
        var counted = 0
        try CodedResponseQueries.stream(survey: "open-conversation", on: connection) { _ in
          counted += 1
        }
        return counted
      }
      #expect(counted == 0)
    }
  }
}
