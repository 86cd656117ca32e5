// Whether the database has every migration of this program, unchanged, and no other.

internal import Storage

/// The migrations.
struct MigrationsCheck: DatabaseDoctorCheck {
  let name = "migrations"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    do {
      let status = try await Migrator(client: database.client).status()
      if !status.pending.isEmpty {
        let missing = status.pending.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
        return [.problem(name, "missing: \(missing)", "run `hark database migrate`")]
      }
      guard status.newer.isEmpty else {
        let newer = status.newer.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
        return [
          .warning(
            name, "the database is of a later version, which this one can work with: \(newer)",
            "put the later version of hark here as well")
        ]
      }
      return [.ok(name, "all \(status.applied.count) are there")]
    } catch let error as MigrationError {
      let advice =
        switch error {
        case .changed: "use the version of hark that the database was made with, or a later one"
        case .databaseIsNewer: "use a later version of hark"
        }
      return [.problem(name, "\(error)", advice)]
    }
  }
}
