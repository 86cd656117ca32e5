// A coordinator sees how far a survey is and who is not heard yet; nobody else does.

import Engagement
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite struct SurveyProgressTests {
  @Test func `progress counts by day, place, researcher, mode and language, without who withdrew`()
    async throws
  {
    try await withProgramme { programme in
      let database = programme.database
      _ = try await database.application.transaction(as: programme.coordinator) { connection in
        try PlaceQueries.importLocal(
          [PlaceRecord(code: "quay", name: "The Quay (made up)", kind: "neighbourhood")],
          on: connection)
      }
      let sam = try await database.addAccount(
        "sam", roles: [.researcher], to: programme.partnership)
      let other = Principal(
        partnership: programme.partnership.id, partnershipSlug: programme.partnership.slug,
        account: sam, accountName: "sam", role: .researcher)
      var ids: [UUID] = []
      for (day, mode, principal) in [
        ("2026-10-01", "phone", other), ("2026-10-02", "phone", programme.researcher),
        ("2026-10-02", "in_person", programme.researcher),
        ("2026-10-02", "in_person", programme.researcher),
      ] {
        ids.append(UUID())
        var body = Programme.response(ids[ids.count - 1], answers: ["warm": "yes"])
        body["answered_on"] = .string(day)
        body["mode"] = .string(mode)
        body["place"] = mode == "phone" ? "quay" : nil
        _ = try await programme.engagement.record(
          body, survey: "warm-rooms", as: principal, origin: .http)
      }
      let withdrawn = ids[3]
      try await programme.takeBack(withdrawn)
      let progress = try await programme.engagement.progress(
        survey: "warm-rooms", as: programme.coordinator, origin: .cli)
      #expect(progress.total.responses == 3 && progress.total.withdrawn == 1)
      let counts = progress.parts.map { part in
        "\(part.name) " + part.rows.map { "\($0.label)=\($0.responses)" }.joined(separator: " ")
      }
      #expect(
        counts == [
          "day 2026-10-01=1 2026-10-02=2",
          "place The Quay (made up)=2 No place given=1", "researcher jo=2 sam=1",
          "mode in_person=1 phone=2", "language en=3",
          "version 1.0.0=3",
        ])
      // The look is in the trail.
      #expect(try await programme.actions().last == "survey.progress")
    }
  }

  @Test func `who is heard is counted over all versions, in the groups of the newest`()
    async throws
  {
    let first = EveryKind.survey().replacing("id: area", with: "id: area\n    role: tenure")
    try await withProgramme(modules: [EveryKind.id: first]) { programme in
      func record(_ area: String, _ count: Int) async throws {
        for _ in 0..<count {
          _ = try await programme.engagement.record(
            Programme.response(answers: ["out": "no", "area": .string(area)]),
            survey: EveryKind.id, as: programme.researcher, origin: .http)
        }
      }
      try await record("hill", 2)
      try await record("market", 1)
      try await programme.publishAgain(
        first.replacing("version: 1.0.0", with: "version: 1.1.0")
          .replacing("- 3 market: \"=Market\"", with: "- 4 dale: The dale"))
      try await record("hill", 1)
      let progress = try await programme.engagement.progress(
        survey: EveryKind.id, as: programme.coordinator, origin: .cli)
      let rows = progress.heard.flatMap(\.rows).map { "\($0.id)=\($0.responses)" }
      #expect(rows == ["hill=3", "shore=0", "dale=0", "market=1", "not_stated=0"])
      let versions = progress.parts.first { $0.name == "version" }?.rows
      #expect(versions?.map { "\($0.id)=\($0.responses)" } == ["1.0.0=3", "1.1.0=1"])
    }
  }

  @Test func `groups with nobody or few are named until findings can show them`() async throws {
    try await withProgramme { programme in
      func hearing() async throws -> [String] {
        let progress = try await programme.engagement.progress(
          survey: "warm-rooms", as: programme.coordinator, origin: .cli)
        return progress.heard.flatMap { part in
          part.rows.map { "\(part.name) \($0.id) \($0.responses) \($0.heard?.rawValue ?? "-")" }
        }
      }
      #expect(
        try await hearing() == [
          "age_band young 0 nobody", "age_band old 0 nobody", "age_band not_stated 0 -",
        ])
      try await programme.record(9, ["warm": "yes", "age": "young"])
      try await programme.record(10, ["warm": "yes", "age": "old"])
      try await programme.record(2, ["warm": "yes"])
      #expect(
        try await hearing() == [
          "age_band young 9 few", "age_band old 10 enough", "age_band not_stated 2 -",
        ])
    }
  }

  @Test func `nobody but a coordinator sees progress, and unknown surveys are named`()
    async throws
  {
    try await withProgramme { programme in
      for role in Storage.Role.allCases where role != .coordinator {
        let refusal = await problem {
          _ = try await programme.engagement.progress(
            survey: "warm-rooms", as: programme.partnership.principal(role), origin: .http)
        }
        #expect(refusal?.httpStatus == 403)
      }
      let unknown = await problem {
        _ = try await programme.engagement.progress(
          survey: "cold-rooms", as: programme.coordinator, origin: .http)
      }
      #expect(unknown?.httpStatus == 404)
    }
  }
}
