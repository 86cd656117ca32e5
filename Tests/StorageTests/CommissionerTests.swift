// What a commissioner can reach: published surveys and releases, whatever the statement.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct CommissionerTests {
  @Test func `R13 the commissioner's database role has rights on two tables alone`() async throws {
    try await withDatabase { database in
      let rights = try await database.superuser.withConnection { connection in
        try connection.query(
          """
          select c.relname || ' ' || p.privilege as right_on
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
            'TRIGGER']) as p (privilege)
          where n.nspname = 'hark' and c.relkind in ('r', 'p', 'v', 'm')
            and (has_table_privilege('hark_commissioner', c.oid, p.privilege)
              or p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                and has_any_column_privilege('hark_commissioner', c.oid, p.privilege))
          order by 1
          """
        ) { row in try row.get("right_on", as: String.self) }
      }
      #expect(rights == ["release SELECT", "survey_version SELECT"])
    }
  }

  @Test func `R13 a commissioner reads releases and published surveys by SQL, and no other table`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let secret = try await database.addToken(role: .commissioner, in: partnership)
      let principal = try #require(try await database.application.signIn(tokenHash: secret))
      #expect(principal == partnership.principal(.commissioner))
      try await database.installTestQuery()
      let tables = try await database.tables()
      try await database.application.transaction(as: principal, on: .commissioner) { connection in
        for table in tables {
          let rows = try testQuery("select count(*)::text from hark.\(table)", on: connection)
          #expect(
            rows == (["release", "survey_version"].contains(table) ? ["1"] : nil), "\(table)")
        }
        let release = try #require(
          try ReleaseQueries.latest(survey: Sample.survey, on: connection))
        #expect(release.content.document == Sample.release().document)
        let bundle = try SurveyVersionQueries.bundle(
          module: Sample.survey, version: Sample.version, on: connection)
        #expect(bundle == Sample.bundle)
      }
    }
  }

  @Test func `R13 a commissioner reads no record through the application's own role either`()
    async throws
  {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      try await database.installTestQuery()
      let readable: Set = [
        "partnership", "account", "membership", "token", "official_place", "local_place",
        "survey_version", "release", "list", "list_entry",
        // What they did themselves, by number and hash.
        "audit_event", "audit_link", "audit_chain",
      ]
      let tables = try await database.tables()
      for role in [DatabaseRole.application, .analysis] {
        try await database.application.transaction(
          as: partnership.principal(.commissioner), on: role
        ) { connection in
          for table in tables where !readable.contains(table) {
            let rows = try testQuery("select count(*)::text from hark.\(table)", on: connection)
            #expect(rows == nil || rows == ["0"], "\(table)")
          }
        }
      }
    }
  }

  @Test func `what a commissioner does is recorded in their name`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let event = AuditEvent(
        action: "release.read", recordKind: "release", recordIDs: ["one", "two"], origin: .http)
      try await database.application.transaction(
        as: partnership.principal(.commissioner), on: .commissioner
      ) { connection in try AuditQueries.insert(event, on: connection) }
      let events = try await database.auditTrail(of: partnership)
      #expect(
        events.suffix(2) == ["release.read one commissioner", "release.read two commissioner"])
    }
  }
}
