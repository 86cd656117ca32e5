// Looking around in released answers: who may, what is never shown, and how often.

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

@Suite struct ExploringRightsTests: ExploringSuite {
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
