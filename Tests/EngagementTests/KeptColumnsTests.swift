// Answers kept between counts: exactly what the database has, whatever is recorded, edited, withdrawn
// and erased meanwhile, and whoever else counts.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import Surveys
import TestRandomness
import TestSupport
import Testing

@Suite struct KeptColumnsTests {
  /// Every counted response with what rules read of it, and the first and last day.
  private static func table(_ series: [SeriesAnswers]) -> [String: [RuleValue]] {
    var table: [String: [RuleValue]] = [:]
    for part in series {
      for (index, id) in part.ids.enumerated() {
        let row = part.columns.row(index)
        table[id.uuidString] = part.survey.questions.indices.map { row.value(.question($0)) }
      }
      table["days"] = [.text("\(part.days?.first ?? 0) to \(part.days?.last ?? 0)")]
    }
    return table
  }

  /// Counts with what is kept and from nothing, in one snapshot.
  @discardableResult
  private static func compare(_ programme: Programme) async throws -> Int {
    let engagement = programme.engagement
    let coordinator = programme.coordinator
    let (counted, fresh) = try await engagement.database.transaction(
      as: coordinator, on: .analysis, isolation: .repeatableRead
    ) { connection in
      let versions = try engagement.publishedVersions("warm-rooms", on: connection)
      let counted = try await engagement.countedAnswers(versions, as: coordinator, on: connection)
      let fresh = try SeriesAnswers.all(versions, on: connection)
      return (table(counted), table(fresh))
    }
    #expect(counted == fresh)
    return fresh.count - 1
  }

  @Test func `what is kept stays within its bound, and what was used longest ago goes first`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      let engagement = programme.engagement
      let series = try await engagement.database.transaction(
        as: programme.coordinator, on: .analysis
      ) { connection in
        try SeriesAnswers.all(
          engagement.publishedVersions("warm-rooms", on: connection), on: connection)
      }
      let moment = try #require(CountedMoment("10:20:"))
      func answers() -> KeptAnswers { KeptAnswers(series: series, moment: moment, versions: []) }
      let size = answers().byteCount
      #expect(size > 40)
      let keys = ["a", "b", "c"].map {
        KeptColumns.Key(partnership: programme.partnership.id, survey: $0)
      }
      let kept = KeptColumns(bytes: 2 * size)
      for key in keys.prefix(2) { kept.keep(answers(), as: key) }
      // The first is used again, so that the second is the one to go.
      kept.keep(try #require(kept.take(keys[0])), as: keys[0])
      kept.keep(answers(), as: keys[2])
      #expect(kept.take(keys[1]) == nil)
      #expect(kept.take(keys[0]) != nil && kept.take(keys[2]) != nil)
      let small = KeptColumns(bytes: size - 1)
      small.keep(answers(), as: keys[0])
      #expect(small.take(keys[0]) == nil)
    }
  }

  @Test func `what is new, edited and withdrawn since the last count is in the next one`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(5, ["warm": "yes", "age": "old"])
      let edited = try await programme.recorded(["warm": "yes", "age": "old"])
      let gone = try await programme.recorded(["warm": "no"])
      #expect(try await Self.compare(programme) == 7)
      #expect(try await Self.compare(programme) == 7)
      _ = try await programme.edit(edited, ["answers": ["warm": "no", "age": "young"]])
      try await programme.record(2, ["warm": "no"])
      #expect(try await Self.compare(programme) == 9)
      try await programme.takeBack(try #require(UUID(uuidString: gone)))
      #expect(try await Self.compare(programme) == 8)
      // As many came as left: the number alone would not tell.
      let other = try await programme.recorded(["warm": "no"])
      #expect(try await Self.compare(programme) == 9)
      try await programme.takeBack(try #require(UUID(uuidString: other)))
      try await programme.record(1, ["warm": "yes"])
      #expect(try await Self.compare(programme) == 9)
    }
  }

  @Test func `a record that a safeguarding lead has to see first is not counted from memory`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(3, ["warm": "yes"])
      let before = try await Self.compare(programme)
      try await programme.record(1, ["warm": "yes", "danger": "yes"])
      try await Self.compare(programme)
      #expect(before == 3)
    }
  }

  @Test func `counts beside writers, editors and people who withdraw are those of their snapshot`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(20, ["warm": "yes", "age": "old"])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<3 as Range<UInt64> {
          group.addTask {
            var random = SeededGenerator(seed: writer)
            var own: [String] = []
            for _ in 0..<25 {
              switch Int.random(in: 0...3, using: &random) {
              case 0 where !own.isEmpty:
                let id = own.remove(at: Int.random(in: own.indices, using: &random))
                if let id = UUID(uuidString: id) { try await programme.takeBack(id) }
              case 1 where !own.isEmpty:
                let answers: JSONObject = [
                  "warm": "no", "age": .string(random.pick(["old", "young"])),
                ]
                _ = try await programme.edit(random.pick(own), ["answers": .object(answers)])
              default:
                own.append(try await programme.recorded(["warm": "yes", "age": "young"]))
              }
            }
          }
        }
        for _ in 0..<2 {
          group.addTask {
            for _ in 0..<15 { try await Self.compare(programme) }
          }
        }
        try await group.waitForAll()
      }
      try await Self.compare(programme)
    }
  }

  @Test func `an older snapshot does not count what was kept later`() async throws {
    try await withProgramme { programme in
      try await programme.record(4, ["warm": "yes"])
      let engagement = programme.engagement
      let coordinator = programme.coordinator
      let numbers = try await engagement.database.transaction(
        as: coordinator, on: .analysis, isolation: .repeatableRead
      ) { connection in
        let versions = try engagement.publishedVersions("warm-rooms", on: connection)
        try await programme.record(3, ["warm": "no"])
        let later = try await Self.compare(programme)
        let own = try await engagement.countedAnswers(versions, as: coordinator, on: connection)
        return (later, own.reduce(0) { $0 + $1.ids.count })
      }
      #expect(numbers == (7, 4))
      #expect(try await Self.compare(programme) == 7)
    }
  }

  @Test func `a large survey is read over two connections that see the same`() async throws {
    try await withProgramme { programme in
      try await programme.record(30, ["warm": "yes", "age": "old"])
      try await programme.record(15, ["warm": "no"])
      let engagement = Engagement(
        database: programme.engagement.database, catalog: programme.engagement.catalog,
        columnMegabytes: 0, largeSurvey: 10)
      let large = Programme(
        database: programme.database, partnership: programme.partnership, engagement: engagement)
      #expect(try await Self.compare(large) == 45)
    }
  }

  @Test func `a snapshot sees another one when all that had ended there has ended here`() throws {
    let one = try #require(CountedMoment("10:20:12,15"))
    for (text, sees) in [
      ("10:20:12,15", true), ("12:20:12", true), ("20:20:", true), ("10:20:11,12,15", false),
      ("10:19:12,15", false), ("12:30:12,25", true), ("12:30:12,18,25", false),
    ] {
      #expect(try #require(CountedMoment(text)).sees(one) == sees, "\(text)")
    }
    #expect(CountedMoment("10:20") == nil)
    #expect(CountedMoment("10:20:x") == nil)
    // Numbers of rows come round: after half of them nothing is brought up to date any more.
    #expect(try #require(CountedMoment("2000000000:2000000000:")).canFollow(one) == false)
  }
}
