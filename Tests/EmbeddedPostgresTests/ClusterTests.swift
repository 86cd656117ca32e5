// A private database starts from nothing, is there again the next time, and is closed to others.

import EmbeddedPostgres
import Foundation
import Glibc
import Postgres
import Testing

@Suite struct ClusterTests {
  @Test func `from nothing to a database and back, twice`() async throws {
    try await withCluster { cluster, notices in
      #expect(try await cluster.status() == .absent)
      #expect(try await cluster.stop() == false)

      let first = try await cluster.start()
      #expect(first.wasStarted)
      #expect(notices.all.contains { $0.hasPrefix("making a new database") })
      #expect(notices.all.contains { $0.contains("as root") } == (geteuid() == 0))
      let user = try await first.text("select current_user::text")
      let database = try await first.text("select current_database()::text")
      #expect(user == "hark_admin")
      #expect(database == "hark")

      let second = try await cluster.start()
      #expect(!second.wasStarted)
      #expect(second.process == first.process)
      #expect(try servers(cluster.home) == [first.process])

      try await withClient(first) { client in
        try await client.withConnection { try $0.execute("create table kept as select 42 as n") }
      }
      #expect(try await cluster.stop())
      #expect(try await cluster.status() == .stopped)
      #expect(try await cluster.stop() == false)
      #expect(try servers(cluster.home) == [])

      let third = try await cluster.start()
      #expect(third.wasStarted)
      guard case .running(let seen) = try await cluster.status() else {
        Issue.record("the cluster should run")
        return
      }
      #expect(seen.process == third.process)
      let kept = try await third.text("select n::text from kept")
      #expect(kept == "42")
    }
  }

  @Test func `it is UTF-8 with checksums, durable, off the network and closed to others`()
    async throws
  {
    try await withCluster { cluster, _ in
      let running = try await cluster.start()
      for (setting, value) in [
        ("server_encoding", "UTF8"), ("data_checksums", "on"), ("fsync", "on"),
        ("synchronous_commit", "on"), ("full_page_writes", "on"), ("listen_addresses", ""),
        ("unix_socket_directories", running.socketFolder), ("unix_socket_permissions", "0700"),
        ("lc_collate", "C.UTF-8"),
      ] {
        let found = try await running.text("select current_setting(\(setting))")
        #expect(found == value, "\(setting)")
      }
      for path in [cluster.home.path, running.socketFolder, "\(cluster.home.path)/database"] {
        #expect(try permissions(path).mode == 0o700, "\(path)")
      }
      let owner = try permissions(cluster.home.path).owner
      let serverOwner = try permissions("/proc/\(running.process)").owner
      #expect(owner != 0)
      #expect(serverOwner == owner)
      // Everything that listens for TCP, of every process of this machine.
      let inodes = try ["tcp", "tcp6"].flatMap { kind in
        try String(contentsOfFile: "/proc/\(running.process)/net/\(kind)", encoding: .utf8)
          .split(separator: "\n").dropFirst()
          .map { $0.split(separator: " ", omittingEmptySubsequences: true)[9] }
      }
      let folder = "/proc/\(running.process)/fd"
      let open = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
      }
      #expect(!open.isEmpty)
      #expect(!inodes.contains { open.contains("socket:[\($0)]") })
    }
  }

  @Test func `nothing that people said gets into its log`() async throws {
    try await withCluster { cluster, _ in
      let running = try await cluster.start()
      try await withClient(running) { client in
        try await client.withConnection { connection in
          try connection.execute("create table said (what text primary key)")
          for _ in 0..<2 {
            _ = try? connection.execute("insert into said values (\("canary-0815"))")
            _ = try? connection.execute("select \("canary-0815")::uuid")
            _ = try? connection.runScript("select 'canary-0815'::int")
          }
        }
      }
      try await cluster.stop()
      let log = try String(contentsOfFile: "\(cluster.home.path)/postgresql.log", encoding: .utf8)
      #expect(log.contains("ready to accept connections"))
      #expect(!log.contains("0815"))
    }
  }

  @Test func `of starts at the same time one starts the server and the others use it`() async throws
  {
    let path = freshPath()
    try #require(mkdir(path, 0o700) == 0)
    // Root runs the server as the owner of the home, whoever that is.
    let nobody: uid_t = 65_534
    if geteuid() == 0 { try #require(chown(path, nobody, gid_t(nobody)) == 0) }
    try await withCluster(at: path) { cluster, _ in
      let all = try await withThrowingTaskGroup(of: RunningCluster.self) { group in
        for _ in 0..<4 { group.addTask { try await cluster.start() } }
        return try await group.reduce(into: [RunningCluster]()) { $0.append($1) }
      }
      #expect(all.count(where: \.wasStarted) == 1)
      #expect(Set(all.map(\.process)).count == 1)
      #expect(try servers(cluster.home) == [all[0].process])
      let owner = try permissions("/proc/\(all[0].process)").owner
      #expect(owner == (geteuid() == 0 ? nobody : geteuid()))
    }
  }

  @Test func `a home with a long or unusual path gets its socket elsewhere, closed as well`()
    async throws
  {
    var last = freshPath()
    let parent = last
    for name in [String(repeating: "long", count: 40), "a, 'b' & c@d", "ünï code"] {
      // The same database, moved from one place to the next.
      let path = "\(parent)-\(name)"
      if last != parent { try FileManager.default.moveItem(atPath: last, toPath: path) }
      last = path
      let cluster = Cluster(home: try HarkHome(path: path))
      let running = try await cluster.start()
      #expect("\(running.socketFolder)/.s.PGSQL.5432".utf8.count <= 107)
      #expect(!running.socketFolder.hasPrefix(parent))
      #expect(try permissions(running.socketFolder).mode == 0o700)
      let answer = try await running.text("select 'yes'::text")
      #expect(answer == "yes")
      try await cluster.stop()
      try FileManager.default.removeItem(atPath: running.socketFolder)
    }
    // A folder that somebody else could have made there is refused.
    let cluster = Cluster(home: try HarkHome(path: last))
    let folder = try await cluster.start().socketFolder
    try await cluster.stop()
    try #require(chmod(folder, 0o777) == 0)
    await #expect(throws: EmbeddedPostgresError.self) { try await cluster.start() }
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: last)
    await #expect(throws: EmbeddedPostgresError.self) { try await cluster.start() }
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.removeItem(atPath: last)
  }
}
