// Row-level security, held against the catalogue: a table that is added without it fails here.

import TestRandomness
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct RowSecurityTests {
  // Readable without a partnership: official places are public, the list of migrations is nobody's.
  private static let outside: Set = ["official_place", "migration"]
  // What a restore has to do again is for Hark's own upkeep.
  private static let unread: Set = ["listed_change", "touched_receipt", "receipt_change"]

  @Test func `R11 every table but the list of migrations enables and forces row security`()
    async throws
  {
    try await withDatabase { database in
      let offenders = try await database.superuser.withConnection { connection in
        try connection.query(
          """
          select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'hark' and c.relkind in ('r', 'p') and c.relname <> 'migration'
            and not (c.relrowsecurity and c.relforcerowsecurity)
          """
        ) { row in try row.get("relname", as: String.self) }
      }
      #expect(offenders == [])
    }
  }

  @Test func `the key of every table of a partnership begins with the partnership`() async throws {
    try await withDatabase { database in
      let keyed = try await database.superuser.withConnection { connection in
        try connection.query(
          """
          select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          join pg_index i on i.indrelid = c.oid and i.indisprimary
          join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
          where n.nspname = 'hark' and a.attname = 'partnership_id'
          """
        ) { row in try row.get("relname", as: String.self) }
      }
      let others = Set(try await database.tables()).subtracting(keyed)
      #expect(others == ["partnership", "official_place", "migration"])
    }
  }

  @Test func `R11 every object belongs to hark_owner, and the application is bound by the rules`()
    async throws
  {
    try await withDatabase { database in
      try await database.superuser.withConnection { connection in
        let strangers = try connection.query(
          """
          select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'hark' and c.relowner <> 'hark_owner'::regrole
          union all
          select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'hark' and p.proowner <> 'hark_owner'::regrole
          union all
          select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'hark' and p.prosecdef
            and not 'search_path=pg_catalog, pg_temp' = any(coalesce(p.proconfig, '{}'))
          """
        ) { row in try row.get(0, as: String.self) }
        #expect(strangers == [])
        let bound = try connection.first(
          """
          select bool_and(not rolsuper and not rolbypassrls
            and rolcanlogin = (rolname = 'hark_app') and not (rolname = 'hark_app' and rolinherit)
            and not pg_has_role(oid, 'hark_owner', 'member')) as bound
          from pg_roles
          where rolname in ('hark_app', 'hark_analysis', 'hark_commissioner', 'hark_sealer',
            'hark_keeper', 'hark_courier')
          """
        ) { row in try row.get("bound", as: Bool.self) }
        #expect(bound == true)
      }
    }
  }

  @Test func `R11 without a partnership every table but official places looks empty`() async throws
  {
    try await withDatabase { database in
      _ = try await database.addFullPartnership(slug: "plymouth")
      try await database.installTestQuery()
      let tables = try await database.tables()
      for role in [
        "hark_app", "hark_analysis", "hark_commissioner", "hark_sealer", "hark_keeper",
        "hark_courier",
      ] {
        try await database.application.client.withTransaction { connection in
          try connection.setLocal("role", role)
          for table in tables {
            let rows = try testQuery("select count(*)::text from hark.\(table)", on: connection)
            if table == "official_place",
              ["hark_app", "hark_analysis", "hark_keeper"].contains(role)
            {
              #expect(rows == ["1"])
            } else {
              #expect(rows == nil || rows == ["0"], "\(role) sees rows of \(table)")
            }
          }
        }
      }
    }
  }

  @Test func `two partnerships never see a row of each other`() async throws {
    try await withDatabase { database in
      let mine = try await database.addFullPartnership(slug: "plymouth")
      _ = try await database.addFullPartnership(slug: "worcester")
      try await database.installTestQuery()
      try await database.superuser.withTransaction { connection in
        try connection.execute(
          """
          insert into hark.listed_change (partnership_id, id, record_hash, survey_module, scope,
            given, changed_at)
          select id, gen_random_uuid(), sha256('made up'), 'made-up', 'quote', false, now()
          from hark.partnership
          """)
        try connection.execute(
          """
          insert into hark.touched_receipt (partnership_id, receipt_hash, scope)
          select id, sha256('made up'), 'quote' from hark.partnership
          """)
        try connection.execute(
          """
          insert into hark.receipt_change (partnership_id, receipt_hash, scope, given)
          select id, sha256('made up'), 'quote', false from hark.partnership
          """)
      }
      let tables = try await database.tables().filter { !Self.outside.contains($0) }
      var seen: Set<String> = []
      for table in tables {
        let column = table == "partnership" ? "id" : "partnership_id"
        let statement = "select distinct \(column)::text from hark.\(table)"
        // Without this the test could pass on an empty table.
        let all = try await database.superuser.withTransaction { connection in
          try testQuery(statement, on: connection)
        }
        #expect(all?.count == 2, "\(table) is not filled by the fixture")
        for role in Role.allCases {
          for databaseRole in [DatabaseRole.application, .analysis, .commissioner] {
            let rows = try await database.application.transaction(
              as: mine.principal(role), on: databaseRole
            ) { connection in try testQuery(statement, on: connection) }
            guard let rows, !rows.isEmpty else { continue }
            #expect(rows == [mine.id.uuidString.lowercased()], "\(role) in \(table)")
            seen.insert(table)
          }
        }
      }
      // Every table is read by somebody.
      #expect(seen == Set(tables).subtracting(Self.unread))
    }
  }

  @Test func `a row can't be written into another partnership or another's name`() async throws {
    try await withDatabase { database in
      let mine = try await database.addSurveyedPartnership()
      let other = try await database.addSurveyedPartnership(slug: "worcester")
      let sam = try await database.addAccount("sam", roles: [.researcher], to: mine)
      for (partnership, account) in [(other.id, other.account), (mine.id, sam)] {
        await #expect(throws: StorageError.notAllowed(table: nil)) {
          try await database.application.transaction(as: mine.principal(.researcher)) {
            connection in
            try connection.execute(
              """
              insert into hark.submission (partnership_id, id, kind, survey_module, source,
                sha256, result, created_by)
              values (\(partnership), \(UUID()), 'response', 'm', 'http', sha256('x'), 'x',
                \(account))
              """)
          }
        }
      }
    }
  }

  @Test func `who sees responses and conversations depends on the role`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      let sam = try await database.addAccount("sam", roles: [.researcher], to: partnership)
      let another = Principal(
        partnership: partnership.id, partnershipSlug: partnership.slug, account: sam,
        accountName: "sam", role: .researcher)
      try await database.record(Sample.response(), in: partnership, as: another)
      let counts = try await withThrowingTaskGroup(of: (Role, Int, Int).self) { group in
        for role in Role.allCases {
          group.addTask {
            try await database.application.transaction(as: partnership.principal(role)) {
              connection in
              (
                role, try ResponseQueries.list(survey: Sample.survey, on: connection).count,
                try ConversationQueries.list(on: connection).count
              )
            }
          }
        }
        return try await group.reduce(into: [Role: [Int]]()) { $0[$1.0] = [$1.1, $1.2] }
      }
      #expect(
        counts == [
          .researcher: [2, 1], .coordinator: [3, 1], .steward: [3, 1], .commissioner: [0, 0],
          .administrator: [0, 0],
        ])
    }
  }

  @Test func `the owner of the tables reads no row of what people said`() async throws {
    try await withDatabase { database in
      let partnership = try await database.addFullPartnership(slug: "plymouth")
      try await database.installTestQuery()
      let records = [
        "consent", "consent_scope", "conversation", "response", "submission", "concern",
        "concern_event",
        "release_audit", "release_member", "audit_event",
      ]
      try await database.owner.transaction(partnership: partnership.id) { connection in
        for table in records {
          let rows = try testQuery("select count(*)::text from hark.\(table)", on: connection)
          #expect(rows == ["0"], "\(table)")
        }
      }
    }
  }

  @Test func `R12 a pool of one carries nothing over, also after errors and cancellation`()
    async throws
  {
    try await withDatabase { database in
      let partnerships = [
        try await database.addPartnership(slug: "plymouth"),
        try await database.addPartnership(slug: "worcester"),
      ]
      let client = PostgresClient(
        connectionString: database.applicationURL, maximumConnections: 1,
        waitTimeout: .seconds(60))
      let single = Database(client: client)
      var generator = SeededGenerator(seed: 12)
      for _ in 0..<1000 {
        let mine = partnerships[Int.random(in: 0...1, using: &generator)]
        let fault = Int.random(in: 0...4, using: &generator)
        let work = Task {
          try await single.transaction(as: mine.principal(.administrator)) { connection in
            let seen = try PartnershipQueries.list(on: connection).map(\.id)
            #expect(seen == [mine.id])
            if fault == 1 { throw CancellationError() }
            if fault == 2 { try connection.execute("select 1 / 0") }
          }
        }
        if fault == 3 { work.cancel() }
        _ = await work.result
        let left = try await client.withConnection { connection in
          try connection.first(
            """
            select session_user = current_user
              and coalesce(current_setting('hark.partnership', true), '') = ''
              and coalesce(current_setting('hark.account', true), '') = ''
              and coalesce(current_setting('hark.role', true), '') = '' as clean
            """
          ) { row in try row.get("clean", as: Bool.self) }
        }
        #expect(left == true)
      }
      await client.shutdown()
    }
  }
}
