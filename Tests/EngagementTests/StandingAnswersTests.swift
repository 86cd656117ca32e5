// Releases after people took their answers back or changed them: a row that few of them would change stands
// as it was printed, and everything else is released.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct StandingAnswersTests {
  private static func release(
    _ programme: Programme, _ survey: String = "warm-rooms"
  ) async throws -> JSONValue {
    .object(
      try await programme.engagement.release(
        survey: survey, as: programme.coordinator, origin: .cli))
  }

  private static func bases(_ release: JSONValue) -> [Int?] {
    let finding = release["findings"]?[0]
    return [finding?["total"]?["base"]?.int]
      + (finding?["rows"]?.array ?? []).map { $0["base"]?.int }
  }

  /// Whom a release counted, each with where.
  private static func members(
    _ release: JSONValue, _ programme: Programme
  ) async throws -> [UUID: [UInt8]] {
    let id = try #require(release["release"]?.string.flatMap { UUID(uuidString: $0) })
    return try await programme.database.application.transaction(
      as: programme.coordinator, on: .analysis
    ) { connection in
      let members = try ReleaseQueries.members(of: id, on: connection)
      return Dictionary(members.map { ($0.response, $0.cells) }) { first, _ in first }
    }
  }

  private static func start(_ programme: Programme) async throws -> [String] {
    var ids: [String] = []
    for _ in 0..<12 {
      ids.append(try await programme.recorded(["warm": "yes", "age": "old"]))
    }
    try await programme.record(48, ["warm": "yes", "age": "old"])
    try await programme.record(60, ["warm": "no", "age": "young"])
    return ids
  }

  private static func takeBack(_ ids: some Sequence<String>, _ programme: Programme) async throws {
    for id in ids { try await programme.takeBack(try #require(UUID(uuidString: id))) }
  }

  @Test func `a row that one person left stands as it was printed, and the rest is released`()
    async throws
  {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      let first = try await Self.release(programme)
      try await Self.takeBack(ids.prefix(1), programme)
      try await programme.record(20, ["warm": "no", "age": "young"])
      let second = try await Self.release(programme)
      #expect(Self.bases(second) == [140, 80, 60, 0])
      let rows = try #require(second["findings"]?[0]?["rows"]?.array)
      #expect(rows[1]["as_of"] == first["cut_off"] && rows[1]["flags"] == ["held_back"])
      #expect(rows[0]["as_of"] == nil)
      // Rows and total still add up, so that the one who left is not what is missing.
      let left = try #require(UUID(uuidString: ids[0]))
      let members = try await Self.members(second, programme)
      #expect(members.count == 140 && members[left] != nil)
    }
  }

  @Test
  func `who took everything back sees each later release that counts them as before, and no other`()
    async throws
  {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      let person = try await PersonWithCode(programme)
      let first = try await Self.release(programme)
      let gone = try await programme.engagement.withdraw(person.opened(), origin: .http)
      #expect(gone["counted_in"]?.array?.count == 1)
      #expect(try await person.seen() == [[first["release"], false]])
      try await programme.record(20, ["warm": "no", "age": "young"])
      let second = try await Self.release(programme)
      let counted = [[first["release"], false], [second["release"], true]]
      #expect(try await person.seen() == counted)
      // Enough others leave the same rows: the next release counts the person no more.
      try await Self.takeBack(ids, programme)
      let third = try await Self.release(programme)
      #expect(third["release"] != second["release"])
      #expect(try await person.seen() == counted)
      let ledger = try await programme.engagement.erasedRecords(
        after: nil, limit: 20, as: programme.steward)
      #expect(ledger.items.first?["counted_in"]?.array == counted.map { $0[0] ?? .null })
    }
  }

  @Test func `what a hold kept is still said to be counted as before when the hold has ended`()
    async throws
  {
    try await withProgramme { programme in
      _ = try await Self.start(programme)
      let person = try await PersonWithCode(programme)
      let first = try await Self.release(programme)
      let hold = try await programme.engagement.hold(
        record: person.record.uuidString, survey: nil, reason: "a claim", as: programme.steward,
        origin: .cli)
      _ = try await programme.engagement.withdraw(person.opened(), origin: .http)
      try await programme.record(20, ["warm": "no", "age": "young"])
      let second = try await Self.release(programme)
      let counted = [[first["release"], false], [second["release"], true]]
      #expect(try await person.seen() == counted)
      #expect(
        try await programme.engagement.endHold(hold, as: programme.steward, origin: .cli) == 1)
      #expect(try await person.seen() == counted)
    }
  }

  @Test func `who left goes from the figures as soon as enough have changed`() async throws {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      _ = try await Self.release(programme)
      try await Self.takeBack(ids.prefix(5), programme)
      try await programme.record(20, ["warm": "no", "age": "young"])
      let second = try await Self.release(programme)
      #expect(try await Self.members(second, programme).count == 140)
      try await Self.takeBack(ids.dropFirst(5), programme)
      let third = try await Self.release(programme)
      #expect(Self.bases(third) == [130, 80, 50, 0])
      #expect(try await Self.members(third, programme).count == 128)
    }
  }

  @Test func `an answer that was changed is counted as before until enough have changed`()
    async throws
  {
    try await withProgramme { programme in
      let ids = try await Self.start(programme)
      let first = try await Self.release(programme)
      let old = try await Self.members(first, programme)
      for id in ids.prefix(3) {
        _ = try await programme.edit(id, ["answers": ["warm": "no", "age": "young"]])
      }
      try await programme.record(30, ["warm": "yes", "age": "old"])
      let second = try await Self.release(programme)
      // The old row changed by 33, so that the three could leave it; the young row they would join alone.
      #expect(Self.bases(second) == [150, 60, 90, 0])
      let held = try await Self.members(second, programme)
      for id in ids.prefix(3).compactMap({ UUID(uuidString: $0) }) { #expect(held[id] == old[id]) }
      try await programme.record(8, ["warm": "no", "age": "young"])
      let third = try await Self.release(programme)
      #expect(Self.bases(third) == [160, 70, 90, 0])
    }
  }

  @Test
  func `a mean stays as it was printed while somebody who gave a number is counted as before`()
    async throws
  {
    try await withProgramme(modules: ["hours-given": MeasureReleaseTests.hours]) { programme in
      func record(_ count: Int, _ age: String) async throws -> [UUID] {
        let ids = (0..<count).map { _ in UUID() }
        for (place, id) in ids.enumerated() {
          let answers: JSONObject = [
            "age": .string(age), "hours": .number(Double(place % 7)), "miles": 3,
          ]
          _ = try await programme.engagement.record(
            Programme.response(id, answers: answers, consent: ["analyse"]), survey: "hours-given",
            as: programme.researcher, origin: .http)
        }
        return ids
      }
      let ids = try await record(60, "old")
      _ = try await record(60, "young")
      let first = try await Self.release(programme, "hours-given")
      try await programme.takeBack(ids[0])
      _ = try await record(40, "young")
      let refused = await problem { _ = try await Self.release(programme, "hours-given") }
      // Nothing but such figures is in it: so there is nothing new.
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
      #expect(refused?.detail.contains("too few") == true, "\(refused?.detail ?? "")")
      for id in ids[1..<8] { try await programme.takeBack(id) }
      _ = try await record(40, "old")
      let second = try await Self.release(programme, "hours-given")
      #expect(first["findings"]?[0]?["total"]?["base"] == 120)
      #expect(second["findings"]?[0]?["total"]?["base"]?.int ?? 0 > 120)
    }
  }

  private static func added(_ version: String, _ question: String, _ indicator: String) -> String {
    """
    \(surveyHead("warm-rooms", "Homes", version: version))
    questions:
      - {id: age, ask: How old?, type: choose_one, role: age_band, choices: [1 young: Young, 2 old: Old]}
      - {id: warm, ask: Is it warm?, type: yes_no, required: true}
    \(question)
    indicators:
      - {id: is_warm, label: Warm, show: percent, count: warm = yes, out_of: answered(warm), by: [age_band]}
    \(indicator)
    """
  }

  @Test func `who stands as before is not the difference between two versions`() async throws {
    try await withChangingSurvey(Self.added("1.0.0", "", "")) { programme, write in
      func record(_ count: Int, _ age: String, dry: Bool) async throws -> [UUID] {
        var ids: [UUID] = []
        for place in 0..<count {
          var answers: JSONObject = [
            "age": .string(age), "warm": place.isMultiple(of: 2) ? "yes" : "no",
          ]
          if dry { answers["dry"] = place.isMultiple(of: 2) ? "yes" : "no" }
          ids.append(UUID())
          _ = try await programme.engagement.record(
            Programme.response(ids[place], answers: answers, consent: ["analyse"]),
            survey: "warm-rooms", as: programme.researcher, origin: .http)
        }
        return ids
      }
      func dryRows(_ release: JSONObject) -> [JSONValue] {
        (release["findings"]?.array ?? []).filter {
          $0["indicator"] == "is_dry" && $0["by"] == ["age_band"]
        }
      }
      let first = try await record(6, "old", dry: false) + record(6, "young", dry: false)
      try write(
        Self.added(
          "1.1.0", "  - {id: dry, ask: Is it dry?, type: yes_no, required: true}",
          "  - {id: is_dry, label: Dry, show: percent, count: dry = yes, out_of: answered(dry), by: [age_band]}"
        ))
      _ = try await programme.publish()
      _ = try await record(60, "old", dry: true) + record(60, "young", dry: true)
      // Six of each group answered only the first version.
      #expect(dryRows(try await programme.release()).isEmpty)
      for id in first { try await programme.takeBack(id) }
      _ = try await record(30, "young", dry: true)
      let second = try await programme.release()
      #expect(second["findings"]?[0]?["rows"]?.array?.map { $0["base"] } == [95, 65, 0])
      #expect(dryRows(second).isEmpty, "\(second)")
    }
  }

  @Test func `whatever people do no row changes by a few and no release is refused for it`()
    async throws
  {
    for seed in UInt64(1)...3 {
      try await withProgramme { programme in
        var generator = SeededGenerator(seed: seed)
        var ids = try await Self.start(programme)
        try await programme.record(40, ["warm": "no", "age": "old"])
        try await programme.record(40, ["warm": "yes", "age": "young"])
        var last = try await Self.members(try await Self.release(programme), programme)
        var (made, rows) = (0, 0)
        for _ in 0..<7 {
          for _ in 0..<Int.random(in: 0...14, using: &generator) {
            let age = ["young", "old"].randomElement(using: &generator) ?? "old"
            let warm = ["yes", "no"].randomElement(using: &generator) ?? "no"
            ids.append(
              try await programme.recorded(["warm": .string(warm), "age": .string(age)]))
          }
          ids.shuffle(using: &generator)
          let gone = Int.random(in: 0...min(4, ids.count), using: &generator)
          try await Self.takeBack(ids.prefix(gone), programme)
          ids.removeFirst(gone)
          for id in ids.prefix(Int.random(in: 0...3, using: &generator)) {
            _ = try await programme.edit(id, ["answers": ["warm": "yes", "age": "old"]])
          }
          do {
            let release = try await Self.release(programme)
            let now = try await Self.members(release, programme)
            made += 1
            // Where most rows are of a few people there are none, and no row of them to protect.
            let isByAge = release["findings"]?[0]?["by"] == ["age_band"]
            let counts = Self.changes(last, now).filter { $0.key.isEmpty || isByAge }.values
            #expect(counts.allSatisfy { $0 >= 8 }, "seed \(seed): \(counts)")
            rows += isByAge ? 1 : 0
            last = now
          } catch let problem as Problem {
            #expect(!problem.detail.contains("by fewer than"), "\(problem.detail)")
          }
        }
        #expect(made > 1 && rows > 1)
      }
    }
  }

  /// By row, the total among them, the people who joined it, left it or changed side in it.
  private static func changes(
    _ then: [UUID: [UInt8]], _ now: [UUID: [UInt8]]
  ) -> [[UInt8]: Int] {
    func rows(_ cells: [UInt8]?) -> [[UInt8]: UInt8] {
      guard let cells, cells[0] > 0 else { return [:] }
      return [[]: cells[0], Array(cells.dropFirst()): cells[0]]
    }
    var changes: [[UInt8]: Int] = [:]
    for id in Set(then.keys).union(now.keys) {
      let (before, after) = (rows(then[id]), rows(now[id]))
      for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
        changes[key, default: 0] += 1
      }
    }
    return changes
  }
}

/// Somebody who answered, and comes back with their receipt code.
private struct PersonWithCode {
  /// What they answered.
  let record = UUID()
  private let programme: Programme

  init(_ programme: Programme) async throws {
    self.programme = programme
    var body = Programme.response(record, answers: ["warm": "yes", "age": "old"])
    body["consent"] = [
      "form": "spoken", "scopes": ["analyse": true],
      "receipt_hash": .string(String(repeating: "ad", count: 32)),
    ]
    _ = try await programme.engagement.record(
      body, survey: "warm-rooms", as: programme.researcher, origin: .http)
  }

  func opened() async throws -> OpenedReceipt {
    try await programme.engagement.openReceipt(
      partnership: "plymouth", hash: [UInt8](repeating: 0xad, count: 32), from: "test")
  }

  /// The releases that they are told of, and whether each counts them as before.
  func seen() async throws -> [[JSONValue?]] {
    let held = try await programme.engagement.held(opened(), origin: .http)
    return (held["counted_in"]?.array ?? []).map { [$0["release"], $0["as_before"]] }
  }
}
