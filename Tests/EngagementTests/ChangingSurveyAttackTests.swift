// Sequences of releases between which everything changes: what figures are by, tables, bands, the smallest
// kind of place, periods, new answers, edits and withdrawals. An attacker who knows exactly how many people
// are in each printed row subtracts rows of all releases from one another.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct ChangingSurveyAttackTests {
  /// What a version of the survey asks for.
  private struct Version {
    var bands = 0
    var finestPlace: String?
    var period = "month"
    var by: Set<String> = ["age_band"]
    var tables: Set<String> = []

    mutating func change(_ random: inout SeededGenerator) {
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bands = Int.random(in: 0..<3, using: &random)
      case 1: finestPlace = [nil, "district", "ward"].randomElement(using: &random) ?? nil
      case 2: period = ["month", "quarter", "year"].randomElement(using: &random) ?? "month"
      case 3:
        let name = ["age_band", "job", "place"].randomElement(using: &random) ?? "job"
        if by.remove(name) == nil { by.insert(name) }
      default:
        let table =
          ["[age_band, job]", "[job, place]", "[place.district]", "[job, PERIOD]", "PERIOD"]
          .randomElement(using: &random) ?? "PERIOD"
        if tables.remove(table) == nil { tables.insert(table) }
      }
    }

    func text(_ number: Int) -> String {
      let bands = ["0-24, 25-64, 65+", "0-17, 18-24, 25-64, 65+", "0-64, 65+"][bands]
      // Places are written alike in all of them, and each table once.
      let hasPlaces = by.contains("place") || tables.contains("[job, place]")
      let tables = tables.filter { !hasPlaces || $0 != "[place.district]" }
      let names =
        by.sorted()
        + tables.sorted().map { $0.replacingOccurrences(of: "PERIOD", with: "period.\(period)") }
      return """
        \(surveyHead("warm-rooms", "Homes", version: "1.\(number).0"))
        \(finestPlace.map { "disclosure: {finest_place: \($0)}" } ?? "")
        questions:
          - {id: warm, ask: Is it warm?, type: yes_no, required: true}
          - {id: age, ask: How old?, type: whole_number, min: 0, max: 120, role: age_band, bands: [\(bands)]}
          - {id: home, ask: Where?, type: place, role: place}
          - {id: job, ask: What do you do?, type: choose_one, choices: [1 student: Student, 2 worker: Worker]}
        indicators:
          - {id: is_warm, label: Warm, show: percent, count: warm = yes, out_of: answered(warm), by: [\(names.joined(separator: ", "))]}
        """
    }
  }

  private static let places = [
    PlaceRecord(code: "D1", name: "District One", kind: "district"),
    PlaceRecord(code: "D2", name: "District Two", kind: "district"),
    PlaceRecord(code: "W11", name: "Ward 11", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W12", name: "Ward 12", kind: "ward", parent: "D1"),
    PlaceRecord(code: "W21", name: "Ward 21", kind: "ward", parent: "D2"),
  ]

  private static func answers(_ random: inout SeededGenerator) -> JSONObject {
    var answers: JSONObject = [
      "warm": Int.random(in: 0..<5, using: &random) < 2 ? "yes" : "no",
      "age": .number(Double([10, 20, 30, 40, 50, 70].randomElement(using: &random) ?? 30)),
      "home": .string(
        ["W11", "W12", "W12", "W21", "W21", "D1"].randomElement(using: &random) ?? "W21"),
    ]
    if Int.random(in: 0..<6, using: &random) > 0 {
      answers["job"] = Bool.random(using: &random) ? "student" : "worker"
    }
    return answers
  }

  private static func record(
    _ count: Int, _ programme: Programme, _ random: inout SeededGenerator
  ) async throws -> [UUID] {
    let bodies = (0..<count).map { _ -> (UUID, JSONObject) in
      let id = UUID()
      var body = Programme.response(id, answers: answers(&random), consent: ["analyse"])
      let month = Int.random(in: 5...8, using: &random)
      body["answered_on"] = .string("2026-0\(month)-15")
      return (id, body)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (_, body) in bodies {
        group.addTask {
          _ = try await programme.engagement.record(
            body, survey: "warm-rooms", as: programme.researcher, origin: .http)
        }
      }
      try await group.waitForAll()
    }
    return bodies.map(\.0)
  }

  @Test(arguments: 1...10)
  func
    `nobody is subtracted from 50 sequences in which the survey, its people and their answers change`(
      batch: Int
    ) async throws
  {
    var outcome = (released: 0, refused: 0, rows: 0)
    for seed in (batch * 5 - 4)...(batch * 5) {
      var random = SeededGenerator(seed: UInt64(seed) &* 7919)
      var version = Version()
      for _ in 0..<4 { version.change(&random) }
      try await withChangingSurvey(version.text(0)) { programme, write in
        let administrator = programme.partnership.principal(.administrator)
        _ = try await programme.database.application.transaction(as: administrator) { connection in
          try PlaceQueries.importOfficial(Self.places, on: connection)
        }
        var ids = try await Self.record(130, programme, &random)
        var printed = PrintedRows()
        for number in 0..<3 {
          if number > 0 {
            for _ in 0..<Int.random(in: 0...2, using: &random) { version.change(&random) }
            try write(version.text(number))
            _ = try await programme.publish()
            ids += try await Self.record(
              Int.random(in: 0...40, using: &random), programme, &random)
            ids.shuffle(using: &random)
            for id in ids.suffix(Int.random(in: 0...4, using: &random)) {
              try await programme.takeBack(id)
              ids.removeLast()
            }
            for id in ids.prefix(Int.random(in: 0...3, using: &random)) {
              _ = try await programme.edit(
                id.uuidString.lowercased(), ["answers": .object(Self.answers(&random))])
            }
          }
          do {
            try await printed.read(try await programme.release(), programme)
            outcome.released += 1
          } catch let problem as Problem
            where problem.code == ProblemCode.releaseRefused.rawValue
          {
            outcome.refused += 1
          }
        }
        outcome.rows += printed.rows.count
        #expect(printed.leaks == [], "seed \(seed)")
      }
    }
    #expect(outcome.released > 5, "\(outcome)")
    #expect(outcome.rows > 30, "\(outcome)")
  }

  @Test func `the attacker finds a ward that is missing from its district, in two releases too`() {
    let people = (0..<60).map { _ in UUID() }
    var printed = PrintedRows()
    printed.rows = [
      .init(breakdown: "1 place", name: "D1", people: Set(people)),
      .init(breakdown: "2 place", name: "W11", people: Set(people[0..<30])),
      .init(breakdown: "2 place", name: "W12", people: Set(people[30..<57])),
    ]
    #expect(printed.leaks.count == 1)
    printed.rows.removeLast()
    #expect(printed.leaks == [])
  }
}

