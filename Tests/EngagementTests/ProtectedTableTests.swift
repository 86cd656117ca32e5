// Tables about people, which pass protection.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Storage
import TestRandomness
import TestSupport
import Testing

@Suite struct ProtectedTableTests {
  private static let survey = Programme.survey.replacing(
    "module: warm-rooms", with: "module: warm-tables"
  )
  .replacing(
    "by: [age_band]", with: "by: [age_band, [age_band, danger], [age_band, period.year]]")

  private func record(
    _ programme: Programme, _ count: Int, age: String, warm: String, year: Int = 2025
  ) async throws {
    for _ in 0..<count {
      var body = Programme.response(answers: ["age": .string(age), "warm": .string(warm)])
      body["answered_on"] = .string("\(year)-10-01")
      _ = try await programme.engagement.record(
        body, survey: "warm-tables", as: programme.researcher, origin: .http)
    }
  }

  /// The row of young people who answered in 2025.
  private static func young(_ table: JSONValue) -> JSONValue? {
    for row in table["rows"]?.array ?? [] {
      let group = row["group"]
      if group?["age_band"]?["id"]?.string == "young", group?["period"]?["id"]?.string == "2025" {
        return row
      }
    }
    return nil
  }

  @Test func `a table of people is protected, kept with its audit and released again`()
    async throws
  {
    try await withProgramme(modules: ["warm-tables": Self.survey]) { programme in
      try await record(programme, 60, age: "young", warm: "yes")
      try await record(programme, 40, age: "young", warm: "no")
      try await record(programme, 50, age: "old", warm: "yes", year: 2026)
      try await record(programme, 45, age: "old", warm: "no", year: 2026)
      let engagement = programme.engagement
      let first = try await engagement.release(
        survey: "warm-tables", as: programme.coordinator, origin: .cli)
      let table = try #require(
        first["findings"]?.array?.first { $0["by"] == ["age_band", "period"] },
        "\(JSONValue.object(first).text())")
      let young = try #require(Self.young(table), "\(table.text())")
      #expect(young["base"]?.int == 100 && young["value"]?.number == 60)
      let id = try #require(first["release"]?.string)
      let audit = try await engagement.auditInWords(
        ofRelease: id, as: programme.coordinator, origin: .cli)
      #expect(audit.lines.contains { $0.hasPrefix("Tables over several things at once: safe") })
      #expect(audit.json["crossed"]?["tables"]?.array?.count == 2)
      // Thirty more in one cell, and nobody in the others.
      try await record(programme, 30, age: "young", warm: "yes")
      let second = try await engagement.release(
        survey: "warm-tables", as: programme.coordinator, origin: .cli)
      let again = second["findings"]?.array?.first { $0["by"] == ["age_band", "period"] }
      let now = again.flatMap(Self.young)
      #expect(now?["base"]?.int == 130, "\(JSONValue.object(second).text())")
      #expect(now?["change"]?["difference"] != nil)
    }
  }

  @Test func `a table whose groups are others by now stands as it was printed, and says so`()
    async throws
  {
    try await withProgramme(modules: ["warm-tables": Self.survey]) { programme in
      let engagement = programme.engagement
      for age in ["young", "old"] {
        try await record(programme, 60, age: age, warm: "yes")
        try await record(programme, 40, age: age, warm: "no")
      }
      let first = try await engagement.release(
        survey: "warm-tables", as: programme.coordinator, origin: .cli)
      let table = { (release: JSONObject) in
        release["findings"]?.array?.first { $0["by"] == ["age_band", "period"] }
      }
      let then = try #require(table(first).flatMap(Self.young), "\(JSONValue.object(first).text())")
      // Twice: a table that stands is followed by one that stands since then.
      for _ in 0..<2 {
        for age in ["young", "old"] {
          try await record(programme, 30, age: age, warm: "yes", year: 2026)
          try await record(programme, 20, age: age, warm: "no", year: 2026)
        }
        let next = try await engagement.release(
          survey: "warm-tables", as: programme.coordinator, origin: .cli)
        let finding = try #require(table(next), "\(JSONValue.object(next).text())")
        let now = try #require(Self.young(finding))
        #expect(now["base"] == then["base"] && now["value"] == then["value"])
        #expect(now["as_of"] == first["cut_off"] && now["flags"] == ["held_back"])
        let said = (finding["limitations"]?.array ?? []).compactMap(\.string)
        #expect(said.contains { $0.contains("stands as it was printed before") }, "\(said)")
        // Its total as well: beside that of today the rows would not add up.
        #expect(finding["total"]?["base"] == 200)
        #expect(finding["total"]?["as_of"] == first["cut_off"])
        for age in ["young", "old"] {
          try await record(programme, 30, age: age, warm: "yes", year: 2026)
        }
      }
    }
  }

  /// Two indicators of other people each: a table of the first is small, one of the second far too large.
  private static let twoBases: String = {
    let choices = (1...20).map { "          - \($0) c\($0): Choice \($0)" }.joined(separator: "\n")
    let large = ["first", "second", "third"].map { id in
      "  - id: \(id)\n    ask: Which one?\n    type: choose_one\n    choices:\n\(choices)"
    }.joined(separator: "\n")
    let survey = Programme.survey.replacing("module: warm-rooms", with: "module: warm-tables")
    let parts = [survey.split(separator: "indicators:"), survey.split(separator: "tests:")]
    return [
      String(parts[0].first ?? "") + large,
      """
        - id: damp
          ask: Is it damp?
          type: yes_no
        - id: light
          ask: Is it light?
          type: yes_no
      indicators:
        - id: is_damp
          label: People whose room is damp
          show: percent
          count: damp = yes
          out_of: answered(damp)
          by: [[age_band, danger]]
        - id: is_light
          label: People whose room is light
          show: percent
          count: light = yes
          out_of: answered(light)
          by: [[first, second, third]]
      """, "tests:" + String(parts[1].last ?? ""),
    ].joined(separator: "\n")
  }()

  @Test func `tables of one base that cannot be audited leave those of others in the release`()
    async throws
  {
    try await withProgramme(modules: ["warm-tables": Self.twoBases]) { programme in
      for (count, answers) in [
        (40, ["age": "young", "damp": "yes"]), (40, ["age": "young", "damp": "no"]),
        (40, ["age": "old", "damp": "yes"]), (40, ["age": "old", "damp": "no"]),
        (50, ["light": "yes", "first": "c1"]), (50, ["light": "no", "first": "c2"]),
      ] as [(Int, JSONObject)] {
        for place in 0..<count {
          var answers = answers
          answers["warm"] = "yes"
          answers["danger"] = place.isMultiple(of: 2) ? "yes" : "no"
          _ = try await programme.engagement.record(
            Programme.response(answers: answers), survey: "warm-tables",
            as: programme.researcher, origin: .http)
        }
      }
      let release = try await programme.engagement.release(
        survey: "warm-tables", as: programme.coordinator, origin: .cli)
      let findings = try #require(release["findings"]?.array)
      let small = findings.first { $0["by"] == ["age_band", "danger"] }
      #expect(small?["indicator"] == "is_damp", "\(JSONValue.object(release).text())")
      #expect(!findings.contains { $0["by"] == ["first", "second", "third"] })
      let said = findings.filter { $0["indicator"] == "is_light" }
        .flatMap { $0["limitations"]?.array ?? [] }.compactMap(\.string)
      #expect(
        said.contains { $0.contains("more than 5,000") || $0.contains("more than 5000") }, "\(said)"
      )
    }
  }
}
