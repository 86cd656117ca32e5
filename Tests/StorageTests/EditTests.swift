// Edits in the database: what a record said before is kept whatever statement changes it, and who may
// change it is decided by the database too.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct EditTests {
  @Test func `an edit keeps what the record said before, by whom it was replaced and why`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(place: nil), in: partnership)
      let edited = try Sample.response(id, answers: JSONText(#"{"safe": "unsafe"}"#), coded: [9])
      try await database.application.transaction(as: partnership.principal(.coordinator)) {
        connection in
        let outcomes = try ["misheard", "late"].map { reason in
          try VersionQueries.edit(edited, revision: 1, reason: reason, on: connection)
        }
        #expect(outcomes == [true, false])
        #expect(try ResponseQueries.find(id, on: connection)?.content == edited)
        let state = try #require(try VersionQueries.state(of: id, on: connection))
        #expect(state.revision == 2 && state.edited?.reason == "misheard")
        let earlier = try VersionQueries.earlier(.response, id, on: connection)
        #expect(earlier.map(\.revision) == [1])
        #expect(earlier.first?.replaced.by == partnership.account)
        let text = String(decoding: try #require(earlier.first).content.bytes, as: UTF8.self)
        #expect(text.contains("very_safe"))
      }
    }
  }

  @Test func `no statement of the application changes a record without its history`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      let coordinator = partnership.principal(.coordinator)
      // Whatever statement it is, the trigger keeps the version before.
      try await database.application.transaction(as: coordinator) { connection in
        try connection.execute("update hark.response set answers = '{\"safe\": \"a\"}'")
        try connection.execute("update hark.response set coded = '\\x00'")
        try connection.execute("update hark.response set place = null")
      }
      let revisions = try await database.application.transaction(as: coordinator) { connection in
        try VersionQueries.earlier(.response, id, on: connection).map(\.revision)
      }
      #expect(revisions == [1, 2, 3])
      for statement: SQL in [
        "update hark.response set revision = 1",
        "update hark.response set survey_version = '2.0.0'",
        "update hark.response set basis = 'anonymous'", "update hark.response set late = true",
        "update hark.response set created_by = created_by", "delete from hark.response",
        "delete from hark.earlier_version", "truncate hark.earlier_version",
        "update hark.earlier_version set reason = 'other'",
        "insert into hark.earlier_version select * from hark.earlier_version",
      ] {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: coordinator) { connection in
            try connection.execute(statement)
          }
        }
      }
      for statement: SQL in [
        "update hark.earlier_version set reason = 'other'", "delete from hark.earlier_version",
        "truncate hark.earlier_version",
      ] {
        let refusal = try await refusal {
          try await database.superuser.withTransaction { connection in
            _ = try connection.execute(statement)
          }
        }
        #expect(refusal == .neverChanged)
      }
    }
  }

  @Test func `R14 nobody edits another partnership's record or another researcher's`() async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let other = try await database.addSurveyedPartnership(slug: "worcester")
      let sam = try await database.addResearcher("sam", to: partnership)
      let id = try await database.record(Sample.response(), in: partnership)
      let strangers =
        [sam, other.principal(.coordinator)]
        + [.commissioner, .administrator].map { partnership.principal($0) }
      for stranger in strangers {
        try await database.application.transaction(as: stranger) { connection in
          #expect(try VersionQueries.state(of: id, on: connection) == nil)
          #expect(try VersionQueries.earlier(.response, id, on: connection).isEmpty)
          let isDone = try VersionQueries.edit(
            Sample.response(id), revision: 1, reason: nil, on: connection)
          #expect(!isDone)
        }
      }
      // A steward withdraws, and edits nothing.
      await #expect(throws: StorageError.notAllowed(table: nil)) {
        try await database.application.transaction(as: partnership.principal(.steward)) {
          connection in
          try VersionQueries.edit(Sample.response(id), revision: 1, reason: nil, on: connection)
        }
      }
    }
  }

  @Test func `history is seen by whoever recorded it, coordinators and stewards`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let other = try await database.addFullPartnership(slug: "worcester")
      let sam = try await database.addResearcher("sam", to: partnership)
      let id = try await database.record(Sample.response(), in: partnership)
      // Replaced by somebody else, and still the recorder's to see.
      try await database.application.transaction(as: partnership.principal(.coordinator)) {
        connection in
        _ = try VersionQueries.edit(
          Sample.response(id), revision: 1, reason: "checked", on: connection)
      }
      let seen: [(Principal, Int)] =
        [
          (sam, 0), (other.principal(.coordinator), 0), (partnership.principal(.commissioner), 0),
          (partnership.principal(.administrator), 0), (partnership.principal(.researcher), 1),
          (partnership.principal(.coordinator), 1), (partnership.principal(.steward), 1),
        ]
      for (principal, count) in seen {
        let versions = try await database.application.transaction(as: principal) { connection in
          try VersionQueries.earlier(.response, id, on: connection)
        }
        #expect(versions.count == count, "\(principal.role)")
      }
    }
  }

  @Test func `a withdrawn record is edited no more, and an edit withdraws none`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      let researcher = partnership.principal(.researcher)
      await #expect(throws: StorageError.notAllowed(table: nil)) {
        try await database.application.transaction(as: researcher) { connection in
          try connection.execute("update hark.response set withdrawn = true")
        }
      }
      try await database.application.transaction(as: partnership.principal(.steward)) {
        connection in _ = try ConsentQueries.withdraw(record: id, on: connection)
      }
      try await database.application.transaction(as: researcher) { connection in
        let isDone = try VersionQueries.edit(
          Sample.response(id), revision: 1, reason: nil, on: connection)
        #expect(!isDone)
        let changed = try connection.execute("update hark.response set answers = '{}'")
        #expect(changed == 0)
        #expect(try VersionQueries.state(of: id, on: connection) == nil)
      }
      let refusal = try await refusal {
        try await database.superuser.withTransaction { connection in
          try connection.setLocal("hark.account", partnership.account.uuidString)
          try connection.setLocal("hark.role", "coordinator")
          _ = try connection.execute("update hark.response set answers = '{}'")
        }
      }
      #expect(refusal == .neverChanged)
    }
  }

  @Test func `after a survey is closed a coordinator alone edits its records`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      let coordinator = partnership.principal(.coordinator)
      try await database.application.transaction(as: coordinator) { connection in
        _ = try SurveyVersionQueries.close(
          module: Sample.survey, version: Sample.version, on: connection)
      }
      let refusal = try await refusal {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          _ = try VersionQueries.edit(
            Sample.response(id), revision: 1, reason: nil, on: connection)
        }
      }
      #expect(refusal == .surveyClosed)
      try await database.application.transaction(as: coordinator) { connection in
        let isDone = try VersionQueries.edit(
          Sample.response(id), revision: 1, reason: nil, on: connection)
        #expect(isDone)
      }
    }
  }

  @Test func `an edit names no place that is not known`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      let refusal = try await refusal {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          _ = try VersionQueries.edit(
            Sample.response(id, place: "nowhere"), revision: 1, reason: nil, on: connection)
        }
      }
      #expect(refusal == .unknownPlace)
    }
  }
}
