// The database server: its version, its settings, its clock, and whom Hark logs in as.

internal import Foundation
internal import Storage

/// The server.
struct ServerCheck: DatabaseDoctorCheck {
  let name = "database"

  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    if let obstacle = scene.obstacle { return [obstacle] }
    guard let database = scene.database else { return [] }
    do {
      return try await look(at: database, scene)
    } catch {
      return [.problem(name, "does not answer", "see the server's log")]
    }
  }

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let asked = Date()
    guard
      let facts = try await database.inspecting(
        nil,
        { connection in
          try InspectionQueries.server(on: connection)
        })
    else { return [] }
    return [server(facts), clock(facts, asked), connections(facts)].compactMap { $0 }
      + (try await login(database))
  }

  private func server(_ facts: ServerCondition) -> DoctorFinding {
    let found = "PostgreSQL \(facts.version), \(facts.size >> 20) MiB"
    if facts.majorVersion < 15 {
      return .problem(name, found, "Hark needs PostgreSQL 15 or later")
    }
    return facts.isReadOnly
      ? .problem(name, found + ", read-only", "nothing can be recorded until it takes writing")
      : .ok(name, found)
  }

  private func clock(_ facts: ServerCondition, _ asked: Date) -> DoctorFinding {
    let now = Date()
    let skew = max(facts.time.timeIntervalSince(now), asked.timeIntervalSince(facts.time), 0)
    let found = "this machine and the database differ by \(Int(skew.rounded())) s"
    return skew < 2
      ? .ok("clock", "this machine and the database agree")
      : .warning("clock", found, "set both by NTP: times of records come from both")
  }

  private func connections(_ facts: ServerCondition) -> DoctorFinding? {
    facts.usedConnections * 10 < facts.allowedConnections * 9
      ? nil
      : .warning(
        name, "\(facts.usedConnections) of \(facts.allowedConnections) connections are in use",
        "find out who holds them, or raise max_connections")
  }

  private func login(_ database: Database) async throws -> [DoctorFinding] {
    do {
      try await database.verifyApplicationRole()
      return [.ok("login", "bound by row-level security; the server keeps what it confirms")]
    } catch let refusal as StartUpRefusal {
      return refusal.problems.map { problem in
        let parts = "\(problem)".split(separator: ";", maxSplits: 1)
        return .problem(
          "login", String(parts[0]),
          parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "see docs/problems.md")
      }
    }
  }
}
