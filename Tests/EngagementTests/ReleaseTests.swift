// Releases: protected, audited, the same for every reader, and not worked out from two.

import Surveys
import Engagement
import JSON
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ReleaseUseCaseTests {
  @Test func `a release shows what is safe and hides small groups`() async throws {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(40, ["warm": "no", "age": "old"])
      try await programme.record(3, ["warm": "no", "age": "young"])
      // Enough who did not say their age: one row of three is of a few people, so it is released.
      try await programme.record(20, ["warm": "yes"])
      try await programme.record(20, ["warm": "no"])
      let release = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      let finding = release["findings"]?[0]
      #expect(finding?["total"]?["base"] == 145)
      let rows = finding?["rows"]?.array ?? []
      #expect(
        rows.map { $0["group"]?["age_band"]?["id"]?.string } == ["young", "old", "not_stated"])
      #expect(rows.first?["flags"] == ["suppressed"])
      #expect(rows.first?["base"] == .null)
      // One hidden row alone could be worked out from the total.
      #expect(rows.count { $0["flags"] == ["suppressed"] } >= 2)
      let read = try await programme.engagement.findings(
        survey: "warm-rooms", FindingsChoice(), as: programme.commissioner)
      #expect(read == release)
    }
  }

  @Test func `a second release is refused when a few people joined, and made when many did`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(60, ["warm": "yes", "age": "old"])
      try await programme.record(60, ["warm": "no", "age": "young"])
      _ = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      try await programme.record(3, ["warm": "yes", "age": "old"])
      let refused = await problem {
        _ = try await programme.engagement.release(
          survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      }
      #expect(refused?.code == ProblemCode.releaseRefused.rawValue)
      try await programme.record(9, ["warm": "yes", "age": "old"])
      let second = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(second["findings"]?[0]?["total"]?["base"] == 130)
    }
  }

  @Test func `only a coordinator makes releases and a researcher reads none`() async throws {
    try await withProgramme { programme in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      for other in [programme.researcher, programme.commissioner, programme.steward] {
        let problem = await problem {
          _ = try await programme.engagement.release(
            survey: "warm-rooms", as: other, origin: .cli)
        }
        #expect(problem?.httpStatus == 403)
      }
      let reading = await problem {
        _ = try await programme.engagement.findings(
          survey: "warm-rooms", FindingsChoice(), as: programme.researcher)
      }
      #expect(reading?.httpStatus == 403)
    }
  }

  @Test func `a choice that names the same thing twice is refused`() {
    #expect(throws: Problem.self) { try FindingsChoice(by: "age_band,age_band") }
  }

  @Test func `the audit and the people counted cannot be read by a reader of releases`()
    async throws
  {
    try await withProgramme { programme in
      try await programme.record(40, ["warm": "yes", "age": "old"])
      _ = try await programme.engagement.release(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      for table in ["release_audit", "release_member", "response", "conversation", "consent"] {
        let readable = try await programme.database.superuser.withConnection { connection in
          try connection.first(
            "select has_table_privilege('hark_commissioner', \("hark." + table), 'select')"
          ) { row in try row.get(0, as: Bool.self) }
        }
        #expect(readable == false, "\(table)")
      }
    }
  }

  @Test func `a survey that nothing was released of says so`() async throws {
    try await withProgramme { programme in
      let problem = await problem {
        _ = try await programme.engagement.findings(
          survey: "warm-rooms", FindingsChoice(), as: programme.commissioner)
      }
      #expect(problem?.code == ProblemCode.noRelease.rawValue)
    }
  }
}
