// Releases, what is kept beside them, and the stream that they are counted from.

import TestRandomness
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ReleaseTests {
  @Test func `releases of a survey make one chain, and the latest is at its end`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let first = Sample.release()
      let second = Sample.release(supersedes: first.id)
      for release in [first, second] {
        try await database.release(release, in: partnership)
        let latest = try await database.application.transaction(
          as: partnership.principal(.commissioner), on: .commissioner
        ) { connection in try ReleaseQueries.latest(survey: Sample.survey, on: connection) }
        #expect(latest?.content == release)
        #expect(latest?.createdBy == partnership.account)
      }
      for other in [Sample.release(), Sample.release(supersedes: first.id)] {
        await #expect(throws: StorageError.alreadyExists(table: "release")) {
          try await database.release(other, in: partnership)
        }
      }
      let (all, found) = try await database.application.transaction(
        as: partnership.principal(.researcher)
      ) { connection in
        (
          try ReleaseQueries.list(survey: Sample.survey, on: connection),
          try ReleaseQueries.find(first.id, on: connection)
        )
      }
      #expect(all.map(\.content) == [first, second])
      #expect(found?.content == first)
    }
  }

  @Test func `of two releases made at once one is refused`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask {
            do {
              try await database.release(Sample.release(), in: partnership)
              return true
            } catch {
              #expect(StorageError(error) == .alreadyExists(table: "release"))
              return false
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count(where: { $0 }) == 1)
    }
  }

  @Test func `a coordinator alone makes a release, and only by the analysis role`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      for role in Role.allCases {
        for databaseRole in [DatabaseRole.application, .analysis, .commissioner]
        where !(role == .coordinator && databaseRole == .analysis) {
          await #expect(throws: StorageError.notAllowed(table: nil)) {
            try await database.application.transaction(
              as: partnership.principal(role), on: databaseRole
            ) { connection in
              try ReleaseQueries.insert(
                Sample.release(), audit: JSONText("{}"), members: [], on: connection)
            }
          }
        }
      }
    }
  }

  @Test func `the audit and the members are read by a coordinator's analysis alone`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let release = Sample.release()
      let members = (0..<5003).map { number in
        ReleaseMember(response: UUID(), cells: [UInt8(number % 256)])
      }
      try await database.release(release, members: members, in: partnership)
      let (audit, read) = try await database.application.transaction(
        as: partnership.principal(.coordinator), on: .analysis
      ) { connection in
        let start = try ReleaseQueries.members(of: release.id, limit: 3000, on: connection)
        let rest = try ReleaseQueries.members(
          of: release.id, after: start.last?.response, limit: 3000, on: connection)
        return (try ReleaseQueries.audit(of: release.id, on: connection), start + rest)
      }
      #expect(audit == JSONText(#"{"primary": 3}"#))
      #expect(read.count == members.count && Set(read) == Set(members))
      for role in Role.allCases {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: partnership.principal(role)) {
            connection in _ = try ReleaseQueries.audit(of: release.id, on: connection)
          }
        }
      }
      let steward = try await database.application.transaction(
        as: partnership.principal(.steward), on: .analysis
      ) { connection in try ReleaseQueries.members(of: release.id, on: connection) }
      #expect(steward.isEmpty)
    }
  }

  @Test func `analysis reads every countable response as it was coded, and no other`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      try await database.publish(
        Sample.version(module: "other", basis: "anonymous"), in: partnership)
      _ = try await database.addFullPartnership(slug: "worcester")
      var generator = SeededGenerator(seed: 5)
      let responses = try (0..<3000).map { number in
        try Sample.response(
          place: number.isMultiple(of: 3) ? nil : "E06000026",
          coded: (0..<Int.random(in: 0...90, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
          }, recordKey: Int.random(in: 0...255, using: &generator))
      }
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        try ConsentQueries.insert(responses.map { Sample.consent($0.id) }, on: connection)
        try ResponseQueries.insert(responses, on: connection)
        try ResponseQueries.insert(
          [
            try Sample.response(basis: "published", citation: "City report, 2021"),
            try Sample.response(survey: "other", basis: "anonymous"),
          ], on: connection)
      }
      let streamed = try await database.application.transaction(
        as: partnership.principal(.coordinator), on: .analysis
      ) { connection in
        var streamed: [UUID: (version: String, coded: [UInt8], day: Int)] = [:]
        try CodedResponseQueries.stream(survey: Sample.survey, on: connection) { response in
          streamed[response.id] = (
            response.version, Array(response.coded), response.answeredOnDay
          )
        }
        return streamed
      }
      #expect(streamed.count == responses.count)
      // 2026-01-01 is 26 years of 365 days and seven leap days after 2000-01-01.
      let day = 26 * 365 + 7
      for response in responses {
        let found = try #require(streamed[response.id])
        #expect(found == (response.version, response.coded, day))
      }
    }
  }

  @Test func `analysis can't read answers in words, notes or accounts, nor count for a researcher`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let forbidden: [SQL] = [
        "select answers from hark.response", "select created_by from hark.response",
        "select citation from hark.response", "select note from hark.conversation",
        "select created_by from hark.conversation", "select * from hark.submission",
        "select * from hark.account", "select * from hark.concern", "select * from hark.consent",
      ]
      for statement in forbidden {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(
            as: partnership.principal(.coordinator), on: .analysis
          ) { connection in try connection.execute(statement) }
        }
      }
      for role in [Role.researcher, .commissioner, .administrator] {
        let seen = try await database.application.transaction(
          as: partnership.principal(role), on: .analysis
        ) { connection in
          try connection.execute("select id from hark.response")
        }
        #expect(seen == 0)
      }
    }
  }

  @Test func `an error in the middle of the stream is passed on and the connection goes on`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      // The fixture's own record waits for a safeguarding lead, and is not counted yet.
      try await database.record(
        Sample.response(), in: partnership, as: partnership.principal(.researcher))
      await #expect(throws: CancellationError.self) {
        try await database.application.transaction(
          as: partnership.principal(.coordinator), on: .analysis
        ) { connection in
          try CodedResponseQueries.stream(survey: Sample.survey, on: connection) { _ in
            throw CancellationError()
          }
        }
      }
      #expect(try await database.counted(in: partnership).count == 2)
    }
  }
}

extension TestDatabase {
  fileprivate func release(
    _ release: ReleaseRecord, members: [ReleaseMember] = [], in partnership: TestPartnership
  ) async throws {
    try await application.transaction(as: partnership.principal(.coordinator), on: .analysis) {
      connection in
      try ReleaseQueries.insert(
        release, audit: JSONText(#"{"primary": 3}"#), members: members, on: connection)
    }
  }
}
