// Looking around in released answers: what is shown, near the exact numbers, of the people of the last release.

import Engagement
import Findings
import Foundation
import JSON
import Postgres
import Sealing
import Storage
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct ExploringTests: ExploringSuite {
  @Test
  func `tables are of the people of the last release, near the exact numbers and always alike`()
    async throws
  {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      #expect(await code { _ = try await explore(programme, by: "carer") } == "H014")
      let release = try await programme.release()
      let table = try await explore(programme, by: "carer")
      #expect(table["release"] == release["release"] && table["tables_left"] == 29)
      #expect(table["notes"]?.array?.first?.string?.contains("not for publication") ?? false)
      let rows = try #require(table["rows"]?.array)
      let row = { (id: String) in rows.first { $0["group"]?["carer"]?["id"]?.string == id } }
      let yes = try #require(row("yes"))
      #expect(abs((yes["base"]?.int ?? 0) - 105) <= 3 && abs((yes["count"]?.int ?? 0) - 60) <= 3)
      let few = try #require(row("not_stated"))
      #expect(few["base"]?.isNull ?? false && few["flags"] == ["suppressed"])
      #expect(try await explore(programme, by: "carer") == table)
      try await programme.record(5, ["age": "old", "warm": "yes", "carer": "yes"])
      #expect(try await explore(programme, by: "carer") == table)
      let both = try await explore(programme, by: "age,carer")
      #expect(both["tables_left"] == 28 && both["by"] == ["age_band", "carer"])
      let turned = try await explore(programme, by: "carer,age_band")
      #expect(turned["tables_left"] == 28)
      let names = ["age_band", "carer"]
      #expect(numbers(both, names) == numbers(turned, names), "the same table turned round")
      let nobody = try #require(numbers(both, names)["young/not_stated"])
      #expect(nobody == [.null, .null, .null], "nobody is hidden like a few")
      #expect(try await events(programme) == 5)
    }
  }

  @Test func `a table by wave has the rounds, unless releases have tables by time`() async throws {
    try await withRelease { programme in
      for answer in ["yes", "no"] {
        for _ in 0..<40 {
          var body = Programme.response(answers: ["warm": .string(answer), "age": "old"])
          body["answered_on"] = "2026-10-05"
          _ = try await programme.engagement.record(
            body, survey: "warm-rooms", as: programme.researcher, origin: .http)
        }
      }
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let table = try await explore(programme, by: "wave")
      #expect(table["by"] == ["wave"])
      let rows = numbers(table, ["wave"])
      #expect(Set(rows.keys) == ["early", "late", "not_stated"])
      #expect(
        abs((rows["late"]?[0].int ?? 0) - 80) <= 3 && abs((rows["early"]?[0].int ?? 0) - 198) <= 3)
    }
    let timed = Self.survey.replacingOccurrences(
      of: "by: [age_band]", with: "by: [age_band, period.month]")
    #expect(timed != Self.survey)
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withProgramme(
      modules: ["warm-rooms": timed], vault: Vault(masters: { keys })
    ) { programme in
      try await programme.record(60, ["age": "young", "warm": "yes"])
      try await programme.record(60, ["age": "old", "warm": "no"])
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let found = await problem { _ = try await explore(programme, by: "wave") }
      #expect(found?.detail.contains("releases have tables by period") == true, "\(found as Any)")
    }
  }

  @Test func `the document of a survey names its waves, and what counted the same people before`()
    throws
  {
    let survey = try #require(
      ModuleLoader.load(
        files: [
          "survey.yaml": Self.survey.replacingOccurrences(
            of: "waves:", with: "one_per: [age]\nwaves:"
          ).replacingOccurrences(of: "by: [age_band]", with: "by: [age_band]\n    before: is_warm"),
          "blocks/consent-test@1/block.yaml": Programme.consent,
        ], folderName: "warm-rooms"
      ).module?.survey)
    #expect(
      survey.document["waves"]?[0]
        == ["id": "early", "label": "First round", "from": "2026-09-01", "to": "2026-10-02"])
    #expect(survey.document["indicators"]?.array?.last?["before"] == "is_warm")
  }

  @Test func `by what the release hides a row of nothing more is shown`() async throws {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      try await programme.record(4, ["warm": "no", "carer": "yes", "fuel": "wood", "danger": "no"])
      _ = try await programme.release()
      let refused = await problem { _ = try await explore(programme, by: "carer,age") }
      #expect(refused?.detail.contains("hides rows by age_band") ?? false, "\(refused as Any)")
      _ = try await explore(programme, by: "carer")
    }
  }

  @Test(arguments: ["taken back", "mended"])
  func `what was looked at stays as it was until the next release, whoever left or changed since`(
    how: String
  ) async throws {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      // The only one of a group.
      let only = try await programme.recorded(["age": "young", "warm": "yes", "fuel": "gas"])
      _ = try await programme.release()
      let first = try await explore(programme, by: "age,carer")
      #expect(numbers(first, ["age_band", "carer"])["young/not_stated"] == [.null, .null, .null])
      if how == "mended" {
        _ = try await programme.edit(
          only, ["answers": ["age": "young", "warm": "yes", "fuel": "gas", "carer": "no"]])
      } else {
        try await programme.takeBack(try #require(UUID(uuidString: only)))
      }
      #expect(await code { _ = try await programme.release() } == "H013")
      let again = try await explore(programme, by: "age,carer")
      #expect(again == first)
      let turned = try await explore(programme, by: "carer,age")
      #expect(turned["by"] == ["carer", "age_band"] && turned["tables_left"] == 29)
      #expect(
        numbers(turned, ["carer", "age_band"]).count == 9
          && numbers(turned, ["age_band", "carer"]) == numbers(first, ["age_band", "carer"]))
      // Nor is the group empty in a finer table.
      let finer = try await explore(programme, by: "age,carer,fuel")
      let cells = numbers(finer, ["age_band", "carer", "fuel"])
      #expect(cells["young/not_stated/gas"] == [.null, .null, .null])
      #expect(cells.values.allSatisfy { $0[0] != 0 && $0[1] != 0 })
    }
  }

  @Test func `the same people have other noise in another table, so that two do not tell who left`()
    async throws
  {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      // All but three heat with gas, so that these are nearly all the same people, cell by cell.
      let coarse = numbers(try await explore(programme, by: "age,carer"), ["age_band", "carer"])
      let fine = numbers(
        try await explore(programme, by: "age,carer,fuel"), ["age_band", "carer", "fuel"])
      let cells = ["young/yes", "young/no", "old/yes", "old/no"]
      for cell in cells {
        let (one, other) = (coarse[cell]?[0].int ?? 0, fine["\(cell)/gas"]?[0].int ?? 0)
        #expect(one > 30 && abs(one - other) <= 6)
      }
      #expect(cells.contains { coarse[$0] != fine["\($0)/gas"] })
    }
  }

  @Test func `who answers again after the release changes nothing before the next one`()
    async throws
  {
    let survey = Self.survey
      .replacing("collected_by: both", with: "collected_by: both\none_per: [first_visit]")
      .replacing(
        "  - id: warm\n",
        with: "  - {id: first_visit, ask: When did you first come?, type: date}\n  - id: warm\n")
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withProgramme(
      modules: ["warm-rooms": survey], vault: Vault(masters: { keys })
    ) { programme in
      func record(_ number: Int, carer: String) async throws {
        try await programme.record(
          1,
          [
            "first_visit": .string("20\(10 + number / 12)-\(10 + number % 3)-\(10 + number % 12)"),
            "age": "old", "warm": number.isMultiple(of: 2) ? "yes" : "no", "carer": .string(carer),
          ])
      }
      for number in 0..<120 { try await record(number, carer: number < 60 ? "yes" : "no") }
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let first = try await explore(programme, by: "carer")
      for _ in 0..<2 { for number in 0..<5 { try await record(number, carer: "no") } }
      #expect(try await explore(programme, by: "carer") == first)
    }
  }
}
