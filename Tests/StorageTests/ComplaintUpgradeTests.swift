// Complaints that were waiting when Hark learned to tell of them.

import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ComplaintUpgradeTests {
  @Test func `complaints that wait from before the upgrade are told too, those answered are not`()
    async throws
  {
    try await withEmptyDatabase { database in
      let old = Migration.all.filter { $0.number <= 100 }
      try await Migrator(client: database.superuser, migrations: old).migrate()
      try await database.superuser.withConnection {
        try $0.runScript(
          """
          insert into hark.partnership (id, slug, name)
            values ('0a0c9a9f-04cc-4052-ac51-fc45ff0813b9', 'east', 'East (made up)');
          insert into hark.account (partnership_id, id, name)
            values ('0a0c9a9f-04cc-4052-ac51-fc45ff0813b9',
              '8d478da1-61f6-44f9-8df5-b89ad9a1c077', 'admin');
          insert into hark.complaint (partnership_id, id, said)
            values ('0a0c9a9f-04cc-4052-ac51-fc45ff0813b9',
              '00000000-0000-4000-8000-000000000001', 'Made up.');
          insert into hark.complaint (partnership_id, id, said, status, acknowledged_at,
              acknowledged_by, answer, answered_at, answered_by)
            select partnership_id, '00000000-0000-4000-8000-000000000002', 'Made up.', 'answered',
              now(), id, 'Made up.', now(), id
            from hark.account;
          """)
      }
      try await Migrator(client: database.superuser).migrate()
      let told = try await database.superuser.withConnection { connection in
        try connection.query("select complaint_id::text, kind from hark.complaint_mail") { row in
          [try row.get(0, as: String.self), try row.get(1, as: String.self)]
        }
      }
      #expect(told == [["00000000-0000-4000-8000-000000000001", "received"]])
    }
  }
}
