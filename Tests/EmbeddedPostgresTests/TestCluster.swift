// Private databases for tests: each has a home of its own under /tmp and is stopped and removed.

import EmbeddedPostgres
import Foundation
import Glibc
import Postgres
import Synchronization
import Testing

/// What a cluster told the people, for a test to look at.
final class Notices: Sendable {
  private let texts = Mutex<[String]>([])

  var all: [String] { texts.withLock { $0 } }

  func add(_ text: String) { texts.withLock { $0.append(text) } }
}

/// A folder that does not exist yet, in one that everybody can pass.
func freshPath(_ suffix: String = "") -> String {
  "/tmp/hark-test-\(UUID().uuidString.prefix(8))\(suffix)"
}

/// Runs a test with a cluster whose home does not exist yet.
func withCluster(
  at path: String = freshPath(), environment: [String: String]? = nil,
  _ body: (Cluster, Notices) async throws -> Void
) async throws {
  let notices = Notices()
  let cluster = Cluster(
    home: try HarkHome(path: path),
    environment: environment ?? ProcessInfo.processInfo.environment,
    notice: { notices.add($0) })
  let result: Result<Void, any Error>
  do { result = .success(try await body(cluster, notices)) } catch { result = .failure(error) }
  _ = try? await cluster.stop()
  try? FileManager.default.removeItem(atPath: path)
  try result.get()
}

/// Runs a test with a client of its own for a running cluster.
@discardableResult
func withClient<Value>(
  _ running: RunningCluster, database: String = RunningCluster.database,
  _ body: (PostgresClient) async throws -> Value
) async throws -> Value {
  let client = PostgresClient(
    connectionString: running.connectionString(
      user: RunningCluster.administrator, database: database))
  let result: Result<Value, any Error>
  do { result = .success(try await body(client)) } catch { result = .failure(error) }
  await client.shutdown()
  return try result.get()
}

extension RunningCluster {
  /// What a query of one text gives.
  func text(_ sql: SQL) async throws -> String? {
    try await withClient(self) { client in
      try await client.withConnection { connection in
        try connection.first(sql) { try $0.get(0, as: String.self) }
      }
    }
  }
}

/// The permission bits and owner of a path.
func permissions(_ path: String) throws -> (mode: mode_t, owner: uid_t) {
  var status = stat()
  try #require(lstat(path, &status) == 0)
  return (status.st_mode & 0o7777, status.st_uid)
}

/// The processes of servers whose data folder is under a home.
func servers(_ home: HarkHome) throws -> [pid_t] {
  let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
  let found = all.filter { process in
    let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))
    let words = (line ?? Data()).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    return words.first?.hasSuffix("/postgres") == true && words.contains("\(home.path)/database")
  }
  // A child looks like its server until it has given itself a title.
  return found.filter { process in
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    let fields = status?.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 1, let parent = pid_t(fields[1]) else { return false }
    return !found.contains(parent)
  }
}
