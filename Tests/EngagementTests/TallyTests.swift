// Counting: columns, groups and changes against a plain count over the answers themselves.

import TestRandomness
import Findings
import JSON
import SurveyModules
import Surveys
import Testing

@Suite struct TallyTests {
  private let survey: Survey

  init() throws {
    let report = ModuleLoader.load(files: [
      "survey.yaml": Programme.survey, "blocks/consent-test@1/block.yaml": Programme.consent,
    ])
    survey = try #require(report.module).survey
  }

  /// A person's answers; nil: not given.
  private struct Person: Hashable {
    var age: String?
    var warm: String
  }

  private func people(_ count: Int, seed: UInt64) -> [Person] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Person(
        age: ["young", "old", nil].randomElement(using: &generator) ?? nil,
        warm: ["yes", "no"].randomElement(using: &generator) ?? "yes")
    }
  }

  private func tally(_ people: [Person]) throws -> Tally {
    var columns = AnswerColumns(survey)
    let day = try #require(CalendarDay("2026-10-01"))
    for person in people {
      var answers: JSONObject = ["warm": .string(person.warm)]
      answers["age"] = person.age.map { .string($0) }
      let judged = Interview(survey, today: day).judge(
        consent: ["analyse": true], answers: answers)
      #expect(judged.isAccepted)
      let isAppended = columns.append(CodedForm(survey).encode(judged.sheet))
      #expect(isAppended)
    }
    return Tally(columns)
  }

  @Test func `every base and count equals a plain count over the answers`() throws {
    for seed in 0..<20 as Range<UInt64> {
      let people = people(Int(seed) * 7, seed: seed)
      let counts = try #require(try tally(people).counts.first)
      #expect(counts.total.base == people.count)
      #expect(counts.total.count == people.count { $0.warm == "yes" })
      let rows = try #require(counts.breakdowns.first).rows
      #expect(rows.map(\.group.id) == ["young", "old", "not_stated"])
      for (row, age) in zip(rows, ["young", "old", nil]) {
        #expect(row.cell.base == people.count { $0.age == age })
        #expect(row.cell.count == people.count { $0.age == age && $0.warm == "yes" })
      }
    }
  }

  @Test func `changes since a release count who joined, left or changed side, row by row`() throws {
    for seed in 0..<20 as Range<UInt64> {
      let before = people(40, seed: seed)
      var generator = SeededGenerator(seed: seed &+ 99)
      // Some leave, some join, some answer otherwise than before.
      var after = Dictionary(uniqueKeysWithValues: before.enumerated().map { ($0, $1) })
      for id in 0..<6 {
        after[Int.random(in: 0..<40, using: &generator)] =
          id < 3 ? nil : people(1, seed: seed &+ 7)[0]
      }
      for (index, person) in people(5, seed: seed &+ 13).enumerated() {
        after[100 + index] = person
      }
      let first = try tally(before)
      let ids = after.keys.sorted()
      let second = try tally(ids.compactMap { after[$0] })
      let earlier = Dictionary(
        uniqueKeysWithValues: before.indices.map { ($0, first.places.cells($0)) })
      let changes = try second.places.changes(
        since: earlier, legend: first.places.legend,
        now: Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) }))
      for group in ["young", "old", "not_stated", nil] {
        let expected = Set(before.indices).union(ids).count { id in
          side(id < 40 ? before[id] : nil, group) != side(after[id], group)
        }
        let key = RowKey(indicator: "is_warm", role: group == nil ? nil : "age_band", group: group)
        #expect(changes.first { $0.row == key }?.people == expected, "\(seed) \(group ?? "total")")
      }
    }
  }

  /// 0 not in the row, 1 in its base, 2 also in its count.
  private func side(_ person: Person?, _ group: String?) -> Int {
    guard let person, group == nil || (person.age ?? "not_stated") == group else { return 0 }
    return person.warm == "yes" ? 2 : 1
  }

  @Test func `cells that do not fit their release are refused, not taken for nobody`() throws {
    let tally = try tally(people(10, seed: 1))
    #expect(throws: CountedPlacesProblem.self) {
      try tally.places.changes(since: [1: [1, 2]], legend: tally.places.legend, now: [1: 0])
    }
  }
}
