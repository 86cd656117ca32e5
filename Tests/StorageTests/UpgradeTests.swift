// An upgrade with the release before still at work: what it sends works against the newest tables,
// and a migrator that dies anywhere can begin again.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct UpgradeTests {
  /// The last migration of the release before.
  private static let before = 11

  /// What the release before sends, recorded.
  private func statements() throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(
      contentsOf: folder.appending(path: "ReleaseBefore/statements.sql"), encoding: .utf8)
  }

  /// The partnership and its first account, as the recorded statements know them.
  private let operatorScript = """
    insert into hark.partnership (id, slug, name)
    values ('0a0c9a9f-04cc-4052-ac51-fc45ff0813b9', 'east', 'East (made up)');
    insert into hark.account (partnership_id, id, name) values
      ('0a0c9a9f-04cc-4052-ac51-fc45ff0813b9', '8d478da1-61f6-44f9-8df5-b89ad9a1c077', 'admin');
    insert into hark.membership (partnership_id, account_id, role)
    select '0a0c9a9f-04cc-4052-ac51-fc45ff0813b9', '8d478da1-61f6-44f9-8df5-b89ad9a1c077', r
    from unnest(array['administrator', 'researcher', 'coordinator', 'steward', 'commissioner']) r;
    """

  @Test func `R45 the statements of the release before work on after the upgrade`() async throws {
    let transactions = try statements().components(separatedBy: "\n\n").filter {
      $0.contains("begin isolation")
    }
    #expect(transactions.count > 12)
    try await withEmptyDatabase { database in
      let old = Migration.all.filter { $0.number <= Self.before }
      try await Migrator(client: database.superuser, migrations: old).migrate()
      try await database.superuser.withConnection { try $0.runScript(operatorScript) }
      // The old version works, the new one migrates, the old one goes on.
      try await replay(transactions[0], in: database)
      try await Migrator(client: database.superuser).migrate()
      for transaction in transactions.dropFirst() { try await replay(transaction, in: database) }
      let contents = try await database.superuser.withTransaction {
        try ContentsQueries.read(on: $0)
      }
      #expect(contents.tables["response"]?.rows ?? 0 > 40)
      #expect(contents.tables["conversation"]?.rows == 1)
      #expect(contents.tables["release"]?.rows == 1)
    }
  }

  /// Runs a recorded transaction; where it begins and ends is up to the client.
  private func replay(_ transaction: String, in database: TestDatabase) async throws {
    let statements = transaction.split(separator: "\n").filter {
      !$0.hasPrefix("begin isolation") && $0 != "commit;" && !$0.hasPrefix("--")
    }
    try await database.application.client.withTransaction { connection in
      try connection.runScript(statements.joined(separator: "\n"))
    }
  }

  @Test func `R45 a migration gives way to people at work and arrives all the same`() async throws {
    try await withDatabase { database in
      let number = try #require(Migration.all.last).number + 1
      let script = """
        alter table hark.account add column first text;
        alter table hark.token add column second text;
        """
      let migration = Migration(number: number, title: "both", bytes: Array(script.utf8))
      let migrator = Migrator(client: database.superuser, migrations: Migration.all + [migration])
      let name = database.name
      let running = Task { () -> [Migration] in
        // Holds what the second statement needs, then wants what the first one has.
        try await database.superuser.withTransaction { connection in
          try connection.runScript("lock table hark.token in row exclusive mode")
          async let done = migrator.migrate()
          while try connection.first(
            """
            select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where not l.granted and d.datname = \(name)
            """, { try $0.get(0, as: Int.self) }) == 0
          { await Task.yield() }
          try connection.runScript("lock table hark.account in row exclusive mode")
          try connection.execute("commit")
          try connection.execute("begin")
          return try await done
        }
      }
      #expect(try await running.value == [migration])
    }
  }

  @Test func `R45 a migrator that is killed at any statement begins again and arrives`()
    async throws
  {
    let whole = try await withDatabase { database in try await schema(database) }
    try await withEmptyDatabase { database in
      // Kills the migrator at its next statement but `left`; a sequence forgets nothing on rollback.
      try await database.superuser.withConnection { connection in
        try connection.runScript(
          """
          create schema killing;
          create sequence killing.statement;
          create sequence killing.target;
          create function killing.strike() returns event_trigger language plpgsql as $$
          begin
            if nextval('killing.statement') = (select last_value from killing.target) then
              perform pg_terminate_backend(pg_backend_pid());
              perform pg_sleep(10);
            end if;
          end $$;
          grant usage on schema killing to public;
          grant all on all sequences in schema killing to public;
          create event trigger strike on ddl_command_end execute function killing.strike();
          """)
      }
      var (kills, taken, target) = (0, 0, 1)
      while kills < 2000 {
        // At the first statement of a migration, at its second, and so on until it is through.
        let strike = target
        try await database.superuser.withConnection { connection in
          try connection.execute(
            "select setval('killing.statement', 1, false), setval('killing.target', \(strike))")
        }
        do {
          try await Migrator(client: database.superuser).migrate()
          break
        } catch is PostgresError {
          kills += 1
        }
        let now = try await Migrator(client: database.superuser).status().applied.count
        (taken, target) = (now, now == taken ? target + 1 : 1)
      }
      #expect(kills > 100 && kills < 2000)
      try await database.superuser.withConnection { connection in
        try connection.runScript("drop event trigger strike; drop schema killing cascade")
      }
      let found = try await schema(database)
      #expect(found == whole)
      #expect(try await Migrator(client: database.superuser).status().pending.isEmpty)
    }
  }

  /// Everything that migrations make, as text.
  private func schema(_ database: TestDatabase) async throws -> [String] {
    try await database.superuser.withConnection { connection in
      try connection.query(
        """
        select 'column ' || table_name || ' ' || column_name || ' ' || data_type as what
        from information_schema.columns where table_schema = 'hark'
        union all select 'function ' || pg_get_functiondef(p.oid) from pg_proc p
        where p.pronamespace = 'hark'::regnamespace
        union all select 'constraint ' || conrelid::regclass || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'hark'::regnamespace
        union all select 'index ' || indexdef from pg_indexes where schemaname = 'hark'
        union all select 'policy ' || p::text from pg_policies p where schemaname = 'hark'
        union all select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'hark'::regnamespace and not t.tgisinternal
        union all select 'grant ' || coalesce(relacl::text, '') || relname from pg_class
        where relnamespace = 'hark'::regnamespace
        order by 1
        """
      ) { try $0.get("what", as: String.self) }
    }
  }
}
