// What the same people said in two surveys: the change is released where nothing that was shown of them
// before gives anybody away beside it.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct PairedReleaseTests {
  private static let later = """
    \(surveyHead("warm-later", "Warm rooms, later"))
    follows: warm-rooms@1
    questions:
      - {id: warm, ask: Is your room warm now?, type: yes_no}
    indicators:
      - id: warm_now
        label: People whose room is warm now
        show: percent
        count: warm = yes
        out_of: answered(warm)
        before: is_warm
    """
  private static let yearly = """
    \(surveyHead("yearly", "Yearly"))
    one_per: [first_visit]
    questions:
      - {id: first_visit, ask: When did you first come?, type: date}
      - {id: warm, ask: Is your room warm?, type: yes_no}
    indicators:
      - id: warm_now
        label: People whose room is warm now
        show: percent
        count: warm = yes
        out_of: answered(warm)
        before: warm_now
    """

  private func record(
    _ programme: Programme, _ survey: String, _ answers: JSONObject, follows: UUID? = nil
  ) async throws -> UUID {
    let id = UUID()
    var body = Programme.response(id, answers: answers, consent: ["analyse"])
    body["follows"] = follows.map { .string($0.uuidString.lowercased()) }
    _ = try await programme.engagement.record(
      body, survey: survey, as: programme.researcher, origin: .http)
    return id
  }

  /// So many who said yes, and no, before.
  private func before(_ yes: Int, _ no: Int, _ programme: Programme) async throws -> [UUID] {
    var ids: [UUID] = []
    for place in 0..<(yes + no) {
      ids.append(
        try await record(
          programme, "warm-rooms",
          ["warm": place < yes ? "yes" : "no", "age": place.isMultiple(of: 2) ? "old" : "young"]))
    }
    return ids
  }

  private func follow(
    _ ids: some Sequence<UUID>, yes: Int, _ programme: Programme
  ) async throws {
    for (place, id) in ids.enumerated() {
      _ = try await record(
        programme, "warm-later", ["warm": place < yes ? "yes" : "no"], follows: id)
    }
  }

  private func release(_ survey: String, _ programme: Programme) async throws -> JSONValue {
    .object(
      try await programme.engagement.release(
        survey: survey, as: programme.coordinator, origin: .cli))
  }

  @Test func `the change of those who answered both times is released, with everybody else beside`()
    async throws
  {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let ids = try await before(60, 80, programme)
      // Of 50 who were warm 40 are, of 60 who were not 30 are; 20 answered only now.
      try await follow(ids[0..<50], yes: 40, programme)
      try await follow(ids[60..<120], yes: 30, programme)
      for place in 0..<20 {
        _ = try await record(programme, "warm-later", ["warm": place < 10 ? "yes" : "no"])
      }
      let release = try await release("warm-later", programme)
      let finding = try #require(release["findings"]?[0])
      #expect(finding["by"] == ["before:warm_now"] && finding["total"]?["base"] == 130)
      #expect(finding["rows"]?.array?.map { $0["base"] } == [50, 60, 20])
      let paired = try #require(finding["paired"])
      #expect(paired["people"] == 110 && paired["not_compared_because"] == .null)
      let exact = try #require(PairedAnswers(both: 40, first: 10, second: 30, neither: 30)).change
      let low = try #require(paired["low"]?.number)
      let high = try #require(paired["high"]?.number)
      #expect(low <= 100 * exact.low && 100 * exact.high <= high && low > 0)
      let chosen = try await programme.engagement.findings(
        survey: "warm-later", FindingsChoice(by: "before"), as: programme.commissioner)
      #expect(chosen["findings"]?[0] == finding)
      let divided = await problem {
        _ = try await programme.engagement.findings(
          survey: "warm-later", FindingsChoice(by: "before,age_band"), as: programme.commissioner)
      }
      #expect(
        divided?.detail.contains("divided by nothing else") == true, "\(divided?.detail ?? "")")
    }
  }

  @Test func `a commissioner cannot subtract those who answered again from those of before`()
    async throws
  {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let ids = try await before(60, 60, programme)
      _ = try await release("warm-rooms", programme)
      // All but four who were warm, and all who were not.
      try await follow(ids[0..<56], yes: 30, programme)
      try await follow(ids[60..<120], yes: 30, programme)
      let later = try await release("warm-later", programme)
      #expect(later["findings"]?[0]?["by"] == [] && later["findings"]?[0]?["paired"] == nil)
      #expect(later.text().contains("known beside what was released before"))
    }
  }

  @Test func `nor the other way round, when the earlier survey is released later`() async throws {
    try await withProgramme(modules: ["warm-later": Self.later]) { programme in
      let ids = try await before(60, 60, programme)
      try await follow(ids[0..<56], yes: 30, programme)
      try await follow(ids[60..<120], yes: 30, programme)
      let later = try await release("warm-later", programme)
      #expect(later["findings"]?[0]?["paired"]?["people"] != nil)
      let refused = await problem { _ = try await release("warm-rooms", programme) }
      #expect(refused?.detail.contains("shows nearly the same people") == true)
      _ = try await before(10, 10, programme)
      let earlier = try await release("warm-rooms", programme)
      #expect(earlier["findings"]?[0]?["total"]?["base"] == 140)
    }
  }

  @Test
  func `where two wordings stand beside each other a reader learns why no change is shown`()
    async throws
  {
    let first = Self.yearly.replacing("module: yearly", with: "module: warm-rooms")
    try await withChangingSurvey(first) { programme, write in
      func answerTwice(_ people: Range<Int>) async throws {
        for round in 0...1 {
          for number in people {
            let day = "20\(10 + number / 54)-\(10 + number % 3)-\(10 + number / 3 % 18)"
            let isWarm = round == 0 ? number.isMultiple(of: 3) : number.isMultiple(of: 2)
            _ = try await record(
              programme, "warm-rooms",
              ["first_visit": .string(day), "warm": isWarm ? "yes" : "no"])
          }
        }
      }
      try await answerTwice(0..<60)
      let one = try await release("warm-rooms", programme)
      #expect(one["findings"]?[0]?["paired"] != nil, "\(one)")
      try write(
        first.replacing("version: 1.0.0", with: "version: 1.1.0")
          .replacing("ask: Is your room warm?", with: "ask: Is your home warm enough?"))
      _ = try await programme.publish()
      try await answerTwice(60..<120)
      let two = try await release("warm-rooms", programme)
      #expect(two["findings"]?.array?.count == 2)
      for finding in two["findings"]?.array ?? [] {
        #expect(finding["paired"] == nil && finding["by"] == [])
        let said = finding["limitations"]?.array?.compactMap(\.string) ?? []
        #expect(
          said.contains {
            $0.hasPrefix("not released: People whose room is warm now by what the same people said")
              && $0.contains("only while all who answered again answered one wording")
          }, "\(said)")
      }
    }
  }

  @Test func `with one_per people are held against their own first response`() async throws {
    try await withProgramme(modules: ["yearly": Self.yearly]) { programme in
      func day(_ number: Int) -> JSONValue {
        let (month, day) = (10 + number % 3, 10 + number / 3 % 18)
        return .string("20\(10 + number / 54)-\(month)-\(day)")
      }
      for round in 0...1 {
        for number in 0..<100 where round == 0 || number < 60 {
          let isWarm = round == 0 ? number < 40 : number.isMultiple(of: 2)
          _ = try await record(
            programme, "yearly", ["first_visit": day(number), "warm": isWarm ? "yes" : "no"])
        }
        if round == 0 {
          let first = try await release("yearly", programme)
          #expect(first["findings"]?[0]?["paired"] == nil)
        }
      }
      let second = try await release("yearly", programme)
      #expect(second["findings"]?[0]?["total"]?["base"] == 100)
      #expect(second["findings"]?[0]?["paired"] != nil, "\(second)")
    }
  }
}
