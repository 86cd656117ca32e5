// Looking around in released answers: who may, of whom, what is never shown, and how often.

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

@Suite struct ExploringTests {
  /// Besides the usual questions some that no indicator counts, and one that hangs on a sensitive answer.
  private static let survey = Programme.survey.replacingOccurrences(
    of: "questions:",
    with: """
      waves:
        - {id: early, label: First round, from: 2026-09-01, to: 2026-10-02}
        - {id: late, label: Second round, from: 2026-10-03, to: 2026-10-31}
      questions:
      """
  ).replacingOccurrences(
    of: "indicators:",
    with: """
        - id: carer
          ask: Do you look after somebody?
          type: yes_no
        - id: fuel
          ask: What do you heat with?
          type: choose_one
          choices:
            - 1 gas: Gas
            - 2 power: Electricity
            - 3 wood: Wood
        - id: helped
          ask: Did somebody help?
          type: yes_no
          show_if: danger = yes
      indicators:
        - id: in_danger
          label: People in danger
          show: percent
          count: danger = yes
          out_of: answered(warm)
      """
  ).replacingOccurrences(
    of: "not_asked: [story, danger]", with: "not_asked: [story, danger, helped]")

  private func withRelease(_ body: (Programme) async throws -> Void) async throws {
    let keys = try #require(MasterKeys([MasterKey(madeAt: .now)]))
    try await withProgramme(
      modules: ["warm-rooms": Self.survey], vault: Vault(masters: { keys })
    ) { programme in
      for (count, age, warm, carer) in [
        (60, "young", "yes", "yes"), (50, "young", "no", "no"), (40, "old", "yes", "no"),
        (45, "old", "no", "yes"),
      ] {
        try await programme.record(
          count,
          [
            "age": .string(age), "warm": .string(warm), "carer": .string(carer), "fuel": "gas",
            "danger": "no",
          ])
      }
      try await programme.record(3, ["age": "old", "warm": "yes", "fuel": "power", "danger": "no"])
      try await body(programme)
    }
  }

  private func explore(
    _ programme: Programme, by: String, indicator: String = "is_warm",
    as principal: Principal? = nil
  ) async throws -> JSONValue {
    .object(
      try await programme.engagement.explore(
        survey: "warm-rooms", indicator: indicator, by: by,
        as: principal ?? programme.coordinator, origin: .cli))
  }

  private func code(_ body: () async throws -> Void) async -> String {
    do {
      try await body()
      return ""
    } catch { return (error as? Problem)?.code ?? "\(error)" }
  }

  private func makeNoise(
    _ programme: Programme, replacing: Bool = false, as principal: Principal? = nil
  ) async throws -> JSONObject {
    try await programme.engagement.makeNoise(
      .standard, replacing: replacing, as: principal ?? programme.steward, origin: .cli)
  }

  private func refusesNoise(to person: Principal, _ programme: Programme) async -> Bool {
    await code { _ = try await makeNoise(programme, as: person) } == "H002"
  }

  private func refusesTables(to person: Principal, _ programme: Programme) async -> Bool {
    await code { _ = try await explore(programme, by: "carer", as: person) } == "H002"
  }

  @Test func `a steward makes the noise once, sealed, and nobody else`() async throws {
    try await withRelease { programme in
      #expect(await code { _ = try await explore(programme, by: "carer") } == "H076")
      let coordinator = await refusesNoise(to: programme.coordinator, programme)
      let commissioner = await refusesNoise(to: programme.commissioner, programme)
      #expect(coordinator && commissioner)
      let made = try await makeNoise(programme)
      #expect(made["most"] == 3 && made["made_at"] != nil && made["sealed"] == nil)
      #expect(await code { _ = try await makeNoise(programme) } == "H078")
      let shown = try await programme.engagement.noiseSettings(as: programme.coordinator)
      #expect(shown == made)
      _ = try await makeNoise(programme, replacing: true)
      let sealed = try await programme.database.superuser.withTransaction { connection in
        try connection.query("select sealed from hark.noise_table") { row in
          try row.get("sealed", as: String.self)
        }
      }
      #expect(sealed.count == 2 && Set(sealed).count == 2)
      #expect(sealed.allSatisfy(SealedText.isSealed))
    }
  }

