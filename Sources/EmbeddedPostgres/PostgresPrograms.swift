// Finds PostgreSQL's programs, which Debian keeps out of the search path.

import Foundation

/// The folder with PostgreSQL's programs, and their version.
package struct PostgresPrograms: Sendable {
  let folder: String
  /// The major version, for example `15`.
  let version: String

  var initdb: String { "\(folder)/initdb" }
  /// Starts and stops servers.
  package var pgCtl: String { "\(folder)/pg_ctl" }

  /// Another program of the same folder.
  package func program(_ name: String) -> String { "\(folder)/\(name)" }

  /// Looks in HARK_POSTGRES_BIN alone when that is set, else where `pg_config` says, in Debian's
  /// folders (the newest first) and in PATH. `wanted` is the version of data that exists already.
  package static func find(
    environment: [String: String], wanted: String?
  ) async throws -> PostgresPrograms {
    let named = environment["HARK_POSTGRES_BIN"].flatMap { $0.isEmpty ? nil : $0 }
    var found: [PostgresPrograms] = []
    let folders = if let named { [named] } else { await candidates(environment) }
    for folder in folders {
      guard let programs = await PostgresPrograms(folder: folder) else { continue }
      if wanted == nil || wanted == programs.version { return programs }
      found.append(programs)
    }
    if let other = found.first, let wanted {
      throw EmbeddedPostgresError.otherVersion(data: wanted, programs: other.version)
    }
    throw EmbeddedPostgresError.noPrograms(
      named.map { "HARK_POSTGRES_BIN is \($0), where initdb and pg_ctl are not" }
        ?? "PostgreSQL's programs initdb and pg_ctl were not found")
  }

  private init?(folder: String) async {
    self.folder = folder
    guard
      ["initdb", "pg_ctl", "postgres"].allSatisfy({
        FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
      })
    else { return nil }
    // "postgres (PostgreSQL) 15.18 (Debian …)"
    let child = Child(account: Account(user: geteuid()))
    guard let result = try? await child.run("\(folder)/postgres", ["--version"]), result.isSuccess,
      let number = result.output.split(separator: " ").first(where: { $0.first?.isNumber == true })
    else { return nil }
    version = String(number.prefix(while: \.isNumber))
  }

  private static func candidates(_ environment: [String: String]) async -> [String] {
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    var folders: [String] = []
    let child = Child(account: Account(user: geteuid()))
    for folder in path where FileManager.default.isExecutableFile(atPath: "\(folder)/pg_config") {
      if let result = try? await child.run("\(folder)/pg_config", ["--bindir"]), result.isSuccess {
        folders.append(result.output)
      }
    }
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    folders += versions.compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
    return folders + path
  }
}
