// After a crash the database comes back by itself, with all that was committed.

import EmbeddedPostgres
import Foundation
import Glibc
import Postgres
import Testing

@Suite struct CrashTests {
  private func remember(_ running: RunningCluster, _ number: Int) async throws {
    try await withClient(running) { client in
      try await client.withTransaction { connection in
        try connection.execute("create table if not exists kept (n int)")
        try connection.execute("insert into kept values (\(number)::int)")
      }
    }
  }

  @Test func `a server killed outright comes back with everything committed`() async throws {
    try await withCluster { cluster, _ in
      for round in 1...3 {
        let running = try await cluster.start()
        #expect(running.wasStarted)
        try await remember(running, round)
        try #require(kill(running.process, SIGKILL) == 0)
        // No pause: the next start finds the old server half gone.
      }
      let running = try await cluster.start()
      let kept = try await running.text("select string_agg(n::text, ',' order by n) from kept")
      #expect(kept == "1,2,3")
      #expect(try servers(cluster.home) == [running.process])
    }
  }

  @Test func `a connection that still works after its server died is no obstacle`() async throws {
    try await withCluster { cluster, _ in
      let running = try await cluster.start()
      try await remember(running, 1)
      try await withClient(running) { client in
        let busy = Task {
          try await client.withConnection { connection in
            // Hours of work that never looks whether the server is still there.
            try connection.execute("select count(*) from generate_series(1, 100000000000)")
          }
        }
        var isWorking = false
        while !isWorking {
          let count = try await running.text(
            """
            select count(*)::text from pg_stat_activity
            where query like '%generate_series(1, 1000%' and pid <> pg_backend_pid()
            """)
          isWorking = count == "1"
        }
        try #require(kill(running.process, SIGKILL) == 0)
        let next = try await cluster.start()
        #expect(next.wasStarted)
        await #expect(throws: PostgresError.self) { try await busy.value }
        let kept = try await next.text("select string_agg(n::text, ',') from kept")
        #expect(kept == "1")
      }
    }
  }

  @Test func `a stale process number that now belongs to another program is no obstacle`()
    async throws
  {
    try await withCluster { cluster, _ in
      let running = try await cluster.start()
      try await remember(running, 7)
      let file = "\(cluster.home.path)/database/postmaster.pid"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try await cluster.stop()
      // As after a power cut and a restart: the file is there, and its number is somebody's.
      let stale = text.replacing("\(running.process)\n", with: "\(getpid())\n", maxReplacements: 1)
      try stale.write(toFile: file, atomically: false, encoding: .utf8)
      try #require(chown(file, try permissions(cluster.home.path).owner, gid_t.max) == 0)
      #expect(try await cluster.status() == .stopped)
      let next = try await cluster.start()
      let kept = try await next.text("select n::text from kept")
      #expect(kept == "7")
    }
  }

  @Test func `a database whose making was interrupted is made anew`() async throws {
    let path = freshPath()
    let half = "\(path)/database.new"
    try #require(mkdir(path, 0o700) == 0 && mkdir(half, 0o700) == 0)
    try Data("15\n".utf8).write(to: URL(fileURLWithPath: "\(half)/PG_VERSION"))
    if geteuid() == 0 {
      let account = try #require(getpwnam("postgres"))
      let (user, group) = (account.pointee.pw_uid, account.pointee.pw_gid)
      try #require(chown(path, user, group) == 0 && chown(half, user, group) == 0)
    }
    try await withCluster(at: path) { cluster, _ in
      let before = try await cluster.status()
      #expect(before == .absent)
      let running = try await cluster.start()
      #expect(running.wasStarted)
      #expect(!FileManager.default.fileExists(atPath: half))
    }
  }
}
