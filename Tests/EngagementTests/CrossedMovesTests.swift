// By how many people the rows of a table changed, against a plain count over the people themselves.

import Findings
import JSON
import SurveyModules
import Surveys
import TestRandomness
import Testing

@Suite struct CrossedMovesTests {
  private let survey: Survey

  init() throws {
    let report = ModuleLoader.load(files: [
      "survey.yaml": Programme.survey.replacing(
        "by: [age_band]",
        with: "by: [age_band, [age_band, period.month.year], [age_band, period.month.year, danger]]"
      ),
      "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    survey = try #require(report.module, "\(report.problems)").survey
  }

  /// A person's answers; nil: not given.
  private struct Person: Hashable {
    var age: String?
    var warm: String
    var month: Int
  }

  private func person(_ random: inout SeededGenerator) -> Person {
    Person(
      age: ["young", "old", nil].randomElement(using: &random) ?? nil,
      warm: ["yes", "no"].randomElement(using: &random) ?? "yes",
      month: Int.random(in: 0..<24, using: &random))
  }

  private func day(_ person: Person) throws -> CalendarDay {
    try #require(
      CalendarDay(year: 2025 + person.month / 12, month: person.month % 12 + 1, day: 9))
  }

  private func tally(_ people: [Person]) throws -> Tally {
    var columns = AnswerColumns(survey)
    let today = try #require(CalendarDay("2026-12-30"))
    for person in people {
      var answers: JSONObject = ["warm": .string(person.warm)]
      answers["age"] = person.age.map { .string($0) }
      let judged = Interview(survey, today: today).judge(
        consent: ["analyse": true], answers: answers)
      let isAppended = columns.append(CodedForm(survey).encode(judged.sheet))
      #expect(isAppended)
    }
    return Tally(columns, days: try people.map { Int32(try day($0).daysSinceEpoch) })
  }

  /// 0 not in the row, 1 in its base, 2 also in its count.
  private func side(_ person: Person?, _ key: CrossedKey) throws -> Int {
    guard let person else { return 0 }
    let day = try day(person)
    let month = day.month < 10 ? "0\(day.month)" : "\(day.month)"
    for part in key.parts {
      let own =
        switch part.role {
        case "age_band": person.age ?? "not_stated"
        case "danger": "not_stated"
        default: part.level == 0 ? "\(day.year)-\(month)" : "\(day.year)"
        }
      if own != part.group { return 0 }
    }
    return person.warm == "yes" ? 2 : 1
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `every cell, subtotal and margin knows by how many people it changed`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let before = (0..<50).map { _ in person(&random) }
    // Some leave, some join, some answer otherwise than before.
    var after = Dictionary(uniqueKeysWithValues: before.enumerated().map { ($0, $1) })
    for id in 0..<8 {
      let changed = person(&random)
      after[Int.random(in: 0..<50, using: &random)] = id < 4 ? nil : changed
    }
    for id in 100..<106 { after[id] = person(&random) }
    let ids = after.keys.sorted()
    let first = try tally(before)
    let second = try tally(ids.compactMap { after[$0] })
    let earlier = Dictionary(
      uniqueKeysWithValues: before.indices.map { ($0, first.places.cells($0)) })
    let places = SeriesPlaces([(1, second.places)])
    for table in second.crossed.tables {
      let changes = try places.changes(
        of: [table], since: earlier, legend: first.places.legend,
        now: [Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })])
      // Three ages, 24 months, two years, nobody without a day, and everybody.
      #expect(Set(changes.map(\.row)).count == changes.count)
      #expect(changes.count >= table.dimensions.reduce(1) { $0 * ($1.groups.count + 1) })
      #expect(changes.contains { $0.row.parts.isEmpty })
      for change in changes {
        let expected = try Set(before.indices).union(ids).filter { id in
          try side(id < 50 ? before[id] : nil, change.row) != side(after[id], change.row)
        }.count
        #expect(change.people == expected, "\(seed) \(change.row)")
      }
    }
  }

  @Test func `every person of the base stands in one cell, and cells add up to the breakdown`()
    throws
  {
    var random = SeededGenerator(seed: 77)
    let people = (0..<200).map { _ in person(&random) }
    let tally = try tally(people)
    let indicator = try #require(tally.counts.first)
    for table in tally.crossed.tables {
      #expect(table.cells.reduce(0) { $0 + $1.base } == indicator.total.base)
      #expect(table.cells.reduce(0) { $0 + $1.count } == indicator.total.count)
      for row in try #require(indicator.breakdowns.first).rows {
        let key = CrossedKey([.init(role: "age_band", group: row.group.id)])
        let cell = try #require(table.allRows.first { $0.key == key }?.cell)
        #expect(cell.base == row.cell.base && cell.count == row.cell.count)
      }
    }
  }

  @Test func `a table of too many cells is not counted and says why`() throws {
    let bands = (0..<330).map { "\($0)-\($0)" }.joined(separator: ", ")
    let text = Programme.survey.replacing(
      "  - id: warm\n",
      with: """
          - {id: one, ask: One?, type: whole_number, bands: [\(bands)]}
          - {id: two, ask: Two?, type: whole_number, bands: [\(bands)]}
          - id: warm

        """
    ).replacing("by: [age_band]", with: "by: [[one, two]]")
    let report = ModuleLoader.load(files: [
      "survey.yaml": text, "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    let survey = try #require(report.module, "\(report.problems)").survey
    let tally = Tally(AnswerColumns(survey), days: [])
    #expect(tally.crossed.tables.isEmpty)
    #expect(tally.crossed.leftOut.first?.reason.contains("109561 cells") == true)
  }
}
