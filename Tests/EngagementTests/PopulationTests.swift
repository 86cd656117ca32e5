// Census tables and the releases that are held against them.

import Engagement
import Findings
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct PopulationTests {
  private func groups(_ young: Double, _ old: Double) -> [PopulationMargins.Group] {
    [
      .init(by: "age_band", group: "young", people: young, source: "Made-up census"),
      .init(by: "age_band", group: "old", people: old),
    ]
  }

  @Test func `every release shows who was heard, what differs and what changed`() async throws {
    try await withProgramme { programme in
      let engagement = programme.engagement
      _ = try await engagement.keepPopulation(
        groups(5000, 5000), as: programme.coordinator, origin: .cli)
      try await programme.record(60, ["age": "young", "warm": "yes"])
      try await programme.record(30, ["age": "young", "warm": "no"])
      try await programme.record(40, ["age": "old", "warm": "no"])
      let first = JSONValue.object(try await programme.release())
      #expect(first["heard"]?[0]?["rows"]?[0]?["ratio"]?.number != nil)
      #expect(first["findings"]?[0]?["change"] == nil)
      try await programme.record(40, ["age": "old", "warm": "yes"])
      let second = JSONValue.object(try await programme.release())
      let finding = try #require(second["findings"]?[0])
      #expect(finding["change"]?["since"]?["release"] == first["release"])
      #expect(finding["weighted"]?["by"] == "age_band")
      #expect(finding["differences"]?.array?.count == 1)
      let read = try await engagement.findings(
        survey: "warm-rooms", FindingsChoice(by: "age_band"), as: programme.commissioner)
      #expect(read["heard"] == second["heard"] && read["findings"]?[0] == finding)
      let total = try await engagement.findings(
        survey: "warm-rooms", FindingsChoice(indicator: "is_warm"), as: programme.commissioner)
      #expect(total["heard"] != nil)
    }
  }

  @Test func `the audit of a release says in words what is protected, and no exact count`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(40, ["age": "young", "warm": "yes"])
      try await programme.record(20, ["age": "young", "warm": "no"])
      try await programme.record(5, ["age": "old", "warm": "no"])
      // Who did not say how old they are: with one row of three of a few people it is released.
      try await programme.record(30, ["warm": "yes"])
      try await programme.record(30, ["warm": "no"])
      let release = try #require(try await programme.release()["release"]?.string)
      let audit = try await programme.engagement.auditInWords(
        ofRelease: release, as: programme.coordinator, origin: .cli)
      #expect(audit.json["verdict"] == "safe" && audit.json["method"] != nil)
      let cells = audit.json["cells"]?.array ?? []
      #expect(cells.contains { $0["group"] == "old" && $0["most"] == 7 })
      #expect(cells.allSatisfy { $0["ruled_out"] == [] })
      #expect(
        audit.lines.contains(
          "  People whose room is warm, 50 and over by age band: the number of people who were asked"
            + " could be any number from 1 to 7"), "\(audit.lines)")
      #expect(!audit.lines.contains { $0.contains(" 5 ") })
      for person in [programme.commissioner, programme.steward, programme.researcher] {
        await #expect(throws: Problem.self) {
          try await programme.engagement.auditInWords(ofRelease: release, as: person, origin: .cli)
        }
      }
      await #expect(throws: Problem.self) {
        try await programme.engagement.auditInWords(
          ofRelease: UUID().uuidString, as: programme.coordinator, origin: .cli)
      }
    }
  }

  @Test func `a survey's own table comes before the partnership's, and a new one replaces it`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let coordinator = programme.coordinator
      _ = try await engagement.keepPopulation(groups(1, 1), as: coordinator, origin: .cli)
      _ = try await engagement.keepPopulation(
        groups(2, 2), survey: "warm-rooms", as: coordinator, origin: .cli)
      _ = try await engagement.keepPopulation(
        groups(3, 4), survey: "warm-rooms", as: coordinator, origin: .cli)
      let used = try await engagement.population(survey: "warm-rooms", as: coordinator)
      #expect(used.flatMap(\.groups).map(\.people) == [3, 4])
      #expect(try await engagement.population(as: programme.steward).count == 2)
      try await engagement.dropPopulation(
        "age_band", survey: "warm-rooms", as: coordinator, origin: .cli)
      let left = try await engagement.population(survey: "warm-rooms", as: coordinator)
      #expect(left.flatMap(\.groups).map(\.people) == [1, 1])
      await #expect(throws: Problem.self) {
        try await engagement.dropPopulation(
          "age_band", survey: "warm-rooms", as: coordinator, origin: .cli)
      }
    }
  }

  @Test func `margins of the survey itself are used, and a table that is brought in comes first`()
    async throws
  {
    let survey =
      Programme.survey.replacingOccurrences(of: "warm-rooms", with: "cool-rooms") + """

        margins:
          - {by: age_band, source: Made-up census, people: {young: 300, old: 700}}
        """
    try await withProgramme(modules: ["cool-rooms": survey]) { programme in
      let engagement = programme.engagement
      let coordinator = programme.coordinator
      _ = try await engagement.keepPopulation(groups(1, 1), as: coordinator, origin: .cli)
      let own = try await engagement.population(survey: "cool-rooms", as: coordinator)
      #expect(own.flatMap(\.groups).map(\.people) == [300, 700])
      #expect(own.flatMap(\.groups).first?.source == "Made-up census")
      let others = try await engagement.population(survey: "warm-rooms", as: coordinator)
      #expect(others.flatMap(\.groups).map(\.people) == [1, 1])
      for (count, age, warm) in [(60, "young", "yes"), (40, "young", "no"), (60, "old", "no")] {
        for _ in 0..<count {
          _ = try await engagement.record(
            Programme.response(answers: ["age": .string(age), "warm": .string(warm)]),
            survey: "cool-rooms", as: programme.researcher, origin: .http)
        }
      }
      let release = JSONValue.object(
        try await engagement.release(survey: "cool-rooms", as: coordinator, origin: .cli))
      #expect(release["heard"]?[0]?["source"] == "Made-up census")
      #expect(release["findings"]?[0]?["weighted"]?["by"] == "age_band")
      let kept = try await engagement.keepPopulation(
        groups(5, 5), survey: "cool-rooms", as: coordinator, origin: .cli)
      #expect(kept.warnings.count == 1)
      #expect(kept.warnings.first?.contains("added up to 1000, and adds up to 10 now") == true)
      let used = try await engagement.population(survey: "cool-rooms", as: coordinator)
      #expect(used.flatMap(\.groups).map(\.people) == [5, 5])
    }
  }

  @Test
  func `tables of which one adds up to other people than the next are refused with both numbers`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let unequal =
        groups(6200, 3800) + [.init(by: "gender", group: "women", people: 5100)]
        + [.init(by: "gender", group: "men", people: 4800)]
      let refused = await problem {
        _ = try await engagement.keepPopulation(
          unequal, as: programme.coordinator, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.populationRefused.rawValue)
      for part in ["'gender' adds up to 9900", "'age_band' to 10000", "Nothing was stored"] {
        #expect(refused?.detail.contains(part) == true, "\(refused?.detail ?? "")")
      }
      #expect(try await engagement.population(as: programme.coordinator).isEmpty)
      _ = try await engagement.keepPopulation(
        unequal.dropLast() + [.init(by: "gender", group: "men", people: 4900)],
        as: programme.coordinator, origin: .cli)
    }
  }

  @Test func `a table that comes in later and adds up to other people is taken with a warning`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      func keep(
        _ groups: [PopulationMargins.Group], _ survey: String? = nil
      ) async throws -> [String] {
        try await engagement.keepPopulation(
          groups, survey: survey, as: programme.coordinator, origin: .cli
        ).warnings
      }
      func gender(_ women: Double, _ men: Double) -> [PopulationMargins.Group] {
        [
          .init(by: "gender", group: "women", people: women),
          .init(by: "gender", group: "men", people: men),
        ]
      }
      #expect(try await keep(groups(6200, 3800)) == [])
      let other = try await keep(gender(5100, 4800))
      #expect(other.count == 1)
      for part in [
        "by 'gender' adds up to 9900", "by 'age_band' to 10000", "hark population drop",
      ] {
        #expect(other.first?.contains(part) == true, "\(other)")
      }
      // Put right, the same people: nothing but that it was another number.
      let right = try await keep(gender(5100, 4900))
      #expect(right.count == 1 && right.first?.contains("9900, and adds up to 10000") == true)
      #expect(try await keep(gender(5000, 5000)) == [])
      // A survey's own table is used beside those of the partnership.
      let own = try await keep(groups(20, 30), "warm-rooms")
      #expect(own.count == 1 && own.first?.contains("used in the survey 'warm-rooms'") == true)
      let again = try await keep(gender(5500, 4500))
      #expect(again.count == 1 && again.first?.contains("by 'age_band' to 50,") == true, "\(again)")
    }
  }

  @Test func `tables that are too many together for a release are refused when they come in`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let coordinator = programme.coordinator
      func many(_ role: String, _ count: Int) -> [PopulationMargins.Group] {
        (0..<count).map { .init(by: role, group: "group_\($0)", people: 5) }
      }
      func reason(_ groups: [PopulationMargins.Group]) async -> String {
        do {
          _ = try await engagement.keepPopulation(groups, as: coordinator, origin: .cli)
          return ""
        } catch { return "\(error)" }
      }
      #expect(await reason(many("religion", 6000)).isEmpty)
      #expect(await reason(many("tenure", 6000)).contains("would have 12000 groups"))
      #expect(try await engagement.population(as: coordinator).map(\.role) == ["religion"])
      #expect(await reason(many("tenure", 3998)).isEmpty)
      _ = try await engagement.keepPopulation(
        groups(5, 5), survey: "warm-rooms", as: coordinator, origin: .cli)
      #expect(await reason(many("age_band", 3)).contains("would have 10001 groups"))
      try await programme.record(60, ["age": "young", "warm": "yes"])
      try await programme.record(40, ["age": "old", "warm": "no"])
      let release = JSONValue.object(try await programme.release())
      #expect(release["heard"]?[0]?["by"] == "age_band")
    }
  }

  @Test func `groups that a survey does not ask about, and places within places, are refused`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let admin = programme.partnership.principal(.administrator)
      try await programme.database.application.transaction(as: admin) { connection in
        _ = try PlaceQueries.importLocal(
          [
            PlaceRecord(code: "quay", name: "The Quay", kind: "neighbourhood"),
            PlaceRecord(code: "pier", name: "The Pier", kind: "street", parent: "quay"),
          ], on: connection)
      }
      func reason(
        _ groups: [PopulationMargins.Group], _ survey: String? = "warm-rooms"
      ) async -> String {
        do {
          _ = try await engagement.keepPopulation(
            groups, survey: survey, as: programme.coordinator, origin: .cli)
          return ""
        } catch { return "\(error)" }
      }
      let one = { (by: String, group: String) in
        [PopulationMargins.Group(by: by, group: group, people: 5)]
      }
      #expect(await reason(one("age_band", "yuong")).contains("did you mean 'young'?"))
      #expect(await reason(one("sex", "women")).contains("has no role or question 'sex'"))
      #expect(await reason(one("place", "dock"), nil).contains("'dock' is not known here"))
      // A role that nobody knows, also where the table is every survey's.
      let slip = await reason(one("agee_band", "young"), nil)
      #expect(slip.contains("no role or question 'agee_band'; did you mean 'age_band'?"))
      #expect(slip.contains("Known are age_band, sex, gender,"))
      #expect(await reason(one("warmm", "yes"), nil).contains("did you mean 'warm'?"))
      #expect(
        await reason(one("place", "quay") + one("place", "pier"), nil).contains(
          "'pier' lies within 'quay'"))
      #expect(await reason([]).contains("there are no groups"))
      #expect(await reason(one("age_band", "young"), "cold-rooms").contains("cold-rooms"))
      #expect(try await engagement.population(as: programme.coordinator).isEmpty)
      let (coordinator, survey) = (programme.coordinator, "cold-rooms")
      let unknown = await problem {
        _ = try await engagement.population(survey: survey, as: coordinator)
      }
      #expect(unknown?.code == ProblemCode.notPublished.rawValue)
      await #expect(throws: Problem.self) {
        try await engagement.population(as: programme.commissioner)
      }
    }
  }

  @Test func `every bad row is named with where it stands, twenty at most, and nothing is stored`()
    async throws
  {
    try await withProgramme { programme in
      let engagement = programme.engagement
      let coordinator = programme.coordinator
      func reason(_ groups: [PopulationMargins.Group], _ places: [String]?) async -> String {
        let problem = await problem {
          _ = try await engagement.keepPopulation(
            groups, places: places, survey: "warm-rooms", as: coordinator, origin: .cli)
        }
        return problem?.detail ?? ""
      }
      let group = { (by: String, group: String) in
        PopulationMargins.Group(by: by, group: group, people: 5)
      }
      let mixed = [
        group("age_band", "young"), group("age_band", "oldd"), group("sexx", "women"),
        group("age_band", "yuong"),
      ]
      let named = await reason(mixed, ["line 2", "line 3", "line 4", "line 7"])
      for text in [
        "  line 3: 'oldd' is no group of 'age_band'",
        "  line 4: the survey 'warm-rooms' has no role",
        "  line 7: 'yuong' is no group", "nothing was stored; mend these:",
      ] { #expect(named.contains(text), "\(named)") }
      #expect(!named.contains("line 2"))
      let many = await reason((0..<50).map { group("age_band", "band_\($0)") }, nil)
      #expect(many.contains("  entry 20: ") && !many.contains("entry 21"))
      #expect(many.hasSuffix("and 30 more"))
      let twice = await reason([group("age_band", "young"), group("age_band", "young")], nil)
      #expect(twice.contains("entry 2: the group 'young' of 'age_band' is there twice"))
      let stored = try await engagement.population(as: coordinator)
      #expect(stored.isEmpty)
    }
  }
}
