// Withdrawals: what they take out of the counts, and that none slips through.

import Foundation
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct WithdrawalTests {
  @Test func `a record whose consent is withdrawn is counted no more`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let ids = try await [
        database.record(Sample.response(), in: partnership),
        database.record(Sample.response(), in: partnership),
      ]
      #expect(try await database.counted(in: partnership) == Set(ids))
      let steward = partnership.principal(.steward)
      try await database.application.transaction(as: steward) { connection in
        let first = try ConsentQueries.withdraw(record: ids[0], on: connection)
        let second = try ConsentQueries.withdraw(record: ids[0], on: connection)
        #expect(first && !second)
        let scopes = try ConsentQueries.liveScopes(record: ids[0], on: connection)
        #expect(scopes.isEmpty)
      }
      #expect(try await database.counted(in: partnership) == [ids[1]])
    }
  }

  @Test func `withdrawing the scope analyse does the same, withdrawing another scope does not`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = UUID()
      try await database.application.transaction(as: partnership.principal(.researcher)) {
        connection in
        let consent = Sample.consent(id, scopes: ["analyse": true, "quote": true])
        try ConsentQueries.insert([consent], on: connection)
        try ResponseQueries.insert([Sample.response(id)], on: connection)
      }
      for (scope, left) in [("quote", 1), ("analyse", 0)] {
        try await database.superuser.withTransaction { connection in
          let rows = try connection.execute(
            """
            update hark.consent_scope set withdrawn_at = now()
            where consent_id = \(id) and scope = \(scope)
            """)
          #expect(rows == 1)
        }
        #expect(try await database.counted(in: partnership).count == left)
      }
    }
  }

  @Test func `a withdrawal can't be taken back`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      try await database.withdraw(id, in: partnership)
      let statements: [(SQL, StorageError.Refusal)] = [
        ("update hark.consent set withdrawn_at = null where id = \(id)", .withdrawalIsFinal),
        ("update hark.consent set wording = 'w@2' where id = \(id)", .withdrawalIsFinal),
        (
          "update hark.consent_scope set given = true where consent_id = \(id)", .withdrawalIsFinal
        ),
        ("update hark.response set withdrawn = false where id = \(id)", .neverChanged),
      ]
      for (statement, rule) in statements {
        let refusal = try await refusal {
          _ = try await database.superuser.withTransaction { connection in
            try connection.execute(statement)
          }
        }
        #expect(refusal == rule)
      }
    }
  }

  @Test func `a steward alone withdraws`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let id = try await database.record(Sample.response(), in: partnership)
      for role in Role.allCases where role != .steward {
        let done = try await database.application.transaction(as: partnership.principal(role)) {
          connection in try ConsentQueries.withdraw(record: id, on: connection)
        }
        #expect(!done)
      }
      #expect(try await database.counted(in: partnership) == [id])
    }
  }

  @Test func `a withdrawal waits for a record that is being stored on the consent`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let response = try Sample.response()
      try await database.consent(to: response.id, in: partnership)
      let withdrawal = try await database.application.transaction(
        as: partnership.principal(.researcher)
      ) { connection in
        try ResponseQueries.insert([response], on: connection)
        let hasEnded = Mutex(false)
        let withdrawal = Task {
          defer { hasEnded.withLock { $0 = true } }
          try await database.withdraw(response.id, in: partnership)
        }
        try await database.waitForBlockedStatement(unless: hasEnded)
        return withdrawal
      }
      try await withdrawal.value
      #expect(try await database.counted(in: partnership).isEmpty)
    }
  }

  @Test func `a record waits for a withdrawal under way, and is refused`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addSurveyedPartnership()
      let response = try Sample.response()
      try await database.consent(to: response.id, in: partnership)
      let recording = try await database.application.transaction(
        as: partnership.principal(.steward)
      ) { connection in
        _ = try ConsentQueries.withdraw(record: response.id, on: connection)
        let hasEnded = Mutex(false)
        let recording = Task {
          defer { hasEnded.withLock { $0 = true } }
          try await database.application.transaction(as: partnership.principal(.researcher)) {
            connection in try ResponseQueries.insert([response], on: connection)
          }
        }
        try await database.waitForBlockedStatement(unless: hasEnded)
        return recording
      }
      let refusal = try await refusal { try await recording.value }
      #expect(refusal == .consent)
    }
  }
}

extension TestDatabase {
  fileprivate func withdraw(_ record: UUID, in partnership: TestPartnership) async throws {
    try await application.transaction(as: partnership.principal(.steward)) { connection in
      _ = try ConsentQueries.withdraw(record: record, on: connection)
    }
  }

  fileprivate func consent(to record: UUID, in partnership: TestPartnership) async throws {
    try await application.transaction(as: partnership.principal(.researcher)) { connection in
      try ConsentQueries.insert([Sample.consent(record)], on: connection)
    }
  }

  /// The responses that analysis reads.
  func counted(in partnership: TestPartnership) async throws -> Set<UUID> {
    try await application.transaction(as: partnership.principal(.coordinator), on: .analysis) {
      connection in
      var ids: Set<UUID> = []
      try CodedResponseQueries.stream(survey: Sample.survey, on: connection) { response in
        ids.insert(response.id)
      }
      return ids
    }
  }
}