/// The rows that releases showed, with who stood in each.
private struct PrintedRows {
  struct Row {
    let breakdown: String
    let name: String
    let people: Set<UUID>
  }

  var rows: [Row] = []
  private var releases = 0

  /// Rows less what lies in them of another breakdown, alone or together, that leave a few people.
  var leaks: [String] {
    var found: [String] = []
    let breakdowns = Dictionary(grouping: rows, by: \.breakdown)
    for row in rows {
      for (breakdown, others) in breakdowns {
        let inside = others.filter {
          $0.people.isSubset(of: row.people)
            && ($0.breakdown != row.breakdown || $0.name != row.name)
        }
        let unions = inside.map(\.people) + [inside.reduce(into: []) { $0.formUnion($1.people) }]
        for union in unions where !union.isEmpty {
          if (1...7).contains(row.people.count - union.count) {
            found.append("\(row.breakdown) \(row.name) less \(breakdown)")
            break
          }
        }
      }
    }
    return found
  }

  /// Adds what a release shows anew.
  mutating func read(_ release: JSONObject, _ programme: Programme) async throws {
    releases += 1
    let id = try #require(release["release"]?.string.flatMap { UUID(uuidString: $0) })
    let (members, legend) = try await programme.database.application.transaction(
      as: programme.coordinator, on: .analysis
    ) { connection in
      let audit = try #require(try ReleaseQueries.audit(of: id, on: connection))
      return (
        try ReleaseQueries.members(of: id, on: connection),
        try JSONValue.parse(audit.bytes)["places"] ?? .null
      )
    }
    let groupings = legend["groupings"]?.array ?? []
    let counted = members.filter { $0.cells.first.map { $0 > 0 } ?? false }
    for finding in release["findings"]?.array ?? [] where finding["held_back"] == nil {
      let names = (finding["by"]?.array ?? []).compactMap(\.string)
      add("\(releases) total", "total", finding["total"], Set(counted.map(\.response)))
      for row in finding["rows"]?.array ?? [] {
        let inside = counted.filter { member in
          names.allSatisfy { name in
            guard let group = row["group"]?[name], !group.isNull else { return true }
            return Self.isIn(
              group, name, finding["levels"]?[name]?.array?.compactMap(\.string) ?? [],
              member.cells, groupings)
          }
        }
        let name = names.map { row["group"]?[$0]?["id"]?.string ?? "*" }.joined(separator: ";")
        // Subtotals and cells of one table are breakdowns of their own.
        let levels = names.map { row["group"]?[$0]?["level"]?.string ?? "" }
        let kind = names.map { row["group"]?[$0] == nil ? "*" : $0 } + levels
        add(
          "\(releases) \(kind.joined(separator: ","))", name, row,
          Set(inside.map(\.response)))
      }
    }
  }

  private mutating func add(
    _ breakdown: String, _ name: String, _ figure: JSONValue?, _ people: Set<UUID>
  ) {
    guard let base = figure?["base"]?.int, base > 0 else { return }
    // What is printed is of these people, rounded to 5.
    #expect(abs(base - people.count) <= 2, "\(breakdown) \(name): \(base), \(people.count)")
    rows.append(Row(breakdown: breakdown, name: name, people: people))
  }

  private static func isIn(
    _ group: JSONValue, _ name: String, _ levels: [String], _ cells: [UInt8],
    _ groupings: [JSONValue]
  ) -> Bool {
    guard let place = groupings.firstIndex(where: { $0["name"]?.string == name }) else {
      return false
    }
    let start = cells.count - 2 * groupings.count + 2 * place
    let position = Int(cells[start]) | Int(cells[start + 1]) << 8
    let finest = groupings[place]["groups"]?[position]?.string
    let level = group["level"]?.string.flatMap { levels.firstIndex(of: $0) }
    let isTime = name == "period"
    guard let level, !(isTime && level == 0) else { return finest == group["id"]?.string }
    return groupings[place]["above"]?[isTime ? level - 1 : level]?[position]?.string
      == group["id"]?.string
  }
}
