// Counting held against SQL over the stored answers: random surveys with random rules, answered, mended and
// erased at random. Organisations are no people, so their figures are exact.

import Engagement
import Foundation
import JSON
import Postgres
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct CountingOracleTests {
  /// A survey with one indicator, and the same rule in SQL.
  private struct RandomSurvey {
    var random: SeededGenerator
    let ages: Int
    let sorts: Int
    let count: Rule
    let base: Rule

    /// A rule as a survey and as SQL has it.
    struct Rule {
      let text: String
      let sql: String
    }

    init(seed: UInt64) {
      random = SeededGenerator(seed: seed)
      ages = Int.random(in: 2...6, using: &random)
      sorts = Int.random(in: 2...4, using: &random)
      count = Self.rule(2, &random)
      base = Self.rule(1, &random)
    }

    private static func rule(_ depth: Int, _ random: inout SeededGenerator) -> Rule {
      if depth > 0 {
        let (left, right) = (rule(depth - 1, &random), rule(depth - 1, &random))
        let joint = Bool.random(using: &random) ? "and" : "or"
        return Rule(
          text: "(\(left.text)) \(joint) (\(right.text))",
          sql: "(\(left.sql) \(joint) \(right.sql))")
      }
      let choice = Int.random(in: 1...3, using: &random)
      let most = Int.random(in: 0...40, using: &random)
      let atoms = [
        Rule(text: "one = b\(choice)", sql: "a->>'one' = 'b\(choice)'"),
        Rule(text: "one in [b1, b3]", sql: "a->>'one' in ('b1', 'b3')"),
        Rule(text: "answered(one)", sql: "a->>'one' <> 'prefer_not'"),
        Rule(
          text: "some has [d1, d\(choice + 1)]", sql: "a->'some' ?| array['d1', 'd\(choice + 1)']"),
        Rule(text: "answered(some)", sql: "a ? 'some'"),
        Rule(text: "count(some) >= 2", sql: "jsonb_array_length(a->'some') >= 2"),
        Rule(text: "warm = yes", sql: "a->>'warm' = 'yes'"),
        Rule(text: "hours >= \(most)", sql: "(a->>'hours')::numeric >= \(most)"),
      ]
      let picked = atoms[Int.random(in: 0..<atoms.count, using: &random)]
      return Rule(text: picked.text, sql: "coalesce(\(picked.sql), false)")
    }

    var text: String {
      let choices = { (letter: String, count: Int) in
        (1...count).map { "\($0) \(letter)\($0): Choice \($0)" }.joined(separator: ", ")
      }
      return """
        hark: 1
        module: clubs
        version: 1.0.0
        title: Clubs
        about_this_survey: Made up for tests.
        unit: organisation
        consent: {basis: role}
        questions:
          - {id: age, ask: How old?, type: choose_one, missing: [unsure], choices: [\(choices("a", ages)), 99 unsure: Not sure]}
          - {id: years, ask: How many?, type: whole_number, min: 0, max: 90, bands: [0-17, 18-64, 65+]}
          - {id: sort, ask: Which sort?, type: choose_one, choices: [\(choices("s", sorts))]}
          - {id: one, ask: Which one?, type: choose_one, missing: [prefer_not], choices: [\(choices("b", 3)), 99 prefer_not: No answer]}
          - {id: some, ask: Which?, type: choose_many, choices: [\(choices("d", 5))]}
          - {id: with, ask: With whom?, type: choose_many, missing: [unsaid], choices: [\(choices("e", 3)), 99 unsaid: Not said]}
          - {id: warm, ask: Is it warm?, type: yes_no}
          - {id: hours, ask: How many hours?, type: number, min: 0}
        indicators:
          - id: figure
            label: A figure
            show: percent
            count: "\(count.text)"
            out_of: "\(base.text)"
            by: [age, years, sort, with.e2, [age, years, sort], [age, with.e2, with.e1]]
        """
    }

    /// Somebody's random answers.
    mutating func answers() -> JSONObject {
      var answers: JSONObject = [:]
      func says() -> Bool { Int.random(in: 0...4, using: &random) > 0 }
      func number(_ most: Int) -> Int { Int.random(in: 1...most, using: &random) }
      if says() { answers["age"] = .string(says() ? "a\(number(ages))" : "unsure") }
      if says() { answers["years"] = .number(Double(number(91) - 1)) }
      if says() { answers["sort"] = .string("s\(number(sorts))") }
      if says() { answers["one"] = .string(says() ? "b\(number(3))" : "prefer_not") }
      if says() {
        answers["some"] = .array(
          Set((0..<3).map { _ in "d\(number(5))" }).sorted().map { .string($0) })
      }
      if says() {
        answers["with"] = .array(
          Set((0..<2).map { _ in says() ? "e\(number(3))" : "unsaid" }).sorted().map { .string($0) }
        )
      }
      if says() { answers["warm"] = number(2) == 1 ? "yes" : "no" }
      if says() { answers["hours"] = .number(Double(number(80)) / 2) }
      return answers
    }
  }

  /// Base and count of every cell, subtotal and margin: `a1|18-64|*|*|*`.
  private func counted(
    _ survey: RandomSurvey, _ programme: Programme
  ) async throws -> [String: [Int]] {
    let script = """
      create or replace function public.counted() returns table (key text, base int, count int)
      language sql as $$
      with clubs as (
        select case when a->>'age' <> 'unsure' then a->>'age' else 'not_stated' end as age,
          case when (a->>'years')::int < 18 then '0-17' when (a->>'years')::int < 65 then '18-64'
            when a ? 'years' then '65+' else 'not_stated' end as years,
          coalesce(a->>'sort', 'not_stated') as sort,
          case when a->'with' ? 'e1' then 'chosen' when a->'with' ?| array['e2', 'e3']
            then 'not_chosen' else 'not_stated' end as e1,
          case when a->'with' ? 'e2' then 'chosen' when a->'with' ?| array['e1', 'e3']
            then 'not_chosen' else 'not_stated' end as e2, \(survey.count.sql) as is_counted
        from (select r.answers as a from hark.response r where r.survey_module = 'clubs') r
        where \(survey.base.sql))
      select concat_ws('|', case when grouping(age) = 1 then '*' else age end,
          case when grouping(years) = 1 then '*' else years end,
          case when grouping(sort) = 1 then '*' else sort end,
          case when grouping(e2) = 1 then '*' else e2 end,
          case when grouping(e1) = 1 then '*' else e1 end) as key,
        count(*)::int as base, (count(*) filter (where is_counted))::int as count
      from clubs group by grouping sets (cube (age, years, sort), cube (age, e2, e1)) $$;
      """
    let rows = try await programme.database.superuser.withConnection { connection in
      try connection.runScript(script)
      return try connection.query("select * from public.counted()") { row -> (String, [Int]) in
        (
          try row.get("key"),
          [Int(try row.get("base") as Int32), Int(try row.get("count") as Int32)]
        )
      }
    }
    return Dictionary(rows) { first, _ in first }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `figures of a random survey by up to three things equal a count in SQL`(
    seed: UInt64
  ) async throws {
    var survey = RandomSurvey(seed: seed)
    try await withProgramme(modules: ["clubs": survey.text]) { programme in
      var ids: [String] = []
      for _ in 0..<150 {
        let id = UUID().uuidString.lowercased()
        ids.append(id)
        _ = try await programme.engagement.record(
          ["id": .string(id), "answered_on": "2026-10-01", "answers": .object(survey.answers())],
          survey: "clubs", as: programme.researcher, origin: .http)
        // Read once, and extended by what changes from here on.
        if ids.count == 60 { _ = try await release(programme) }
      }
      for id in ids.prefix(20) {
        _ = try await programme.engagement.edit(
          .response, id, ["answers": .object(survey.answers())], made: .any,
          as: programme.researcher, origin: .http)
      }
      for id in ids.suffix(5) {
        try await programme.engagement.erase(
          id, because: .recordedByMistake, as: programme.steward, origin: .cli)
      }
      let expected = try await counted(survey, programme)
      let release = try await release(programme)
      var seen: Set<String> = []
      for finding in release["findings"]?.array ?? [] {
        let by = finding["by"]?.array?.compactMap(\.string) ?? []
        for row in finding["rows"]?.array ?? [] {
          let key = ["age", "years", "sort", "with.e2", "with.e1"].map { name in
            by.contains(name) ? row["group"]?[name]?["id"]?.string ?? "*" : "*"
          }.joined(separator: "|")
          seen.insert(key)
          let found = [row["base"]?.int, row["count"]?.int]
          #expect(found == expected[key] ?? [0, 0], "seed \(seed): \(key)")
        }
        #expect(finding["total"]?["base"]?.int == expected["*|*|*|*|*"]?.first)
        #expect(finding["total"]?["count"]?.int == expected["*|*|*|*|*"]?.last)
      }
      #expect(Set(expected.keys).subtracting(seen) == ["*|*|*|*|*"], "seed \(seed)")
    }
  }

  private func release(_ programme: Programme) async throws -> JSONObject {
    try await programme.engagement.release(
      survey: "clubs", as: programme.coordinator, origin: .cli)
  }
}
