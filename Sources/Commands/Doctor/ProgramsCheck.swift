// PostgreSQL's own programs, which only a private database needs.

internal import EmbeddedPostgres

/// initdb, pg_ctl and postgres.
struct ProgramsCheck: DoctorCheck {
  func look(_ scene: DoctorScene) async -> [DoctorFinding] {
    if case .success(let settings) = scene.configuration, settings.databaseURL != nil {
      return [
        DoctorFinding(
          check: "programs", status: .skipped, found: "HARK_DATABASE_URL names a database of yours")
      ]
    }
    guard case .success(let home) = scene.home else { return [] }
    do {
      let programs = try await Cluster(home: home).programVersion()
      return [.ok("programs", "PostgreSQL \(programs.version) in \(programs.folder)")]
    } catch {
      return [.problem("programs", "\(error)", "on Debian: apt-get install postgresql")]
    }
  }
}
