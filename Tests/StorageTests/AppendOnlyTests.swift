// Audit events and releases are written once. Not the application, not the owner of the tables and
// not a superuser changes one by a statement.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct AppendOnlyTests {
  static let statements: [SQL] = [
    "update hark.audit_event set action = 'other'", "delete from hark.audit_event",
    "truncate hark.audit_event", "update hark.audit_link set number = 7",
    "delete from hark.audit_link", "truncate hark.audit_link", "delete from hark.audit_chain",
    "truncate hark.audit_chain", "update hark.release set cut_off = now()",
    "delete from hark.release", "truncate hark.release cascade",
    "update hark.release_audit set audit = '{}'", "delete from hark.release_audit",
    "truncate hark.release_audit", "update hark.tombstone set reason = 'erased'",
    "delete from hark.tombstone", "truncate hark.tombstone", "truncate hark.partnership cascade",
    "update hark.noise_table set variance = 1", "delete from hark.exploration",
  ]

  @Test func `R33 audit events and releases can't be changed, even by their owner`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      for statement in Self.statements {
        for isReplica in [false, true] {
          let refusal = try await refusal {
            try await database.superuser.withTransaction { connection in
              // Replication switches ordinary triggers off.
              if isReplica {
                try connection.execute("set local session_replication_role = replica")
              }
              try connection.execute(statement)
            }
          }
          #expect(refusal == .neverChanged)
        }
        await #expect(throws: StorageError.self) {
          try await database.owner.transaction(partnership: partnership.id) { connection in
            try connection.execute(statement)
          }
        }
        for role in [DatabaseRole.application, .analysis, .commissioner] {
          await #expect(throws: StorageError.notAllowed(table: nil)) {
            try await database.application.transaction(
              as: partnership.principal(.coordinator), on: role
            ) { connection in try connection.execute(statement) }
          }
        }
      }
      #expect(try await database.auditTrail(of: partnership).count == 1)
    }
  }

  @Test func `an act that is rolled back leaves no event`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let event = AuditEvent(
        action: "token.add", recordKind: "token", recordIDs: ["x"], origin: .cli)
      await #expect(throws: CancellationError.self) {
        try await database.application.transaction(as: partnership.principal(.researcher)) {
          connection in
          try AuditQueries.insert(event, on: connection)
          throw CancellationError()
        }
      }
      #expect(try await database.auditTrail(of: partnership) == [])
    }
  }

  @Test func `an event belongs to whom the transaction works for, and to nobody else`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addPartnership()
      let event = AuditEvent(
        action: "partnership.add", recordKind: "partnership", recordIDs: ["plymouth"],
        origin: .cli)
      try await database.owner.transaction(partnership: partnership.id) { connection in
        try AuditQueries.insert(event, on: connection)
      }
      #expect(
        try await database.auditTrail(of: partnership) == ["partnership.add plymouth operator"])
      // Without a partnership there is nobody to belong to.
      await #expect(throws: StorageError.self) {
        try await database.owner.transaction(partnership: nil) { connection in
          try AuditQueries.insert(event, on: connection)
        }
      }
      await #expect(throws: StorageError.notAllowed(table: nil)) {
        try await database.application.transaction(as: partnership.principal(.steward)) {
          connection in
          try connection.execute(
            """
            insert into hark.audit_event (partnership_id, action, record_kind, record_id, origin)
            values (\(partnership.id), 'a', 'b', 'c', 'cli')
            """)
        }
      }
    }
  }
}
