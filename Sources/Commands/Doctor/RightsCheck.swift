// Whether the database still keeps partnerships apart and what was written once unchanged.

internal import Storage

/// Row-level security, the application's roles and the guards of what is append-only.
struct RightsCheck: DatabaseDoctorCheck {
  let name = "rights"

  func look(at database: Database, _ scene: DoctorScene) async throws -> [DoctorFinding] {
    let (open, unguarded, unbound) = try await database.inspecting { connection in
      (
        try InspectionQueries.tablesWithoutRowSecurity(on: connection),
        try InspectionQueries.tablesWithoutGuard(on: connection),
        try InspectionQueries.unboundRoles(on: connection)
      )
    }
    var findings: [DoctorFinding] = []
    if !open.isEmpty {
      findings.append(
        .problem(
          name, "row-level security is not forced on \(list(open))",
          "switch it on: alter table hark.… enable row level security, force row level security"))
    }
    if !unguarded.isEmpty {
      findings.append(
        .problem(
          name, "nothing keeps \(list(unguarded)) from being changed",
          "run `hark audit verify`, find out who did it, and switch the trigger on again: alter table"
            + " hark.… enable always trigger refuse_change"))
    }
    if !unbound.isEmpty {
      findings.append(
        .problem(
          name, "\(list(unbound)) may do more than Hark gave",
          "take it away: alter role … nosuperuser nobypassrls nocreaterole nocreatedb"))
    }
    return findings.isEmpty
      ? [.ok(name, "row-level security is forced on every table")] : findings
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