  @Test func `of two stewards who make the noise at once one is told that it is there`()
    async throws
  {
    try await withRelease { programme in
      let other = try await programme.person("another", .steward)
      async let first = code { _ = try await makeNoise(programme) }
      async let second = code { _ = try await makeNoise(programme, as: other) }
      let codes = await [first, second].sorted()
      #expect(codes == ["", "H078"])
      async let third = code { _ = try await makeNoise(programme, replacing: true) }
      async let fourth = code { _ = try await makeNoise(programme, replacing: true, as: other) }
      let again = await [third, fourth].sorted()
      #expect(again == ["", ""] || again == ["", "H078"])
      let revisions = try await programme.database.superuser.withTransaction { connection in
        try connection.query("select revision from hark.noise_table order by 1") { row in
          try row.get("revision", as: Int.self)
        }
      }
      #expect(revisions == Array(1...(again == ["", ""] ? 3 : 2)))
    }
  }

  @Test func `R13 what is sealed is read by the role that counts alone, and by no commissioner`()
    async throws
  {
    try await withDatabase { database in
      let readers = try await database.superuser.withTransaction { connection in
        try connection.query(
          """
          select r || ' ' || c as may
          from unnest(array['hark_app', 'hark_analysis', 'hark_commissioner', 'hark_keeper']) r,
            unnest(array['id', 'sealed']) c
          where has_column_privilege(r, 'hark.noise_table', c, 'select') order by 1
          """
        ) { row in try row.get("may", as: String.self) }
      }
      #expect(readers == ["hark_analysis id", "hark_analysis sealed", "hark_app id"])
      let keys = try await database.superuser.withTransaction { connection in
        try connection.query(
          "select has_table_privilege('hark_analysis', 'hark.data_key', 'select') as may"
        ) { row in try row.get("may", as: Bool.self) }
      }
      #expect(keys == [false])
    }
  }

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
      #expect(nobody == [0, 0, .null], "nobody stays nobody")
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

  private func events(_ programme: Programme) async throws -> Int? {
    try await programme.database.superuser.withTransaction { connection in
      try connection.query(
        "select count(*)::integer as n from hark.audit_event where action = 'findings.explore'"
      ) { row in try row.get("n", as: Int.self) }
    }.first
  }

  /// What is printed of each cell, by its groups.
  private func numbers(_ table: JSONValue, _ names: [String]) -> [String: [JSONValue]] {
    Dictionary(
      (table["rows"]?.array ?? []).map { row in
        (
          names.map { row["group"]?[$0]?["id"]?.string ?? "?" }.joined(separator: "/"),
          ["base", "count", "value"].map { row[$0] ?? .null }
        )
      }
    ) { first, _ in first }
  }

