// Migrations: what is run, in which order, and what happens when two run them or one is killed.

import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct MigrationTests {
  @Test func `every file of the folder is a migration of the list`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Storage/Migrations").standardizedFileURL
    // A test target may stand elsewhere than its folder; the sources are then not at hand.
    try #require(FileManager.default.fileExists(atPath: folder.path))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let listed = Migration.all.map { migration in
      String(repeating: "0", count: 4 - "\(migration.number)".count)
        + "\(migration.number)-\(migration.title).sql"
    }
    #expect(names == listed)
    for (name, migration) in zip(names, Migration.all) {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text == migration.script)
    }
    // Ascending; a number that was set aside and not used leaves a gap.
    #expect(zip(Migration.all, Migration.all.dropFirst()).allSatisfy { $0.number < $1.number })
    #expect(Migration.all.first?.number == 1)
  }

  @Test func `a database is migrated from nothing, and a second time nothing is left to do`()
    async throws
  {
    try await withEmptyDatabase { database in
      let migrator = Migrator(client: database.superuser)
      #expect(try await migrator.status().pending == Migration.all)
      #expect(try await migrator.migrate() == Migration.all)
      #expect(try await migrator.migrate().isEmpty)
      let status = try await migrator.status()
      #expect(status.pending.isEmpty)
      #expect(status.applied.map(\.checksum) == Migration.all.map(\.checksum))
    }
  }

  @Test func `two migrators at once share the steps between them`() async throws {
    try await withEmptyDatabase { database in
      async let first = Migrator(client: database.superuser).migrate()
      async let second = Migrator(client: database.superuser).migrate()
      let steps = try await first + second
      #expect(steps.map(\.number).sorted() == Migration.all.map(\.number))
    }
  }

  @Test func `R45 two migrators that looked before they waited for each other both arrive`()
    async throws
  {
    try await withEmptyDatabase { database in
      let clients = (0..<2).map { _ in
        PostgresClient(connectionString: database.superuserURL, maximumConnections: 1)
      }
      let result: Result<Void, any Error>
      do {
        for client in clients { _ = try await Migrator(client: client).status() }
        async let first = Migrator(client: clients[0]).migrate()
        async let second = Migrator(client: clients[1]).migrate()
        let steps = try await first + second
        #expect(steps.map(\.number).sorted() == Migration.all.map(\.number))
        result = .success(())
      } catch {
        result = .failure(error)
      }
      for client in clients { await client.shutdown() }
      try result.get()
    }
  }

  @Test func `a migration that was changed after it was run is refused`() async throws {
    try await withDatabase { database in
      var migrations = Migration.all
      migrations[2] = Migration(number: 3, title: "places", bytes: Array("select 1".utf8))
      let migrator = Migrator(client: database.superuser, migrations: migrations)
      await #expect(throws: MigrationError.changed(number: 3, title: "places")) {
        try await migrator.migrate()
      }
      await #expect(throws: MigrationError.changed(number: 3, title: "places")) {
        try await migrator.status()
      }
    }
  }

  @Test func `R45 an older version goes on with a newer database, and does not migrate it`()
    async throws
  {
    try await withDatabase { database in
      let number = (Migration.all.last?.number ?? 0) + 1
      let later = Migration(number: number, title: "later", bytes: Array("select 1".utf8))
      try await Migrator(client: database.superuser, migrations: Migration.all + [later]).migrate()
      let status = try await Migrator(client: database.application.client).status()
      #expect(status.newer.map(\.number) == [number] && status.pending.isEmpty)
      await #expect(throws: MigrationError.databaseIsNewer(number: number)) {
        try await Migrator(client: database.superuser).migrate()
      }
      // A later version says when its change is one that older ones cannot work with.
      try await database.superuser.withConnection { connection in
        try connection.runScript(
          """
          create or replace function hark.required_migration() returns bigint
          language sql immutable parallel safe return \(number)
          """)
      }
      await #expect(throws: MigrationError.databaseIsNewer(number: number)) {
        try await Migrator(client: database.application.client).status()
      }
    }
  }

  @Test(arguments: [
    "create table hark.half (id int); select no_such_function();",
    "create table hark.half (id int); select pg_terminate_backend(pg_backend_pid());",
  ])
  func `a migrator that dies in the middle of a step leaves nothing of it`(
    _ script: String
  ) async throws {
    try await withDatabase { database in
      let number = try #require(Migration.all.last).number + 1
      let broken = Migration(number: number, title: "half", bytes: Array(script.utf8))
      await #expect(throws: PostgresError.self) {
        try await Migrator(client: database.superuser, migrations: Migration.all + [broken])
          .migrate()
      }
      let before = try await database.tables()
      #expect(!before.contains("half"))
      let whole = Migration(
        number: number, title: "half", bytes: Array("create table hark.half (id int);".utf8))
      let migrator = Migrator(client: database.superuser, migrations: Migration.all + [whole])
      let done = try await migrator.migrate()
      #expect(done == [whole])
      let after = try await database.tables()
      #expect(after.contains("half"))
    }
  }

  @Test func `the application can tell which migrations there are`() async throws {
    try await withDatabase { database in
      let status = try await Migrator(client: database.application.client).status()
      #expect(status.pending.isEmpty)
    }
    try await withEmptyDatabase { database in
      let status = try await Migrator(client: database.application.client).status()
      #expect(status.pending == Migration.all)
    }
  }

  @Test func `somebody who is no superuser can migrate`() async throws {
    try await withEmptyDatabase { database in
      // Roles belong to the cluster, so this one has the name of the test's database.
      let role = database.name
      try await database.superuser.withConnection { connection in
        try connection.runScript(
          "create role \(role) login createrole; grant create on database \(role) to \(role)")
      }
      let client = PostgresClient(
        connectionString: try database.url(user: role), maximumConnections: 1)
      let result: Result<[Migration], any Error>
      do {
        result = .success(try await Migrator(client: client).migrate())
      } catch {
        result = .failure(error)
      }
      await client.shutdown()
      try await database.superuser.withConnection { connection in
        try connection.runScript("drop owned by \(role); drop role \(role)")
      }
      #expect(try result.get() == Migration.all)
    }
  }
}
