// Releases one after another while people keep answering: those who would change a row as one of a few
// wait for a later release, and whatever was shown of the row stays as it was.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import Surveys
import TestRandomness
import TestSupport
import Testing

@Suite struct WaitingPeopleTests {
  private static func release(_ programme: Programme, _ survey: String = "warm-rooms") async throws
    -> JSONObject
  {
    try await programme.engagement.release(
      survey: survey, as: programme.coordinator, origin: .cli)
  }

  /// The bases of the rows of the first finding, in order, with the total's in front.
  private static func bases(_ release: JSONObject) -> [Int?] {
    let finding = release["findings"]?[0]
    return [finding?["total"]?["base"]?.int]
      + (finding?["rows"]?.array ?? []).map { $0["base"]?.int }
  }

  private static func members(_ release: JSONObject, _ programme: Programme) async throws -> Set<
    UUID
  > {
    let id = try #require(release["release"]?.string.flatMap { UUID(uuidString: $0) })
    return try await programme.database.application.transaction(
      as: programme.coordinator, on: .analysis
    ) { connection in
      Set(try ReleaseQueries.members(of: id, on: connection).map(\.response))
    }
  }

  @Test func `a row that three people joined stays as it was while others go on`() async throws {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(60, ["warm": "no", "age": "young"])
      _ = try await Self.release(programme)
      try await programme.record(3, ["warm": "yes", "age": "old"])
      try await programme.record(20, ["warm": "no", "age": "young"])
      let second = try await Self.release(programme)
      #expect(Self.bases(second) == [140, 80, 60, 0])
      // They are not lost: with six more they are nine who joined.
      try await programme.record(6, ["warm": "yes", "age": "old"])
      let third = try await Self.release(programme)
      #expect(Self.bases(third) == [150, 80, 70, 0])
      #expect(try await Self.members(third, programme).count == 149)
    }
  }

  @Test func `a row that waits says since when it stands, and the table says it in words`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(60, ["warm": "no", "age": "young"])
      let first = try #require(try await Self.release(programme)["cut_off"])
      for joined in [3, 0] {
        try await programme.record(joined, ["warm": "yes", "age": "old"])
        try await programme.record(20, ["warm": "no", "age": "young"])
        let document = JSONValue.object(try await Self.release(programme))
        let finding = try #require(document["findings"]?[0])
        let old = try #require(finding["rows"]?.array?.first { $0["base"] == 60 })
        #expect(old["as_of"] == first && old["flags"] == ["held_back"], "\(old)")
        let young = try #require(finding["rows"]?.array?.first { $0["base"]?.int ?? 0 > 60 })
        #expect(young["as_of"] == nil && finding["total"]?["as_of"] == nil)
        let release = try ReleaseDocument(json: document)
        #expect(release.json == document)
        let words = release.table(width: 200)
        let day = first.string.flatMap { CalendarDay($0.prefix(10))?.inWords }
        #expect(
          words.contains(
            "As in the release of \(day ?? ""), because nobody or too few people "
              + "have joined or left since: 50 and over."), "\(words)")
        #expect(release.csv.contains(",as_of") && release.csv.contains(first.string ?? "?"))
      }
      try await programme.record(8, ["warm": "yes", "age": "old"])
      let last = JSONValue.object(try await Self.release(programme))
      let rows = try #require(last["findings"]?[0]?["rows"]?.array)
      #expect(
        rows.first { $0["base"] == 70 } != nil && rows.first { $0["base"] == 70 }?["as_of"] == nil)
    }
  }

  @Test func `when everybody waits the release says that nothing would change`() async throws {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(60, ["warm": "no", "age": "young"])
      _ = try await Self.release(programme)
      // Eleven joined, but in two rows of few.
      try await programme.record(6, ["warm": "yes", "age": "old"])
      try await programme.record(5, ["warm": "yes", "age": "young"])
      let refused = await problem { _ = try await Self.release(programme) }
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
      #expect(refused?.detail.contains("would be those of the last release") == true)
    }
  }

  @Test func `where an answer that replaces another waits, the one before it still counts`()
    async throws
  {
    let survey = Programme.survey
      .replacing("module: warm-rooms", with: "module: yearly")
      .replacing("collected_by: both", with: "collected_by: both\none_per: [first_visit]")
      .replacing(
        "  - id: warm\n",
        with: """
            - id: first_visit
              ask: When did you first come?
              type: date
            - id: warm

          """)
    try await withProgramme(modules: ["yearly": survey]) { programme in
      func day(_ number: Int) -> JSONValue {
        let (month, day) = (10 + number % 3, 10 + number / 3 % 18)
        return .string("20\(10 + number / 54)-\(month)-\(day)")
      }
      func record(_ ids: [UUID], _ answers: (Int) -> JSONObject) async throws {
        for (index, id) in ids.enumerated() {
          _ = try await programme.engagement.record(
            Programme.response(id, answers: answers(index)), survey: "yearly",
            as: programme.researcher, origin: .http)
        }
      }
      let first = (0..<40).map { _ in UUID() }
      try await record(first) { ["first_visit": day($0), "warm": "yes", "age": "old"] }
      _ = try await Self.release(programme, "yearly")
      // Two answer again; thirty new ones answer too, in the other row.
      try await record([UUID(), UUID()]) {
        ["first_visit": day($0), "warm": "yes", "age": "old"]
      }
      try await record((0..<30).map { _ in UUID() }) {
        ["first_visit": day(200 + $0), "warm": "no", "age": "young"]
      }
      let second = try await Self.release(programme, "yearly")
      let members = try await Self.members(second, programme)
      #expect(members.isSuperset(of: first) && members.count == 70)
      // Somebody takes the newest answer back, and so the older one would count again: not beside it.
      try await programme.takeBack(first[5])
      try await record((0..<30).map { _ in UUID() }) {
        ["first_visit": day(240 + $0), "warm": "no", "age": "young"]
      }
      let third = try await Self.members(try await Self.release(programme, "yearly"), programme)
      #expect(third.contains(first[5]) && third.count == 100)
    }
  }

  @Test func `people who join never stop a release because they are few in a row`() async throws {
    try await withProgramme { programme in
      var generator = SeededGenerator(seed: 8)
      try await programme.record(30, ["warm": "yes", "age": "old"])
      try await programme.record(30, ["warm": "no", "age": "young"])
      _ = try await Self.release(programme)
      var made = 0
      for _ in 0..<8 {
        for age in ["young", "old", nil] {
          for warm in ["yes", "no"] {
            var answers: JSONObject = ["warm": .string(warm)]
            answers["age"] = age.map { .string($0) }
            try await programme.record(Int.random(in: 0...5, using: &generator), answers)
          }
        }
        let refused = await problem {
          _ = try await Self.release(programme)
          made += 1
        }
        // What cannot be hidden beside the releases before is refused all the same.
        #expect(refused?.detail.contains("by fewer than") != true, "\(refused?.detail ?? "")")
      }
      #expect(made > 2)
    }
  }
}

extension String {
  fileprivate func replacing(_ text: String, with other: String) -> String {
    replacingOccurrences(of: text, with: other)
  }
}
