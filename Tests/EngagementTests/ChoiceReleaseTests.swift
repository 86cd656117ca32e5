// Rows and tables by one choice of a question of several: in a release, its files, and with noise.

import Engagement
import Findings
import Foundation
import JSON
import Sealing
import SurveyModules
import Surveys
import TestSupport
import Testing

@Suite struct ChoiceReleaseTests: ExploringSuite {
  private func survey(
    _ version: String = "1.0.0", by: String, choices: String = "1 food: Food, 2 rent: Rent"
  ) -> String {
    Programme.survey.replacing("version: 1.0.0", with: "version: \(version)")
      .replacing("by: [age_band]", with: "by: \(by)")
      .replacing(
        "indicators:",
        with: """
            - {id: needs, ask: What do you need?, type: choose_many, choices: [\(choices)]}
          indicators:
          """)
  }

  private func record(_ programme: Programme) async throws {
    for (count, age, warm, needs) in [
      (60, "young", "yes", ["food"]), (50, "young", "no", ["rent"]), (40, "old", "yes", ["rent"]),
      (45, "old", "no", ["food", "rent"]), (30, "old", "yes", []),
    ] {
      var answers: JSONObject = ["age": .string(age), "warm": .string(warm)]
      if !needs.isEmpty { answers["needs"] = .array(needs.map { .string($0) }) }
      try await programme.record(count, answers)
    }
  }

  private func bases(_ finding: JSONValue?, _ role: String) -> [String: Int?] {
    Dictionary(
      (finding?["rows"]?.array ?? []).map {
        ($0["group"]?[role]?["id"]?.string ?? "?", $0["base"]?.int)
      }
    ) { first, _ in first }
  }

  @Test func `who chose something, who did not and who said nothing are rows in every form`()
    async throws
  {
    let text = survey(by: "[needs.food, [needs.food, needs.rent, age_band]]")
    try await withProgramme(modules: ["warm-rooms": text]) { programme in
      try await record(programme)
      let json = JSONValue.object(try await programme.release())
      let findings = try #require(json["findings"]?.array)
      let oneWay = try #require(findings.first { $0["by"] == ["needs.food"] })
      #expect(
        bases(oneWay, "needs.food") == ["chosen": 105, "not_chosen": 90, "not_stated": 30])
      #expect(oneWay["rows"]?[0]?["group"]?["needs.food"]?["label"] == "Chosen: Food")
      let table = try #require(
        findings.first { $0["by"] == ["needs.food", "needs.rent", "age_band"] })
      #expect((table["rows"]?.array?.count ?? 0) > 10)
      let document = try ReleaseDocument(json: json)
      #expect(document.json == json)
      #expect(document.csv.contains("needs.food,chosen,Chosen: Food,105"))
      #expect(document.table(width: 96).contains("by needs: food"))
      let choice = try FindingsChoice(by: "needs.food")
      let part = try choice.part(of: document)
      #expect(part.findings.map(\.role) == ["needs.food"])
      let both = try FindingsChoice(by: "needs.rent,needs.food").part(of: document)
      #expect(both.crossings.map(\.names) == [["needs.food", "needs.rent"]])
      #expect(document.tabularMetadata(url: "a.csv")["tableSchema"] != nil)
    }
  }

  @Test func `whoever answered before there was a choice has not said whether it is theirs`()
    async throws
  {
    try await withChangingSurvey { programme, write in
      try write(survey("1.1.0", by: "[age_band]"))
      _ = try await programme.publish()
      try await programme.record(40, ["warm": "yes", "age": "old", "needs": ["food"]])
      try write(
        survey(
          "1.2.0", by: "[age_band, needs.fuel]", choices: "1 food: Food, 2 rent: Rent, 3 fuel: Fuel"
        ))
      _ = try await programme.publish()
      try await programme.record(30, ["warm": "no", "age": "old", "needs": ["fuel", "food"]])
      try await programme.record(35, ["warm": "no", "age": "old", "needs": ["food"]])
      let findings = try await programme.release()["findings"]?.array
      let finding = findings?.first { $0["by"] == ["needs.fuel"] }
      #expect(
        bases(finding, "needs.fuel") == ["chosen": 30, "not_chosen": 35, "not_stated": 40])
    }
  }

  @Test func `a choice is looked at with noise, unless a release is by a choice of its question`()
    async throws
  {
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    for by in ["[age_band]", "[age_band, needs.rent]"] {
      try await withProgramme(
        modules: ["warm-rooms": survey(by: by)], vault: Vault(masters: { keys })
      ) { programme in
        try await record(programme)
        _ = try await makeNoise(programme)
        _ = try await programme.release()
        guard by == "[age_band]" else {
          #expect(await code { _ = try await explore(programme, by: "needs.food") } == "H061")
          return
        }
        let table = try await explore(programme, by: "needs.food")
        let rows = try #require(table["rows"]?.array)
        let chosen = rows.first { $0["group"]?["needs.food"]?["id"] == "chosen" }
        #expect(abs((chosen?["base"]?.int ?? 0) - 105) <= 3)
        let plain = await problem { _ = try await explore(programme, by: "needs") }
        #expect(plain?.detail.contains("such as needs.food") ?? false)
      }
    }
  }
}