  @Test(arguments: [
    ("danger", "sensitive"), ("helped", "sensitive"), ("carer,helped", "sensitive"),
    ("warm", "of the release counts answers to 'warm'"),
    ("carer,warm", "of the release counts answers to 'warm'"),
    ("age", "releases have tables by age_band"), ("age_band", "releases have tables by age_band"),
    ("story", "fall into groups"), ("nothing", "fall into groups"), ("", "fall into groups"),
    ("carer,carer", "each once"), ("age,age_band", "each once"),
    ("age,carer,period,fuel", "one to three"), ("period.week", "period.month"),
    ("period.year", "everybody is in one group"), ("wave", "everybody is in one group"),
    ("wave.month", "fall into groups"), ("wave,period.month", "name one of them"),
    ("carer,period.year", "everybody is in one group"),
  ])
  func `no table is shown of this`(by: String, because reason: String) async throws {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let found = await problem { _ = try await explore(programme, by: by) }
      #expect(found?.code == "H061" && found?.detail.contains(reason) ?? false, "\(found as Any)")
      let left = try await explore(programme, by: "carer")["tables_left"]
      #expect(left == 29, "it counts nothing")
    }
  }

  @Test func `a sensitive indicator, one that there is not, and roles that may not are refused`()
    async throws
  {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let sensitive = await problem {
        _ = try await explore(programme, by: "carer", indicator: "in_danger")
      }
      #expect(sensitive?.detail.contains("sensitive") ?? false)
      let unknown = await problem {
        _ = try await explore(programme, by: "carer", indicator: "is_wrm")
      }
      #expect(unknown?.code == "H061" && unknown?.detail.contains("is_warm") ?? false)
      let researcher = await refusesTables(to: programme.researcher, programme)
      let commissioner = await refusesTables(to: programme.commissioner, programme)
      let steward = await refusesTables(to: programme.steward, programme)
      #expect(researcher && commissioner && steward)
    }
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

  @Test func `a table of too few people is refused, and counts as one that was looked at`()
    async throws
  {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      try await programme.record(4, ["age": "old", "warm": "no", "fuel": "wood"])
      _ = try await programme.release()
      #expect(try await explore(programme, by: "carer")["tables_left"] == 29)
      let sparse = await problem { _ = try await explore(programme, by: "fuel") }
      #expect(sparse?.detail.contains("28 more") ?? false, "\(sparse as Any)")
      #expect(try await explore(programme, by: "carer")["tables_left"] == 28)
    }
  }

  @Test
  func `when somebody takes their answers back they are out, and every number gets other noise`()
    async throws
  {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let gone = try await programme.database.superuser.withTransaction { connection in
        try connection.query(
          """
          select id from hark.response
          where answers ->> 'carer' = 'yes' and answers ->> 'age' = 'young' limit 12
          """
        ) { row in try row.get("id", as: UUID.self) }
      }
      #expect(gone.count == 12)
      var others: Set<[[JSONValue]?]> = []
      for id in [nil] + gone {
        if let id { try await programme.takeBack(id) }
        let cells = numbers(
          try await explore(programme, by: "age,carer"), ["age_band", "carer"])
        others.insert(["young/no", "old/no", "old/yes"].map { cells[$0] })
      }
      // Else whoever knows who left sees by the one number that changes which group they were in.
      #expect(others.count > 1)
      let left = try await explore(programme, by: "carer")
      let yes = left["rows"]?.array?.first { $0["group"]?["carer"]?["id"] == "yes" }
      #expect(abs((yes?["base"]?.int ?? 0) - 93) <= 3)
      #expect(left["tables_left"] == 16, "each is a table of other people")
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

  @Test func `a thousand overlapping questions end after thirty different tables`() async throws {
    try await withRelease { programme in
      _ = try await makeNoise(programme)
      _ = try await programme.release()
      let first = try await explore(programme, by: "carer")
      try await programme.database.application.transaction(as: programme.coordinator) {
        connection in
        for number in 1..<Engagement.mostExplorations - 1 {
          try ExplorationQueries.insert(
            survey: "warm-rooms", fingerprint: [UInt8](repeating: UInt8(number), count: 32),
            id: UUID(), on: connection)
        }
      }
      // One is left, and two people ask for it at once.
      async let second = code { _ = try await explore(programme, by: "age,carer") }
      async let third = code { _ = try await explore(programme, by: "age,carer,fuel") }
      let codes = await [second, third].sorted()
      #expect(codes == ["", "H061"])
      let refused = await problem { _ = try await explore(programme, by: "age,fuel") }
      #expect(refused?.detail.contains("30 different tables") ?? false, "\(refused as Any)")
      let again = try await explore(programme, by: "carer")
      #expect(again["rows"] == first["rows"] && again["tables_left"] == 0)
    }
  }
}
